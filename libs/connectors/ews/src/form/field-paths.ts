import type { ItemKind } from '@mailhaul/connector-contract';
import { itemRules } from './item-grammar.ts';

/** Prefixes of FieldURIs by element (types.xsd, UnindexedFieldURIType). */
const prefixes: Readonly<Record<string, string>> = {
  Message: 'message',
  CalendarItem: 'calendar',
  Contact: 'contacts',
  DistributionList: 'contacts',
  Task: 'task',
  PostItem: 'message',
};
const elements: Readonly<Partial<Record<ItemKind, string>>> = {
  mail: 'Message',
  event: 'CalendarItem',
  contact: 'Contact',
  'contact-group': 'DistributionList',
  task: 'Task',
  post: 'PostItem',
};
/** Not among AllProperties everywhere, though the reference says so. */
const seldom: Readonly<Partial<Record<ItemKind, readonly string[]>>> = {
  event: [
    ...['calendar:UID', 'calendar:Recurrence', 'calendar:StartTimeZone', 'calendar:EndTimeZone'],
    ...['calendar:ModifiedOccurrences', 'calendar:DeletedOccurrences'],
  ],
  'contact-group': ['distributionlist:Members'],
  task: ['task:Recurrence'],
};

/** What a server is asked for beside AllProperties that keeps to the reference. */
export function seldomFields(kind: ItemKind): readonly string[] {
  return seldom[kind] ?? [];
}

/** All fields of a kind that can be written again, one by one: with some servers AllProperties are a few (Gromox 3.10). */
export function allFields(kind: ItemKind): readonly string[] {
  const element = elements[kind] ?? 'Item';
  const rule = itemRules[element];
  const prefix = prefixes[element];
  const general = [...(rule?.before ?? []), ...(rule?.middle ?? []), 'Culture', 'Categories'];
  const own = prefix === undefined ? [] : (rule?.behind ?? []);
  return [
    ...new Set([
      ...[...general, 'Attachments', 'HasAttachments'].map((name) => `item:${name}`),
      ...own.filter((name) => !notOwn.has(name)).map((name) => `${prefix}:${name}`),
      ...seldomFields(kind),
    ]),
  ];
}

const notOwn = new Set(['Culture', 'Members']);
