import type { NewEwsItem } from '../store/ews-mailbox.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { SchemaViolation } from '../wire/schema-violation.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import { attempt } from './folder-operations.ts';
import { itemXml } from './item-xml.ts';
import { type OperationContext, folderNamed, tagOf, wantedOf } from './operation-context.ts';
import { testOf } from './restriction.ts';

const messageFlagsTag = '0x0e07';
const deliveryTimeTag = '0x0e06';
const flagRead = 1;
const flagUnsent = 8;

/** EWS reference page "FindItem operation": paged, restricted, sorted by number. */
export function findItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const wanted = wantedOf(childOf(request, 'm:ItemShape'));
  const view = childOf(request, 'm:IndexedPageItemView')?.attributes ?? {};
  const [restriction] = childOf(request, 'm:Restriction')?.children ?? [];
  const [parent] = childOf(request, 'm:ParentFolderIds')?.children ?? [];
  return attempt('FindItem', () => {
    if (parent === undefined) throw new SchemaViolation('There is no parent folder.');
    const folder = folderNamed(context, parent);
    const isFree = restriction === undefined || context.ignoresRestrictions;
    const test = isFree ? () => true : testOf(restriction);
    const direction = childOf(request, 'm:SortOrder')?.children[0]?.attributes['Order'];
    const found = folder.items.filter(test);
    const all = direction === 'Descending' ? found.toReversed() : found;
    const { restricted, plain } = context.foundMax;
    const entriesMax = Math.min(
      Number(view['MaxEntriesReturned'] ?? plain),
      restriction === undefined ? plain : restricted,
    );
    const offset = Number(view['Offset'] ?? 0);
    const page = all.slice(offset, offset + entriesMax);
    const next = offset + page.length;
    return [
      `<m:RootFolder IndexedPagingOffset="${next}" TotalItemsInView="${all.length}" IncludesLastItemInRange="${next >= all.length}"><t:Items>`,
      ...page.flatMap((item) => itemXml(item, context, { wanted, withMime: false })),
      '</t:Items></m:RootFolder>',
    ];
  });
}

/** EWS reference page "GetItem operation", with IncludeMimeContent. */
export function getItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const shape = childOf(request, 'm:ItemShape');
  const wanted = wantedOf(shape);
  const withMime = childOf(shape, 't:IncludeMimeContent')?.text === 'true';
  return (childOf(request, 'm:ItemIds')?.children ?? []).flatMap((id) =>
    attempt('GetItem', () => {
      const { item } = context.mailbox.item(id.attributes['Id'] ?? '');
      if (withMime && context.isUnreadable(item.number)) {
        throw new EwsProblem('ErrorContentConversionFailed', 'Content conversion failed.');
      }
      return ['<m:Items>', ...itemXml(item, context, { wanted, withMime }), '</m:Items>'];
    }),
  );
}

/** EWS reference page "CreateItem operation": items are made one after another, each for itself. */
export function createItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const [target] = childOf(request, 'm:SavedItemFolderId')?.children ?? [];
  const items = childOf(request, 'm:Items')?.children ?? [];
  if (items.length === 0) throw new SchemaViolation('There are no items.');
  return items.flatMap((item) =>
    attempt('CreateItem', () => {
      if (request.attributes['MessageDisposition'] !== 'SaveOnly') {
        throw new EwsProblem('ErrorMessageDispositionRequired');
      }
      if (target === undefined) throw new EwsProblem('ErrorSavePropertyError');
      const folder = folderNamed(context, target);
      const { id } = context.mailbox.addItem(folder, newItemOf(item, context.itemBytesMax));
      return [
        `<m:Items><t:Message><t:ItemId Id="${id}" ChangeKey="CQAAAA=="/></t:Message></m:Items>`,
      ];
    }),
  );
}

/** EWS reference page "DeleteItem operation". */
export function deleteItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  return (childOf(request, 'm:ItemIds')?.children ?? []).flatMap((id) =>
    attempt('DeleteItem', () => {
      context.mailbox.removeItem(id.attributes['Id'] ?? '');
      return [];
    }),
  );
}

function newItemOf(element: XmlElement, itemBytesMax: number): NewEwsItem {
  const properties = new Map<string, string>();
  for (const property of element.children.filter(({ name }) => name === 't:ExtendedProperty')) {
    const [uri, value] = property.children;
    if (uri === undefined || value === undefined) {
      throw new EwsProblem('ErrorInvalidExtendedPropertyValue');
    }
    properties.set(tagOf(uri), checkedValue(uri.attributes['PropertyType'] ?? '', value.text));
  }
  const content = (childOf(element, 't:MimeContent')?.text ?? '').replace(/\s/g, '');
  const mime = Buffer.from(content, 'base64');
  if (mime.length === 0 || mime.toString('base64') !== content) {
    throw new EwsProblem('ErrorMimeContentInvalidBase64String', 'The MIME content is not valid.');
  }
  if (mime.length > itemBytesMax) throw new EwsProblem('ErrorMessageSizeExceeded');
  // Without PidTagMessageFlags an item that is saved only is a draft.
  const flags = Number(properties.get(messageFlagsTag) ?? flagUnsent);
  const delivered = properties.get(deliveryTimeTag);
  const isRead = childOf(element, 't:IsRead')?.text;
  return {
    mime,
    itemClass: childOf(element, 't:ItemClass')?.text ?? 'IPM.Note',
    isRead: isRead === undefined ? (flags & flagRead) !== 0 : isRead === 'true',
    isDraft: (flags & flagUnsent) !== 0,
    receivedAt: delivered === undefined ? new Date(0) : new Date(delivered),
    categories: (childOf(element, 't:Categories')?.children ?? []).map(({ text }) => text),
    properties,
  };
}

const dateShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
/** FILETIME, in which MAPI keeps times, begins here (MS-DTYP §2.3.3). */
const firstYear = 1601;

function checkedValue(type: string, value: string): string {
  const isRight =
    type === 'SystemTime'
      ? dateShape.test(value) && Number(value.slice(0, 4)) >= firstYear && !isNaN(Date.parse(value))
      : type === 'Integer'
        ? /^-?\d{1,10}$/.test(value)
        : true;
  if (!isRight) throw new EwsProblem('ErrorInvalidExtendedPropertyValue');
  return value;
}
