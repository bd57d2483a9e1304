import { withNewIds } from '../items/item-stream.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { elementOfClass } from '../store/ews-item.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import {
  type FoundItem,
  type OperationContext,
  eachOf,
  folderNamed,
  itemNamed,
} from './operation-context.ts';
import { createdXml, hasAttendees, isCalendar } from './write-items.ts';

/** EWS reference page "DeleteItem operation". */
export function deleteItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const { DeleteType, SendMeetingCancellations, AffectedTaskOccurrences } = request.attributes;
  return eachOf(['DeleteItem', context], childOf(request, 'm:ItemIds')?.children ?? [], (id) => {
    const found = itemNamed(context, id);
    const { mailbox, item } = found;
    if (isCalendar(item) && SendMeetingCancellations === undefined) {
      throw new EwsProblem('ErrorSendMeetingCancellationsRequired');
    }
    if (elementOfClass(item.itemClass) === 't:Task' && AffectedTaskOccurrences === undefined) {
      throw new EwsProblem('ErrorAffectedTaskOccurrencesRequired');
    }
    if (
      isCalendar(item) &&
      SendMeetingCancellations !== 'SendToNone' &&
      hasAttendees(item.fields)
    ) {
      mailbox.sent.push({ operation: 'DeleteItem', itemClass: item.itemClass });
    }
    removed(found, context.stores.isPublic(mailbox) ? 'HardDelete' : (DeleteType ?? 'HardDelete'));
    return [];
  });
}

/** EWS reference page "MoveItem operation": the item has another id then. */
export function moveItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return placed(request, context, 'MoveItem');
}

/** EWS reference page "CopyItem operation". */
export function copyItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return placed(request, context, 'CopyItem');
}

function placed(
  request: XmlElement,
  context: OperationContext,
  operation: 'MoveItem' | 'CopyItem',
): AnswerPiece[] {
  const [target] = childOf(request, 'm:ToFolderId')?.children ?? [];
  return eachOf([operation, context], childOf(request, 'm:ItemIds')?.children ?? [], (id) => {
    const to = folderNamed(context, target);
    const { mailbox, item, series } = itemNamed(context, id);
    if (series !== undefined) throw new EwsProblem('ErrorCalendarCannotMoveOrCopyOccurrence');
    const isMove = operation === 'MoveItem';
    const isWithin = to.mailbox === mailbox;
    const placedItem =
      isMove && isWithin
        ? mailbox.moveItem(item.id, to.folder)
        : to.mailbox.addItem(to.folder, withNewIds(item, to.mailbox));
    if (isMove && !isWithin) mailbox.removeItem(item.id);
    // Across mailboxes, and in public folders, Exchange tells no new id (pages "MoveItem operation", "CopyItem operation").
    return isWithin ? ['<m:Items>', createdXml(placedItem), '</m:Items>'] : ['<m:Items/>'];
  });
}

function removed({ mailbox, item, series }: FoundItem, deleteType: string): void {
  if (series !== undefined) {
    const occurrences = new Map(series.master.occurrences);
    occurrences.set(series.index, { kind: 'deleted' });
    mailbox.changeItem(series.master.id, { occurrences });
    return;
  }
  if (deleteType === 'HardDelete') mailbox.removeItem(item.id);
  else {
    const name = deleteType === 'SoftDelete' ? 'recoverableitemsdeletions' : 'deleteditems';
    mailbox.moveItem(item.id, mailbox.distinguished(name));
  }
}
