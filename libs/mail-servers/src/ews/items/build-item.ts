import { zoneOf } from '../calendar/zones.ts';
import { wallTimes } from '../calendar/wall-times.ts';
import {
  type EwsItem,
  type NewEwsItem,
  type PropertyValue,
  elementOfClass,
} from '../store/ews-item.ts';
import { searchKeyOf } from '../store/ews-mailbox.ts';
import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import { attachmentsOf } from './build-attachments.ts';
import type { ItemMaking } from './item-making.ts';
import { normalValue, partType } from './normal-values.ts';
import { changeOf, checkSettable, isStoreTime, propertyIn } from './property-values.ts';
import { isReadOnly } from './writable-fields.ts';

const classes: Readonly<Record<string, string>> = {
  't:CalendarItem': 'IPM.Appointment',
  't:Contact': 'IPM.Contact',
  't:DistributionList': 'IPM.DistList',
  't:Task': 'IPM.Task',
  't:PostItem': 'IPM.Post',
  't:MeetingRequest': 'IPM.Schedule.Meeting.Request',
  't:MeetingResponse': 'IPM.Schedule.Meeting.Resp.Pos',
  't:MeetingCancellation': 'IPM.Schedule.Meeting.Canceled',
};
/** Kept elsewhere than among the fields. */
const apart = new Set(
  't:MimeContent t:ItemClass t:Categories t:IsRead t:Attachments t:ExtendedProperty'.split(' '),
);
const creatable = new Set(
  't:Item t:Message t:CalendarItem t:Contact t:DistributionList t:Task t:PostItem'.split(' '),
);

/** An item as CreateItem describes it. @throws EwsProblem */
export function builtItem(element: XmlElement, making: ItemMaking): NewEwsItem {
  if (!creatable.has(element.name)) {
    throw new EwsProblem(
      'ErrorInvalidItemForOperationCreateItem',
      'The item type is not valid for this operation.',
    );
  }
  return made(element, making);
}

/** An item in an attachment. @throws EwsProblem */
export function embeddedItem(element: XmlElement, making: ItemMaking): EwsItem {
  const id = making.mailbox.newId('item');
  const { now } = making;
  return {
    ...{ fields: new Map(), attachments: [], createdAt: now, modifiedAt: now },
    ...{ searchKey: searchKeyOf(id), occurrences: new Map(), isAssociated: false },
    ...made(element, making),
    ...{ id, number: 0, changeNumber: 0 },
  };
}

function made(element: XmlElement, making: ItemMaking): NewEwsItem {
  const mime = mimeIn(element, making.itemBytesMax);
  const fields = new Map<string, XmlElement>();
  for (const child of element.children) {
    if (apart.has(child.name)) continue;
    if (child.name === 't:InternetMessageId' && !making.takesMessageIds) continue;
    if (isReadOnly(child.name)) throw invalidSet(child.name);
    // Start and end are of their own zones; see `wallTimes`.
    const isOfItsZone = child.name === 't:Start' || child.name === 't:End';
    const type = isOfItsZone ? 'text' : partType(element.name, child.name);
    fields.set(child.name, normalValue(child, type, zoneOf(making.zone)));
  }
  const itemClass =
    childOf(element, 't:ItemClass')?.text ?? classes[element.name] ?? classOfMime(mime);
  checkClass(element.name, itemClass);
  const attachments = childOf(element, 't:Attachments')?.children ?? [];
  const isPost = element.name === 't:PostItem';
  // What is saved and not sent is a draft, unless PidTagMessageFlags says otherwise.
  const isMail = elementOfClass(itemClass) === 't:Message';
  const start: EwsItem = {
    ...{ id: '', number: 0, changeNumber: 0, searchKey: '', isAssociated: false },
    ...{ mime, itemClass, fields, occurrences: new Map(), properties: new Map() },
    ...{ isRead: !isMail && !isPost, isDraft: isMail, receivedAt: making.now },
    categories: (childOf(element, 't:Categories')?.children ?? []).map(({ text }) => text),
    attachments: attachmentsOf(attachments, making, embeddedItem),
    ...{ createdAt: making.now, modifiedAt: making.now },
  };
  const item = withProperties(start, element, making);
  const isRead = childOf(element, 't:IsRead')?.text.trim();
  const zone = zoneOf(fields.get('t:StartTimeZone') ?? making.zone);
  return {
    ...item,
    // Only what lies in a folder has one of its own.
    ...{ searchKey: searchKeyOf(making.mailbox.newId('item')) },
    isRead: isRead === undefined ? item.isRead : isRead === 'true' || isRead === '1',
    fields:
      element.name === 't:CalendarItem' ? wallTimes(item.fields, zone, making.zone) : item.fields,
  };
}

