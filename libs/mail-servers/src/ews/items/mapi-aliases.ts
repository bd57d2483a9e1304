import type { EwsItem, EwsItemChange, PropertyValue } from '../store/ews-item.ts';
import { type XmlElement, elementNamed } from '../wire/xml-element.ts';
import { textField, wholeSize } from './item-facts.ts';

/** A MAPI property that an element of the schema shows as well (MS-OXPROPS; page "Email properties and elements in EWS"). */
interface Alias {
  /** The type that the property has; asked for with another one it is not there. */
  readonly type: string;
  readonly get: (item: EwsItem) => PropertyValue | undefined;
  /** Absent: cannot be set. */
  readonly set?: (value: string) => EwsItemChange | { readonly field: XmlElement };
}

const importances = ['Low', 'Normal', 'High'];
const sensitivities = ['Normal', 'Personal', 'Private', 'Confidential'];
const flagStatuses = ['NotFlagged', 'Complete', 'Flagged'];
/** MSGFLAG_READ, MSGFLAG_UNSENT (MS-OXCMSG §2.2.1.6). */
const flagRead = 1;
const flagUnsent = 8;
const flagHasAttach = 16;

function field(name: string): Pick<Alias, 'get' | 'set'> {
  return {
    get: (item) => textField(item, name),
    set: (value) => ({ field: elementNamed(name, value) }),
  };
}

function numbered(name: string, values: readonly string[]): Pick<Alias, 'get' | 'set'> {
  return {
    get: (item) => {
      const at = values.indexOf(textField(item, name) ?? '');
      return at < 0 ? undefined : String(at);
    },
    set: (value) => ({ field: elementNamed(name, values[Number(value)] ?? values[1] ?? '') }),
  };
}

const time = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

/** By the key of the property. */
export const aliases: ReadonlyMap<string, Alias> = new Map<string, Alias>([
  [
    '0x001a',
    { type: 'String', get: ({ itemClass }) => itemClass, set: (itemClass) => ({ itemClass }) },
  ],
  ['0x0037', { type: 'String', ...field('t:Subject') }],
  ['0x1035', { type: 'String', ...field('t:InternetMessageId') }],
  ['0x0017', { type: 'Integer', ...numbered('t:Importance', importances) }],
  ['0x0036', { type: 'Integer', ...numbered('t:Sensitivity', sensitivities) }],
  [
    '0x1090',
    {
      type: 'Integer',
      get: ({ fields, properties }) => {
        const status = fields.get('t:Flag')?.children[0]?.text;
        const at = flagStatuses.indexOf(status ?? '');
        return at > 0 ? String(at) : properties.get('0x1090');
      },
    },
  ],
  [
    '0x0e06',
    {
      type: 'SystemTime',
      get: ({ receivedAt }) => time(receivedAt),
      set: (value) => ({ receivedAt: new Date(value) }),
    },
  ],
  [
    '0x0039',
    {
      type: 'SystemTime',
      get: (item) => item.properties.get('0x0039') ?? textField(item, 't:DateTimeSent'),
    },
  ],
  [
    '0x3007',
    {
      type: 'SystemTime',
      get: ({ createdAt }) => time(createdAt),
      set: (value) => ({ createdAt: new Date(value) }),
    },
  ],
  [
    '0x3008',
    {
      type: 'SystemTime',
      get: ({ modifiedAt }) => time(modifiedAt),
      set: (value) => ({ modifiedAt: new Date(value) }),
    },
  ],
  [
    '0x0e07',
    {
      type: 'Integer',
      get: ({ isRead, isDraft, attachments }) =>
        String(
          (isRead ? flagRead : 0) |
            (isDraft ? flagUnsent : 0) |
            (attachments.length > 0 ? flagHasAttach : 0),
        ),
      set: (value) => ({
        isRead: (Number(value) & flagRead) !== 0,
        isDraft: (Number(value) & flagUnsent) !== 0,
      }),
    },
  ],
  ['0x0e08', { type: 'Integer', get: (item) => String(wholeSize(item)) }],
  [
    '0x0e1b',
    { type: 'Boolean', get: ({ attachments }) => (attachments.length > 0 ? 'true' : 'false') },
  ],
  ['0x0e23', { type: 'Integer', get: ({ number }) => String(number) }],
  ['0x3001', { type: 'String', get: displayNameOf }],
  [
    '{00062002-0000-0000-c000-000000000046}:0x820d',
    { type: 'SystemTime', get: (item) => eventTime(item, 't:Start', '0x820d') },
  ],
  [
    '{00062002-0000-0000-c000-000000000046}:0x820e',
    { type: 'SystemTime', get: (item) => eventTime(item, 't:End', '0x820e') },
  ],
  ['0x300b', { type: 'Binary', get: ({ searchKey }) => searchKey }],
  [
    '{00020329-0000-0000-c000-000000000046}:Keywords',
    { type: 'StringArray', get: ({ categories }) => categories },
  ],
]);

/** Properties that Exchange makes of elements when an item is written; a server may know the elements only. */
export const derived: ReadonlySet<string> = new Set([
  '0x3001',
  '{00062002-0000-0000-c000-000000000046}:0x820d',
  '{00062002-0000-0000-c000-000000000046}:0x820e',
]);

/** Of people and lists: what they are called (MS-OXOCNTC §2.2.1.1.1). */
function displayNameOf({ fields, properties }: EwsItem): PropertyValue | undefined {
  const own = fields.get('t:DisplayName')?.text ?? properties.get('0x3001');
  if (own !== undefined) return own;
  const parts = ['t:GivenName', 't:MiddleName', 't:Surname'].flatMap(
    (name) => fields.get(name)?.text ?? [],
  );
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** PidLidAppointmentStartWhole and -EndWhole (MS-OXOCAL §2.2.1.5). */
function eventTime({ fields, properties }: EwsItem, name: string, lid: string) {
  const text = fields.get(name)?.text;
  if (text !== undefined) return time(new Date(text));
  return properties.get(`{00062002-0000-0000-c000-000000000046}:${lid}`);
}
