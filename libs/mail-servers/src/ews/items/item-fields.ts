import { createHash } from 'node:crypto';
import { calendarField } from '../calendar/calendar-fields.ts';
import { type EwsItem, changeKeyOf, elementOfClass } from '../store/ews-item.ts';
import type { EwsFolder } from '../store/stored-folder.ts';
import { type XmlElement, elementNamed } from '../wire/xml-element.ts';
import { attachmentTraits } from './attachment-xml.ts';
import { bodyOf } from './item-body.ts';
import { textField, wholeSize } from './item-facts.ts';
import { aliases } from './mapi-aliases.ts';
import { allAttachments } from './mime-attachments.ts';
import { headersOf } from './mime-headers.ts';

/** Whose item it is, and where. */
export interface ItemPlace {
  readonly owner: string;
  readonly folder: Pick<EwsFolder, 'id' | 'changeNumber'>;
}

type Computed = (item: EwsItem, place: ItemPlace) => string | XmlElement | undefined;

const time = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

function names(item: EwsItem, list: string): string {
  const field = item.fields.get(list) ?? headersOf(item).people.get(list);
  return (field?.children ?? [])
    .map(({ children }) => children[0]?.text ?? '')
    .filter((name) => name !== '')
    .join('; ');
}

/** Elements that every item has, or that follow from others; those of calendar items stand in `calendar-fields.ts`. */
const computed: Readonly<Record<string, Computed>> = {
  't:ParentFolderId': (_, { folder }) => idElement('t:ParentFolderId', folder),
  't:ItemClass': ({ itemClass }) => itemClass,
  't:Sensitivity': (item) => textField(item, 't:Sensitivity') ?? 'Normal',
  't:Importance': (item) => textField(item, 't:Importance') ?? 'Normal',
  't:DateTimeReceived': ({ receivedAt }) => time(receivedAt),
  't:DateTimeCreated': ({ createdAt }) => time(createdAt),
  't:DateTimeSent': (item) => {
    const own = aliases.get('0x0039')?.get(item);
    return typeof own === 'string' ? own : time(item.createdAt);
  },
  't:LastModifiedTime': ({ modifiedAt }) => time(modifiedAt),
  't:LastModifiedName': (_, { owner }) => owner,
  't:Size': (item) => String(wholeSize(item)),
  't:Categories': ({ categories }) =>
    categories.length === 0
      ? undefined
      : elementNamed(
          't:Categories',
          categories.map((name) => elementNamed('t:String', name)),
        ),
  't:Attachments': (item) => {
    const attachments = allAttachments(item);
    return attachments.length === 0
      ? undefined
      : elementNamed('t:Attachments', attachments.map(attachmentTraits));
  },
  't:HasAttachments': (item) => String(hasAttachments(item)),
  't:IsSubmitted': () => 'false',
  't:IsDraft': ({ isDraft }) => String(isDraft),
  't:IsFromMe': () => 'false',
  't:IsResend': () => 'false',
  't:IsUnmodified': (item) => String(item.createdAt.getTime() === item.modifiedAt.getTime()),
  't:IsAssociated': ({ isAssociated }) => String(isAssociated),
  't:IsRead': ({ isRead }) => String(isRead),
  't:ReminderIsSet': (item) => textField(item, 't:ReminderIsSet') ?? 'false',
  't:DisplayTo': (item) => names(item, 't:ToRecipients'),
  't:DisplayCc': (item) => names(item, 't:CcRecipients'),
  't:Culture': () => 'en-US',
  't:EffectiveRights': () =>
    elementNamed(
      't:EffectiveRights',
      'CreateAssociated CreateContents CreateHierarchy Delete Modify Read'
        .split(' ')
        .map((right) => elementNamed(`t:${right}`, String(!right.startsWith('Create')))),
    ),
  't:ConversationId': (item) => {
    const topic = textField(item, 't:ConversationTopic') ?? textField(item, 't:Subject') ?? '';
    const hash = createHash('sha256').update(topic).digest('base64url').slice(0, 32);
    return { ...elementNamed('t:ConversationId', ''), attributes: { Id: `AAQk${hash}` } };
  },
  't:ConversationTopic': (item) =>
    textField(item, 't:ConversationTopic') ?? textField(item, 't:Subject'),
  't:Flag': (item) => {
    const given = item.fields.get('t:Flag');
    const status = aliases.get('0x1090')?.get(item);
    const word = status === '2' ? 'Flagged' : status === '1' ? 'Complete' : 'NotFlagged';
    return given ?? elementNamed('t:Flag', [elementNamed('t:FlagStatus', word)]);
  },
  't:InternetMessageHeaders': (item) => {
    const { all } = headersOf(item);
    return all.length === 0
      ? undefined
      : elementNamed(
          't:InternetMessageHeaders',
          all.map(({ name, value }) => ({
            ...elementNamed('t:InternetMessageHeader', value),
            attributes: { HeaderName: name },
          })),
        );
  },
  't:Body': bodyOf,
  't:IsReadReceiptRequested': (item) => textField(item, 't:IsReadReceiptRequested') ?? 'false',
  't:IsDeliveryReceiptRequested': (item) =>
    textField(item, 't:IsDeliveryReceiptRequested') ?? 'false',
  't:IsResponseRequested': (item) => textField(item, 't:IsResponseRequested') ?? 'false',
  't:Sender': (item) => one(item, 't:Sender') ?? renamed(one(item, 't:From'), 't:Sender'),
  't:PostedTime': (item) => time(item.createdAt),
};

