import { attachmentXml } from '../items/attachment-xml.ts';
import { attachmentsOf } from '../items/build-attachments.ts';
import { embeddedItem } from '../items/build-item.ts';
import { itemShapeOf } from '../items/item-shape.ts';
import { itemXml } from '../items/item-xml.ts';
import { allAttachments, itemOfMimePart } from '../items/mime-attachments.ts';
import { type EwsAttachment, type EwsItem, changeKeyOf } from '../store/ews-item.ts';
import type { EwsMailbox } from '../store/ews-mailbox.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf, elementNamed } from '../wire/xml-element.ts';
import { type OperationContext, eachOf, itemNamed, writingFor } from './operation-context.ts';
import { makingFor, savedItem } from './write-items.ts';

/** EWS reference page "CreateAttachment operation": one answer for each; the item has another ChangeKey then. */
export function createAttachment(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const parent = childOf(request, 'm:ParentItemId');
  const elements = childOf(request, 'm:Attachments')?.children ?? [];
  return eachOf(['CreateAttachment', context], elements, (element) => {
    if (parent === undefined) throw new EwsProblem('ErrorInvalidIdEmpty');
    const found = itemNamed(context, { ...parent, name: 't:ItemId' });
    const { mailbox, item } = found;
    const made = attachmentsOf([element], makingFor(context, mailbox), embeddedItem);
    const changed = savedItem(found, { ...item, attachments: [...item.attachments, ...made] });
    const { id = '' } = made[0] ?? {};
    const root = `RootItemId="${item.id}" RootItemChangeKey="${changeKeyOf(changed)}"`;
    const { name } = element;
    return [
      `<m:Attachments><${name}><t:AttachmentId Id="${id}" ${root}/></${name}></m:Attachments>`,
    ];
  });
}

/** EWS reference page "GetAttachment operation". */
export function getAttachment(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const asked = childOf(request, 'm:AttachmentShape');
  const ids = childOf(request, 'm:AttachmentIds')?.children ?? [];
  return eachOf(['GetAttachment', context], ids, (id) => {
    const { mailbox, attachment } = attachmentNamed(context, id);
    const writing = writingFor(context, { mailbox, folder: mailbox.root });
    // What lies in an attachment lies in no folder.
    const leavesOut = new Set([...writing.leavesOut, 't:ParentFolderId']);
    const shape = itemShapeOf(withBase(asked), 'get');
    const inner =
      attachment.item === undefined
        ? []
        : itemXml(attachment.item, shape, { ...writing, leavesOut });
    return ['<m:Attachments>', ...attachmentXml(attachment, inner), '</m:Attachments>'];
  });
}

/** EWS reference page "DeleteAttachment operation". */
export function deleteAttachment(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const ids = childOf(request, 'm:AttachmentIds')?.children ?? [];
  return eachOf(['DeleteAttachment', context], ids, (id) => {
    const { mailbox, item, attachment } = attachmentNamed(context, id);
    const attachments = item.attachments.filter((one) => one !== attachment);
    if (attachments.length === item.attachments.length) {
      throw new EwsProblem('ErrorCannotDeleteObject', 'The attachment lies in another one.');
    }
    const changed = mailbox.changeItem(item.id, { attachments });
    return [`<m:RootItemId RootItemId="${item.id}" RootItemChangeKey="${changeKeyOf(changed)}"/>`];
  });
}

interface FoundAttachment {
  readonly mailbox: EwsMailbox;
  /** That it belongs to, however deep it lies. */
  readonly item: EwsItem;
  readonly attachment: EwsAttachment;
}

function attachmentNamed(context: OperationContext, { attributes }: XmlElement): FoundAttachment {
  const value = attributes['Id'] ?? '';
  const holder = itemOfMimePart(value);
  if (holder === undefined) {
    const mailbox = context.stores.ofId(value, context.mailbox);
    return { mailbox, ...mailbox.attachment(value) };
  }
  const { mailbox, item } = heldIn(context, holder);
  const attachment = allAttachments(item).find(({ id }) => id === value);
  if (attachment !== undefined) return { mailbox, item, attachment };
  throw new EwsProblem('ErrorInvalidAttachmentId', 'The attachment ID is not valid.');
}

/** The holder of a part is an item of the store, or one in another part. */
function heldIn(context: OperationContext, id: string): Omit<FoundAttachment, 'attachment'> {
  if (itemOfMimePart(id) === undefined) {
    return itemNamed(context, { ...elementNamed('t:ItemId', ''), attributes: { Id: id } });
  }
  const { mailbox, attachment, item } = attachmentNamed(context, {
    ...elementNamed('t:AttachmentId', ''),
    attributes: { Id: id },
  });
  return { mailbox, item: attachment.item ?? item };
}

/** An item in an attachment comes with all its properties. */
function withBase(asked: XmlElement | undefined): XmlElement {
  return elementNamed('m:ItemShape', [
    elementNamed('t:BaseShape', 'AllProperties'),
    ...(asked?.children ?? []),
  ]);
}
