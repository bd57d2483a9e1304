import { escapeXml } from './xml-text.ts';

type PropertyType = 'Integer' | 'SystemTime' | 'String' | 'Boolean' | 'StringArray';

/** A MAPI property, with the name that EWS has for its type: by tag, or by a name within a property set (MS-OXPROPS). */
export type Property =
  | { readonly tag: number; readonly type: PropertyType }
  | { readonly set: string; readonly lid: number; readonly type: PropertyType }
  | { readonly set: string; readonly name: string; readonly type: PropertyType };

/** Property sets of MS-OXPROPS §1.3.2. */
const sets = {
  appointment: '00062002-0000-0000-c000-000000000046',
  task: '00062003-0000-0000-c000-000000000046',
  address: '00062004-0000-0000-c000-000000000046',
  common: '00062008-0000-0000-c000-000000000046',
  log: '0006200a-0000-0000-c000-000000000046',
  note: '0006200e-0000-0000-c000-000000000046',
  /** Ours: nobody else has names in it. */
  mailhaul: '5e1f7a0c-3b52-4c7e-9d7b-6a1f0c2d9e84',
} as const;

/** The properties that are read or written by name here. */
export const properties = {
  /** PidTagInternetArticleNumber: the item's number in its folder; what Exchange's IMAP gives as UID. */
  articleNumber: { tag: 0x0e23, type: 'Integer' },
  /** PidTagInternetArticleNumberNext, of a folder. */
  nextArticleNumber: { tag: 0x6751, type: 'Integer' },
  /** PidTagAttributeHidden, of a folder: no mail program shows it (MS-OXCFOLD §2.2.2.2.2.1). */
  isHidden: { tag: 0x10f4, type: 'Boolean' },
  /** PidTagMessageFlags (MS-OXCMSG §2.2.1.6). */
  messageFlags: { tag: 0x0e07, type: 'Integer' },
  /** PidTagMessageDeliveryTime. */
  deliveryTime: { tag: 0x0e06, type: 'SystemTime' },
  /** PidTagClientSubmitTime. */
  submitTime: { tag: 0x0039, type: 'SystemTime' },
  /** PidTagCreationTime. */
  creationTime: { tag: 0x3007, type: 'SystemTime' },
  /** PidTagInternetMessageId. */
  messageId: { tag: 0x1035, type: 'String' },
  /** PidTagDisplayName: of contacts and lists. */
  displayName: { tag: 0x3001, type: 'String' },
  /** PidTagFlagStatus (MS-OXOFLAG). */
  flagStatus: { tag: 0x1090, type: 'Integer' },
  /** PidTagIconIndex (MS-OXOMSG). */
  iconIndex: { tag: 0x1080, type: 'Integer' },
  /** PidTagLastVerbExecuted (MS-OXOMSG). */
  lastVerb: { tag: 0x1081, type: 'Integer' },
  /** PidLidAppointmentStartWhole and PidLidAppointmentEndWhole (MS-OXOCAL §2.2.1.5). */
  eventStart: { set: sets.appointment, lid: 0x820d, type: 'SystemTime' },
  eventEnd: { set: sets.appointment, lid: 0x820e, type: 'SystemTime' },
  /** The item key of who wrote it. */
  marker: { set: sets.mailhaul, name: 'ItemKey', type: 'String' },
  /** The same of an item that more is to be added to. */
  openMarker: { set: sets.mailhaul, name: 'OpenItemKey', type: 'String' },
} as const satisfies Record<string, Property>;

/**
 * What the elements of an item do not say, and is copied with it: follow-up flags (MS-OXOFLAG), reminders (MS-OXORMDR), tasks (MS-OXOTASK),
 * sticky notes (MS-OXONOTE), journal entries (MS-OXOJRNL), contacts (MS-OXOCNTC).
 */