/** Those of tasks and contacts. */
const ofKind: Readonly<Record<string, Readonly<Record<string, Computed>>>> = {
  't:Task': {
    't:Status': (item) => textField(item, 't:Status') ?? 'NotStarted',
    't:PercentComplete': (item) => textField(item, 't:PercentComplete') ?? '0',
    't:IsComplete': (item) => String(textField(item, 't:Status') === 'Completed'),
    't:IsRecurring': ({ fields }) => String(fields.has('t:Recurrence')),
    't:IsTeamTask': () => 'false',
    't:ChangeCount': ({ changeNumber }) => String(changeNumber),
    't:DelegationState': () => 'NoMatch',
    't:Owner': (item, { owner }) => textField(item, 't:Owner') ?? owner,
  },
  't:Contact': {
    't:HasPicture': ({ attachments }) => String(attachments.some(isPhoto)),
    't:ContactSource': () => 'Store',
    't:CompleteName': completeName,
  },
  't:DistributionList': {
    't:ContactSource': () => 'Store',
    't:Members': ({ fields }) => {
      const given = fields.get('t:Members');
      return given === undefined ? undefined : withStatus(given);
    },
  },
};

/** An element of an item as it is read; undefined where the item has no such thing. */
export function fieldOf(item: EwsItem, name: string, place: ItemPlace): XmlElement | undefined {
  const kind = elementOfClass(item.itemClass);
  const own = kind === 't:CalendarItem' ? calendarField(item, name, place.owner) : undefined;
  if (own !== undefined) return own;
  const found = (ofKind[kind]?.[name] ?? computed[name])?.(item, place);
  if (found !== undefined) return typeof found === 'string' ? elementNamed(name, found) : found;
  const given = item.fields.get(name) ?? headersOf(item).people.get(name);
  if (given !== undefined) return given;
  const text = headersOf(item).texts.get(name);
  return text === undefined ? undefined : elementNamed(name, text);
}

export function idElement(
  name: string,
  of: { readonly id: string; readonly changeNumber: number },
): XmlElement {
  return { ...elementNamed(name, ''), attributes: { Id: of.id, ChangeKey: changeKeyOf(of) } };
}

/** Without taking the whole message apart: listings ask this of many. */
function hasAttachments({ attachments, mime }: EwsItem): boolean {
  if (attachments.length > 0) return true;
  const head = Buffer.from(mime.subarray(0, 64 * 1024)).toString('latin1');
  return /\ncontent-disposition:[ \t]*attachment/i.test(head);
}

function isPhoto({ element }: EwsItem['attachments'][number]): boolean {
  return element.children.some(
    ({ name, text }) => name === 't:IsContactPhoto' && /^(?:true|1)$/.test(text),
  );
}

function one(item: EwsItem, name: string): XmlElement | undefined {
  return item.fields.get(name) ?? headersOf(item).people.get(name);
}

function renamed(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element === undefined ? undefined : { ...element, name };
}

/** Read-only, of the parts of a name (reference page `CompleteName`). */
function completeName({ fields }: EwsItem): XmlElement | undefined {
  const parts = [
    ['t:FirstName', 't:GivenName'],
    ['t:MiddleName', 't:MiddleName'],
    ['t:LastName', 't:Surname'],
    ['t:Suffix', 't:Generation'],
    ['t:Initials', 't:Initials'],
    ['t:FullName', 't:DisplayName'],
    ['t:Nickname', 't:Nickname'],
  ].flatMap(([part = '', from = '']) => {
    const text = fields.get(from)?.text;
    return text === undefined ? [] : [elementNamed(part, text)];
  });
  return parts.length === 0 ? undefined : elementNamed('t:CompleteName', parts);
}

function withStatus(members: XmlElement): XmlElement {
  const list = members.children.map((member, at) => ({
    ...member,
    attributes: { Key: Buffer.from(`member ${at}`).toString('base64'), ...member.attributes },
    children: member.children.some(({ name }) => name === 't:Status')
      ? member.children
      : [...member.children, elementNamed('t:Status', 'Normal')],
  }));
  return { ...members, children: list };
}
