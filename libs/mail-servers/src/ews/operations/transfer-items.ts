import { readStream, writeStream } from '../items/item-stream.ts';
import { idElement } from '../items/item-fields.ts';
import { changeKeyOf } from '../store/ews-item.ts';
import { searchKeyOf } from '../store/ews-mailbox.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf, xmlOf } from '../wire/xml-element.ts';
import { type OperationContext, eachOf, folderNamed, itemNamed } from './operation-context.ts';

/** EWS reference page "ExportItems operation": each item as an opaque stream. */
export function exportItems(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return eachOf(['ExportItems', context], childOf(request, 'm:ItemIds')?.children ?? [], (id) => {
    const { item, series } = itemNamed(context, id);
    if (series !== undefined)
      throw new EwsProblem('ErrorInvalidId', 'An occurrence is no item of its own.');
    const changeKey = id.attributes['ChangeKey'];
    if (changeKey !== undefined && changeKey !== '' && changeKey !== changeKeyOf(item)) {
      throw new EwsProblem('ErrorInvalidChangeKey', 'The change key is invalid.');
    }
    if (context.isUnexportable(item.number)) {
      throw new EwsProblem('ErrorItemCorrupt', 'The item is corrupt.');
    }
    const stream = writeStream(item);
    const isCut = context.truncatesExports(item.number);
    return [
      xmlOf({ ...idElement('m:ItemId', item) }),
      '<m:Data>',
      { base64Of: isCut ? stream.subarray(0, stream.length / 2) : stream },
      isCut ? truncationMark : '',
      '</m:Data>',
    ];
  });
}

/** What an answer ends with whose data was cut (page "Export items by using EWS"). */
const truncationMark = '=== Truncated Data ===';

/** EWS reference page "UploadItems operation": each item for itself; what is new gets an id and a number of this folder. */
export function uploadItems(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return eachOf(
    ['UploadItems', context],
    childOf(request, 'm:Items')?.children ?? [],
    (element) => {
      const parent = childOf(element, 't:ParentFolderId');
      const { mailbox, folder } = folderNamed(
        context,
        parent === undefined ? undefined : { ...parent, name: 't:FolderId' },
      );
      const action = element.attributes['CreateAction'];
      const id = childOf(element, 't:ItemId')?.attributes['Id'];
      if (action === 'CreateNew' ? id !== undefined : id === undefined) {
        throw new EwsProblem('ErrorInvalidArgument', 'The ItemId does not fit the CreateAction.');
      }
      const data = childOf(element, 't:Data')?.text ?? '';
      const bytes = Buffer.from(data, 'base64');
      if (bytes.length > context.itemBytesMax) throw new EwsProblem('ErrorMessageSizeExceeded');
      const item = readStream(bytes, mailbox);
      const known = id === undefined ? undefined : folder.get(id);
      if (known === undefined && action === 'Update') {
        throw new EwsProblem(
          'ErrorItemNotFound',
          'The specified object was not found in the store.',
        );
      }
      const isAssociated = element.attributes['IsAssociated'] === 'true';
      const own = context.renewsSearchKeys ? { searchKey: searchKeyOf(mailbox.newId('item')) } : {};
      const kept = { ...item, ...own, isAssociated };
      const stored =
        known === undefined ? mailbox.addItem(folder, kept) : mailbox.changeItem(known.id, kept);
      return [xmlOf(idElement('m:ItemId', stored))];
    },
  );
}