function withProperties(item: EwsItem, element: XmlElement, making: ItemMaking): EwsItem {
  let now = item;
  for (const property of element.children.filter(({ name }) => name === 't:ExtendedProperty')) {
    const { key, value } = checkedProperty(property, making);
    if (key.startsWith('{') && !making.keepsNamedProperties) continue;
    if (isStoreTime(key) && making.storeTimes === 'ignored') continue;
    now = { ...now, ...changeOf(now, key, value) };
  }
  return now;
}

/** @throws EwsProblem */
export function checkedProperty(
  property: XmlElement,
  { takesBinaryProperties, storeTimes }: Pick<ItemMaking, 'takesBinaryProperties' | 'storeTimes'>,
): { readonly key: string; readonly value: PropertyValue } {
  const found = propertyIn(property);
  checkSettable(found.key);
  if (isStoreTime(found.key) && storeTimes === 'refused') throw invalidSet('t:CreationTime');
  const type = property.children[0]?.attributes['PropertyType'] ?? '';
  if (type.startsWith('Binary') && !takesBinaryProperties) {
    throw new EwsProblem('ErrorInvalidExtendedProperty', 'The extended property is not valid.');
  }
  return found;
}

export function invalidSet(name: string): EwsProblem {
  return new EwsProblem(
    'ErrorInvalidPropertySet',
    `Set action is invalid for property ${name.slice(2)}.`,
  );
}

function mimeIn(element: XmlElement, bytesMax: number): Uint8Array {
  const given = childOf(element, 't:MimeContent');
  if (given === undefined) return Buffer.alloc(0);
  if (['t:Contact', 't:DistributionList', 't:Task'].includes(element.name)) {
    throw new EwsProblem(
      'ErrorUnsupportedMimeConversion',
      'MIME content is not supported for this type of item.',
    );
  }
  const content = given.text.replace(/\s/g, '');
  const mime = Buffer.from(content, 'base64');
  if (mime.length === 0 || mime.toString('base64') !== content) {
    throw new EwsProblem('ErrorMimeContentInvalidBase64String', 'The MIME content is not valid.');
  }
  if (mime.length > bytesMax) throw new EwsProblem('ErrorMessageSizeExceeded');
  if (element.name === 't:CalendarItem') {
    throw new EwsProblem('ErrorMimeContentConversionFailed', 'MIME content conversion failed.');
  }
  return mime;
}

const calendarMethod =
  /\ncontent-type:[ \t]*text\/calendar(?:[^\r\n]|\r?\n[ \t])*method="?([a-z]+)/i;

/** Mail with an invitation in it becomes a meeting message (MS-OXCICAL §2.1.3). */
function classOfMime(mime: Uint8Array): string {
  const head = `\n${Buffer.from(mime.subarray(0, 64 * 1024)).toString('latin1')}`;
  switch (calendarMethod.exec(head)?.[1]?.toUpperCase()) {
    case 'REQUEST':
      return 'IPM.Schedule.Meeting.Request';
    case 'CANCEL':
      return 'IPM.Schedule.Meeting.Canceled';
    case 'REPLY':
      return 'IPM.Schedule.Meeting.Resp.Pos';
    default:
      return 'IPM.Note';
  }
}

/** An element and a class of another kind do not go together. */
function checkClass(element: string, itemClass: string): void {
  const kind = elementOfClass(itemClass);
  const isPlain = element === 't:Message' || element === 't:Item';
  const isSaid = isPlain ? !(kind in classes) || kind.startsWith('t:Meeting') : kind === element;
  if (!isSaid) throw new EwsProblem('ErrorObjectTypeChanged', 'The object type changed.');
}