export const carriedProperties: readonly Property[] = [
  /** PidTagTransportMessageHeaders: the way that a mail took. */
  ...tags('String', [0x007d]),
  /** PidTagFollowupIcon, PidTagFlagCompleteTime, PidTagReplyTime, PidTagToDoItemFlags, PidTagExpiryTime. */
  ...tags('Integer', [0x1095, 0x0e2b]),
  ...tags('SystemTime', [0x1091, 0x0030, 0x0015]),
  /** PidLidFlagRequest, PidLidReminderSet, -Delta, -Time, -SignalTime, PidLidCommonStart, -End, PidLidPrivate, PidLidToDoTitle. */
  ...lids(sets.common, 'String', [0x8530, 0x85a4]),
  ...lids(sets.common, 'Boolean', [0x8506]),
  ...lids(sets.common, 'SystemTime', [0x8516, 0x8517]),
  /** PidLidTaskStartDate, PidLidTaskDueDate, PidLidTaskDateCompleted: the days of a follow-up flag too. */
  ...lids(sets.task, 'SystemTime', [0x8104, 0x8105, 0x810f]),
  /** PidLidNoteColor, -Width, -Height, -X, -Y. */
  ...lids(sets.note, 'Integer', [0x8b00, 0x8b02, 0x8b03, 0x8b04, 0x8b05]),
  /** PidLidLogType, PidLidLogTypeDesc, PidLidLogStart, -End, PidLidLogDuration, -Flags. */
  ...lids(sets.log, 'String', [0x8700, 0x8712]),
  ...lids(sets.log, 'SystemTime', [0x8706, 0x8708]),
  ...lids(sets.log, 'Integer', [0x8707, 0x870c]),
  /** PidLidContactUserField1 … 4, PidLidFreeBusyLocation, PidLidHtml. */
  ...lids(sets.address, 'String', [0x804f, 0x8050, 0x8051, 0x8052, 0x80d8, 0x802b]),
  /** PidTagGender, -Hobbies, -GovernmentIdNumber, -Language, -CustomerId, -ReferredByName, -Account, -OrganizationalIdNumber. */
  ...tags('String', [0x3a43, 0x3a07, 0x3a0c, 0x3a4a, 0x3a47, 0x3a00, 0x3a10]),
];

function tags(type: PropertyType, all: readonly number[]): Property[] {
  return all.map((tag) => ({ tag, type }));
}

function lids(set: string, type: PropertyType, all: readonly number[]): Property[] {
  return all.map((lid) => ({ set, lid, type }));
}

/** Which properties the server tells: all, those without names (tags), or none but the number of an item. */
export type ToldProperties = 'all' | 'tagged' | 'none';

/** Paths of those that the server tells. */
export function propertyPaths(all: readonly Property[], told: ToldProperties): string {
  if (told === 'none') return '';
  const known = told === 'all' ? all : all.filter((property) => 'tag' in property);
  return known.map(propertyPath).join('');
}

/** As a path: in shapes, restrictions, sort orders. */
export function propertyPath(property: Property): string {
  return `<t:ExtendedFieldURI ${whichOf(property)} PropertyType="${property.type}"/>`;
}

function whichOf(property: Property): string {
  if ('tag' in property) return `PropertyTag="0x${property.tag.toString(16).padStart(4, '0')}"`;
  const which =
    'lid' in property ? `PropertyId="${property.lid}"` : `PropertyName="${property.name}"`;
  return `PropertySetId="${property.set}" ${which}`;
}

/** With a value, in an item that is made. */
export function propertyValue(property: Property, value: string | number): string {
  const text = typeof value === 'number' ? String(value) : escapeXml(value);
  return `<t:ExtendedProperty>${propertyPath(property)}<t:Value>${text}</t:Value></t:ExtendedProperty>`;
}

/** Servers may say the name of a set that was asked for by its id (EWS reference page `ExtendedFieldURI`). */
const distinguished: Readonly<Record<string, string>> = {
  Appointment: sets.appointment,
  Task: sets.task,
  Address: sets.address,
  Common: sets.common,
};

/** Whether an ExtendedFieldURI of an answer, by its attributes, names that property. */
export function isOf(property: Property, told: ReadonlyMap<string, string>): boolean {
  if ('tag' in property) {
    const tag = told.get('PropertyTag');
    return tag !== undefined && Number(tag) === property.tag;
  }
  const name = told.get('DistinguishedPropertySetId');
  const set = told.get('PropertySetId')?.toLowerCase().replace(/[{}]/g, '');
  if (property.set !== (set ?? distinguished[name ?? ''])) return false;
  return 'lid' in property
    ? Number(told.get('PropertyId') ?? -1) === property.lid
    : told.get('PropertyName') === property.name;
}
