import { builtItem } from '../items/build-item.ts';
import type { ItemMaking } from '../items/item-making.ts';
import { updated } from '../items/update-item.ts';
import { idElement } from '../items/item-fields.ts';
import { type EwsItem, changeKeyOf, elementOfClass } from '../store/ews-item.ts';
import type { EwsMailbox } from '../store/ews-mailbox.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import { type AnswerPiece, EwsProblem, RequestFault } from '../wire/answers.ts';
import { type XmlElement, childOf, xmlOf } from '../wire/xml-element.ts';
import {
  type FoundItem,
  type OperationContext,
  eachOf,
  folderNamed,
  itemNamed,
} from './operation-context.ts';

/** Where items go without a SavedItemFolderId. */
const defaultFolders: Readonly<Record<string, string>> = {
  't:CalendarItem': 'calendar',
  't:Contact': 'contacts',
  't:DistributionList': 'contacts',
  't:Task': 'tasks',
  't:PostItem': 'inbox',
};
/** Which folders take which items, and what Exchange says of the others (reference page `ResponseCode`). */
const folderClasses: Readonly<Record<string, readonly [RegExp, string]>> = {
  't:CalendarItem': [/^IPF\.Appointment/i, 'ErrorCannotCreateCalendarItemInNonCalendarFolder'],
  't:Contact': [/^IPF\.Contact/i, 'ErrorCannotCreateContactInNonContactFolder'],
  't:DistributionList': [/^IPF\.Contact/i, 'ErrorCannotCreateContactInNonContactFolder'],
  't:Task': [/^IPF\.Task/i, 'ErrorCannotCreateTaskInNonTaskFolder'],
  't:PostItem': [/^(?:IPF\.Note|IPF\.Post|$)/i, 'ErrorCannotCreatePostItemInNonMailFolder'],
};

/** EWS reference page "CreateItem operation": items are made one after another, each for itself. */
export function createItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const [target] = childOf(request, 'm:SavedItemFolderId')?.children ?? [];
  const { MessageDisposition, SendMeetingInvitations } = request.attributes;
  const items = childOf(request, 'm:Items')?.children ?? [];
  return eachOf(['CreateItem', context], items, (element) => {
    const isCalendar = element.name === 't:CalendarItem';
    if (isCalendar && SendMeetingInvitations === undefined) {
      throw new EwsProblem('ErrorSendMeetingInvitationsRequired');
    }
    if (!isCalendar && element.name !== 't:Contact' && needsDisposition(element.name)) {
      if (MessageDisposition === undefined) throw new EwsProblem('ErrorMessageDispositionRequired');
    }
    const { mailbox, folder } =
      target === undefined
        ? ownFolder(context, defaultFolders[element.name] ?? 'drafts')
        : folderNamed(context, target);
    checkFolder(folder, element.name);
    const mime = Buffer.from(childOf(element, 't:MimeContent')?.text ?? '', 'base64');
    if (context.faultsAt(mime.toString('latin1'))) throw new RequestFault('It cannot be made.');
    const item = builtItem(element, makingFor(context, mailbox));
    const isSent =
      isCalendar && item.fields !== undefined
        ? SendMeetingInvitations !== 'SendToNone' && hasAttendees(item.fields)
        : needsDisposition(element.name) && MessageDisposition !== 'SaveOnly';
    if (isSent) mailbox.sent.push({ operation: 'CreateItem', itemClass: item.itemClass });
    const added = mailbox.addItem(folder, {
      ...item,
      ...(isSent ? { isDraft: false } : {}),
      attachments: keptAttachments(item.attachments, context),
    });
    return ['<m:Items>', createdXml(added), '</m:Items>'];
  });
}

function keptAttachments(
  given: EwsItem['attachments'] = [],
  { keepsGivenAttachments: kept }: OperationContext,
): EwsItem['attachments'] {
  return given.filter(({ item }) => kept === 'all' || (kept === 'items' && item !== undefined));
}

/** EWS reference page "UpdateItem operation". */
export function updateItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const changes = childOf(request, 'm:ItemChanges')?.children ?? [];
  return eachOf(['UpdateItem', context], changes, (change) => {
    const [id] = change.children;
    if (id === undefined) throw new EwsProblem('ErrorInvalidIdEmpty');
    const found = itemNamed(context, id);
    checkUpdate(request, found, id.attributes['ChangeKey']);
    const updates = childOf(change, 't:Updates')?.children ?? [];
    const item = updated(found.item, updates, makingFor(context, found.mailbox));
    const sends = request.attributes['SendMeetingInvitationsOrCancellations'];
    if (isCalendar(found.item) && sends !== 'SendToNone' && hasAttendees(item.fields)) {
      found.mailbox.sent.push({ operation: 'UpdateItem', itemClass: item.itemClass });
    }
    return [
      '<m:Items>',
      createdXml(savedItem(found, item)),
      '</m:Items><m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>',
    ];
  });
}

