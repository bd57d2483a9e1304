import type { EwsItem, EwsItemChange, PropertyValue } from '../store/ews-item.ts';
import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import { aliases } from './mapi-aliases.ts';
import { checkedValue, propertyKey } from './property-key.ts';

/** The value of an extended property; of another type than it has, it is not there. */
export function propertyOf(item: EwsItem, key: string, type: string): PropertyValue | undefined {
  const alias = aliases.get(key);
  if (alias !== undefined) return alias.type === type ? alias.get(item) : undefined;
  const value = item.properties.get(key);
  if (value === undefined) return undefined;
  return (typeof value === 'string') === !type.endsWith('Array') ? value : undefined;
}

/** Of an ExtendedProperty in a request. @throws EwsProblem */
export function propertyIn(element: XmlElement): {
  readonly key: string;
  readonly value: PropertyValue;
} {
  const [path] = element.children;
  if (path === undefined) throw new EwsProblem('ErrorInvalidExtendedProperty');
  const type = path.attributes['PropertyType'] ?? '';
  const one = childOf(element, 't:Value');
  const many = childOf(element, 't:Values')?.children;
  if (type.endsWith('Array') ? many === undefined : one === undefined) {
    throw new EwsProblem('ErrorInvalidExtendedPropertyValue');
  }
  const value =
    many === undefined
      ? checkedValue(type, one?.text ?? '')
      : many.map(({ text }) => checkedValue(type, text));
  return { key: propertyKey(path), value };
}

/** What setting a property changes of an item. @throws EwsProblem where it is computed. */
export function changeOf(item: EwsItem, key: string, value: PropertyValue): EwsItemChange {
  const alias = aliases.get(key);
  if (typeof value !== 'string') {
    if (key.endsWith(':Keywords') && alias !== undefined) return { categories: value };
    return { properties: new Map(item.properties).set(key, value) };
  }
  const change = alias?.set?.(value);
  if (change === undefined || !('field' in change)) {
    return { ...change, properties: new Map(item.properties).set(key, value) };
  }
  const { field } = change;
  return { fields: new Map(item.fields).set(field.name, field) };
}

const computedKeys = new Set(['0x0e08', '0x0e1b', '0x0e23', '0x300b']);
/** PidTagCreationTime and PidTagLastModificationTime. */
const storeTimeKeys = new Set(['0x3007', '0x3008']);

/** Times that are the store's own (MS-OXCMSG §2.2.1.1: read-only for clients). */
export function isStoreTime(key: string): boolean {
  return storeTimeKeys.has(key);
}

/** What the store computes is no one's to set. @throws EwsProblem */
export function checkSettable(key: string): void {
  if (!computedKeys.has(key)) return;
  throw new EwsProblem('ErrorInvalidPropertySet', 'Set action is invalid for property.');
}
