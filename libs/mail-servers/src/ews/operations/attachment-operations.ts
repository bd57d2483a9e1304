import { attachmentXml } from '../items/attachment-xml.ts';
import { attachmentsOf } from '../items/build-attachments.ts';
import { itemShapeOf } from '../items/item-shape.ts';
import { itemXml } from '../items/item-xml.ts';
import { changeKeyOf } from '../store/ews-item.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf, elementNamed } from '../wire/xml-element.ts';
import { type OperationContext, eachOf, itemNamed, writingFor } from './operation-context.ts';
import { makingFor } from './write-items.ts';

/** EWS reference page "CreateAttachment operation": one answer for each; the item has another ChangeKey then. */
export function createAttachment(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const parent = childOf(request, 'm:ParentItemId');
  const elements = childOf(request, 'm:Attachments')?.children ?? [];
  return eachOf(['CreateAttachment', context], elements, (element) => {
    if (parent === undefined) throw new EwsProblem('ErrorInvalidIdEmpty');
    const { mailbox, item, series } = itemNamed(context, { ...parent, name: 't:ItemId' });
    if (series !== undefined) throw new EwsProblem('ErrorCalendarIsOccurrence');
    const made = attachmentsOf([element], makingFor(context, mailbox));
    const changed = mailbox.changeItem(item.id, { attachments: [...item.attachments, ...made] });
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
    const { mailbox, item, attachment } = attachmentNamed(context, id);
    const { folder } = mailbox.item(item.id);
    const shape = itemShapeOf(withBase(asked), 'get');
    const inner =
      attachment.item === undefined
        ? []
        : itemXml(attachment.item, shape, writingFor(context, { mailbox, folder }));
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

function attachmentNamed(context: OperationContext, id: XmlElement) {
  const value = id.attributes['Id'] ?? '';
  const mailbox = context.stores.ofId(value, context.mailbox);
  return { mailbox, ...mailbox.attachment(value) };
}

/** An item in an attachment comes with all its properties. */
function withBase(asked: XmlElement | undefined): XmlElement {
  return elementNamed('m:ItemShape', [
    elementNamed('t:BaseShape', 'AllProperties'),
    ...(asked?.children ?? []),
  ]);
}
