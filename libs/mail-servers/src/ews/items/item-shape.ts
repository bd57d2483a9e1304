import { elementOf } from '../schema/field-names.ts';
import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import { propertyKey } from './property-key.ts';

/** Which parts of items an answer shall have (reference page `ItemShape`). */
export interface ItemShape {
  /** `find` for FindItem and SyncFolderItems, which give less than GetItem. */
  readonly reading: 'find' | 'get';
  readonly base: 'IdOnly' | 'Default' | 'AllProperties';
  /** Elements: `t:Subject`. */
  readonly fields: ReadonlySet<string>;
  /** Of dictionaries: `t:PhoneNumbers` with the keys that are wanted. */
  readonly entries: ReadonlyMap<string, ReadonlySet<string>>;
  readonly properties: readonly { readonly key: string; readonly path: XmlElement }[];
  readonly withMime: boolean;
  readonly bodyType: string;
}

/** Neither bodies nor lists of people nor what is computed comes out of a search (page "FindItem operation"). */
const onlyOfOne = new Set(
  `t:MimeContent t:Body t:UniqueBody t:NormalizedBody t:TextBody t:Attachments t:InternetMessageHeaders t:ToRecipients
  t:CcRecipients t:BccRecipients t:ReplyTo t:RequiredAttendees t:OptionalAttendees t:Resources t:Recurrence
  t:FirstOccurrence t:LastOccurrence t:ModifiedOccurrences t:DeletedOccurrences t:ConflictingMeetings t:Members
  t:EffectiveRights`.split(/\s+/),
);
const dictionaries: Readonly<Record<string, string>> = {
  'item:InternetMessageHeader': 't:InternetMessageHeaders',
  'contacts:EmailAddress': 't:EmailAddresses',
  'contacts:ImAddress': 't:ImAddresses',
  'contacts:PhoneNumber': 't:PhoneNumbers',
  'contacts:PhysicalAddress': 't:PhysicalAddresses',
};
const neverAll = new Set(['t:MimeContent', 't:UniqueBody', 't:NormalizedBody', 't:TextBody']);

/** @throws EwsProblem */
export function itemShapeOf(
  shape: XmlElement | undefined,
  reading: ItemShape['reading'],
): ItemShape {
  const fields = new Set<string>();
  const entries = new Map<string, Set<string>>();
  const properties: { key: string; path: XmlElement }[] = [];
  for (const path of childOf(shape, 't:AdditionalProperties')?.children ?? []) {
    const uri = path.attributes['FieldURI'] ?? '';
    if (path.name === 't:FieldURI') fields.add(elementOf(uri));
    else if (path.name === 't:IndexedFieldURI') {
      const dictionary = dictionaryOf(uri);
      const keys = entries.get(dictionary) ?? new Set();
      entries.set(dictionary, keys.add(path.attributes['FieldIndex'] ?? ''));
    } else properties.push({ key: propertyKey(path), path });
  }
  const withMime = childOf(shape, 't:IncludeMimeContent')?.text.trim() === 'true';
  if (reading === 'find') {
    const refused = [...fields, ...entries.keys()].find((name) => onlyOfOne.has(name));
    if (withMime || refused !== undefined) {
      throw new EwsProblem(
        'ErrorInvalidPropertyForOperation',
        'Property is not valid for this operation.',
      );
    }
  }
  return {
    ...{ reading, fields, entries, properties },
    withMime: withMime || fields.has('t:MimeContent'),
    base: (childOf(shape, 't:BaseShape')?.text.trim() ?? 'IdOnly') as ItemShape['base'],
    bodyType: childOf(shape, 't:BodyType')?.text.trim() ?? 'Best',
  };
}

/** Whether the element belongs to an answer of that shape. */
export function isWanted(shape: ItemShape, name: string, defaults: ReadonlySet<string>): boolean {
  if (shape.fields.has(name) || shape.entries.has(name)) return true;
  if (shape.base === 'IdOnly') return false;
  if (shape.reading === 'find' && onlyOfOne.has(name)) return false;
  return shape.base === 'AllProperties' ? !neverAll.has(name) : defaults.has(name);
}

/** The dictionary that an IndexedFieldURI reaches into: `contacts:PhysicalAddress:Street`. */
export function dictionaryOf(uri: string): string {
  const [prefix = '', name = ''] = uri.split(':');
  const found = dictionaries[`${prefix}:${name}`];
  if (found !== undefined) return found;
  throw new EwsProblem('ErrorInvalidPropertyRequest', `No property is called ${uri}.`);
}
