import { wallTimes } from '../calendar/wall-times.ts';
import { zoneOf } from '../calendar/zones.ts';
import { elementOf } from '../schema/field-names.ts';
import { type EwsItem, elementOfClass } from '../store/ews-item.ts';
import { EwsProblem } from '../wire/answers.ts';
import type { XmlElement } from '../wire/xml-element.ts';
import { checkedProperty, invalidSet } from './build-item.ts';
import type { ItemMaking } from './item-making.ts';
import { dictionaryOf } from './item-shape.ts';
import { normalValue, partType } from './normal-values.ts';
import { propertyKey } from './property-key.ts';
import { changeOf, isStoreTime } from './property-values.ts';
import { isReadOnly } from './writable-fields.ts';

/** The item after SetItemField, AppendToItemField and DeleteItemField (page "UpdateItem operation"). @throws EwsProblem */
export function updated(
  item: EwsItem,
  updates: readonly XmlElement[],
  making: ItemMaking,
): EwsItem {
  const changed = updates.reduce((now, update) => step(now, update, making), item);
  if (elementOfClass(item.itemClass) !== 't:CalendarItem') return changed;
  const zone = zoneOf(changed.fields.get('t:StartTimeZone') ?? making.zone);
  return { ...changed, fields: wallTimes(changed.fields, zone, making.zone) };
}

function step(item: EwsItem, update: XmlElement, making: ItemMaking): EwsItem {
  const [path, holder] = update.children;
  if (path === undefined) throw new EwsProblem('ErrorIncorrectUpdatePropertyCount');
  if (update.name === 't:DeleteItemField') return without(item, path);
  if (holder === undefined || holder.children.length !== 1) {
    throw new EwsProblem('ErrorIncorrectUpdatePropertyCount');
  }
  const [given] = holder.children;
  if (given === undefined) throw new EwsProblem('ErrorIncorrectUpdatePropertyCount');
  const isOfItsZone = given.name === 't:Start' || given.name === 't:End';
  const type = isOfItsZone ? 'text' : partType(holder.name, given.name);
  const value = normalValue(given, type, zoneOf(making.zone));
  if (path.name === 't:ExtendedFieldURI') {
    if (value.name !== 't:ExtendedProperty') throw new EwsProblem('ErrorUpdatePropertyMismatch');
    const found = checkedProperty(value, making);
    if (found.key !== propertyKey(path)) throw new EwsProblem('ErrorUpdatePropertyMismatch');
    if (isStoreTime(found.key) && making.storeTimes === 'ignored') return item;
    return { ...item, ...changeOf(item, found.key, found.value) };
  }
  const name = nameOf(path);
  if (value.name !== name) throw new EwsProblem('ErrorUpdatePropertyMismatch');
  if (isReadOnly(name) || name === 't:Attachments') throw invalidSet(name);
  if (path.name === 't:IndexedFieldURI') return withEntries(item, value);
  return update.name === 't:AppendToItemField' ? appended(item, value) : withField(item, value);
}

function nameOf(path: XmlElement): string {
  const uri = path.attributes['FieldURI'] ?? '';
  return path.name === 't:IndexedFieldURI' ? dictionaryOf(uri) : elementOf(uri);
}

function withField(item: EwsItem, value: XmlElement): EwsItem {
  switch (value.name) {
    case 't:ItemClass':
      return { ...item, itemClass: value.text };
    case 't:IsRead':
      return { ...item, isRead: /^(?:true|1)$/.test(value.text.trim()) };
    case 't:Categories':
      return { ...item, categories: value.children.map(({ text }) => text) };
    case 't:MimeContent':
      return { ...item, mime: Buffer.from(value.text, 'base64'), fields: new Map() };
    case 't:Flag': {
      const properties = new Map(item.properties);
      properties.delete('0x1090');
      return { ...item, properties, fields: new Map(item.fields).set(value.name, value) };
    }
    default:
      return { ...item, fields: new Map(item.fields).set(value.name, value) };
  }
}

/** Bodies, categories and lists of people can be appended to (reference page `AppendToItemField`). */
function appended(item: EwsItem, value: XmlElement): EwsItem {
  const before = item.fields.get(value.name);
  if (value.name === 't:Categories') {
    const added = value.children.map(({ text }) => text);
    return { ...item, categories: [...item.categories, ...added] };
  }
  if (before === undefined) return withField(item, value);
  const whole = {
    ...before,
    text: before.text + value.text,
    children: [...before.children, ...value.children],
  };
  return withField(item, whole);
}

/** Entries of a dictionary one by one: others stay. */
function withEntries(item: EwsItem, value: XmlElement): EwsItem {
  const before = item.fields.get(value.name)?.children ?? [];
  const keys = new Set(value.children.map(({ attributes }) => attributes['Key']));
  const kept = before.filter(({ attributes }) => !keys.has(attributes['Key']));
  return withField(item, { ...value, children: [...kept, ...value.children] });
}

function without(item: EwsItem, path: XmlElement): EwsItem {
  if (path.name === 't:ExtendedFieldURI') {
    const properties = new Map(item.properties);
    properties.delete(propertyKey(path));
    return { ...item, properties };
  }
  const name = nameOf(path);
  if (isReadOnly(name)) {
    throw new EwsProblem('ErrorInvalidPropertyDelete', 'The property cannot be deleted.');
  }
  if (name === 't:Categories') return { ...item, categories: [] };
  const fields = new Map(item.fields);
  if (path.name === 't:IndexedFieldURI') {
    const before = fields.get(name);
    const children = (before?.children ?? []).filter(
      ({ attributes }) => attributes['Key'] !== path.attributes['FieldIndex'],
    );
    if (before !== undefined) fields.set(name, { ...before, children });
  } else fields.delete(name);
  return { ...item, fields };
}