export function makingFor(context: OperationContext, mailbox: EwsMailbox): ItemMaking {
  const { itemBytesMax, zone, now } = context;
  const { takesBinaryProperties, keepsNamedProperties, takesMessageIds, storeTimes } = context;
  return {
    ...{ mailbox, itemBytesMax, zone, now },
    ...{ takesBinaryProperties, keepsNamedProperties, takesMessageIds, storeTimes },
  };
}

/** What a call that made or changed an item tells of it. */
export function createdXml(item: EwsItem): string {
  const element = elementOfClass(item.itemClass);
  const attachments = item.attachments.map(
    ({ id, element: { name } }) => `<${name}><t:AttachmentId Id="${id}"/></${name}>`,
  );
  const list =
    attachments.length === 0 ? '' : `<t:Attachments>${attachments.join('')}</t:Attachments>`;
  return `<${element}>${xmlOf(idElement('t:ItemId', item))}${list}</${element}>`;
}

export function isCalendar({ itemClass }: Pick<EwsItem, 'itemClass'>): boolean {
  return elementOfClass(itemClass) === 't:CalendarItem';
}

export function hasAttendees(fields: EwsItem['fields']): boolean {
  return ['t:RequiredAttendees', 't:OptionalAttendees', 't:Resources'].some(
    (name) => (fields.get(name)?.children.length ?? 0) > 0,
  );
}

/** Keeps a changed item; an occurrence becomes an exception of its series. */
export function savedItem({ mailbox, item, series }: FoundItem, changed: EwsItem): EwsItem {
  if (series !== undefined) {
    const { master, index } = series;
    const occurrences = new Map(master.occurrences).set(index, { kind: 'modified', item: changed });
    const { changeNumber } = mailbox.changeItem(master.id, { occurrences });
    return { ...changed, changeNumber };
  }
  const { id, number: _number, changeNumber: _changeNumber, ...rest } = changed;
  const isReadFlag = changed.isRead !== item.isRead && onlyReadFlag(item, changed);
  return mailbox.changeItem(id, isReadFlag ? { isRead: changed.isRead } : rest);
}

function onlyReadFlag(before: EwsItem, after: EwsItem): boolean {
  const { isRead: _before, properties: _some, ...rest } = before;
  return Object.entries(rest).every(([key, value]) => after[key as keyof EwsItem] === value);
}

function checkUpdate(
  request: XmlElement,
  { item }: FoundItem,
  changeKey: string | undefined,
): void {
  const { ConflictResolution, MessageDisposition } = request.attributes;
  const invitations = request.attributes['SendMeetingInvitationsOrCancellations'];
  if (isCalendar(item) && invitations === undefined) {
    throw new EwsProblem('ErrorSendMeetingInvitationsOrCancellationsRequired');
  }
  if (elementOfClass(item.itemClass) === 't:Message' && MessageDisposition === undefined) {
    throw new EwsProblem('ErrorMessageDispositionRequired');
  }
  if (changeKey === undefined || changeKey === '') {
    throw new EwsProblem('ErrorChangeKeyRequiredForWriteOperations', 'A change key is required.');
  }
  if (ConflictResolution !== 'AlwaysOverwrite' && changeKey !== changeKeyOf(item)) {
    throw new EwsProblem(
      'ErrorIrresolvableConflict',
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
    );
  }
}

function needsDisposition(element: string): boolean {
  return element === 't:Message' || element === 't:Item';
}

function ownFolder(context: OperationContext, distinguishedId: string) {
  const { mailbox } = context;
  return { mailbox, folder: mailbox.distinguished(distinguishedId) };
}

function checkFolder({ folderClass, isSearch }: StoredFolder, element: string): void {
  if (isSearch) {
    throw new EwsProblem('ErrorInvalidFolderTypeForOperation', 'A search folder takes no items.');
  }
  const [pattern, code] = folderClasses[element] ?? [];
  if (pattern !== undefined && code !== undefined && !pattern.test(folderClass)) {
    throw new EwsProblem(code, 'The item cannot be created in this folder.');
  }
}
