import type { EwsItem } from '../store/ews-mailbox.ts';
import { regenerateMime } from '../store/regenerate-mime.ts';
import type { AnswerPiece } from '../wire/answers.ts';
import { escapeXml } from '../wire/xml-element.ts';
import { type OperationContext, extendedProperty } from './operation-context.ts';

/** Properties take room as well: what the store calls an item's size is not that of its MIME. */
const propertyBytes = 1387;
/** Tags that items may have, with their types. */
const storedTags: Readonly<Record<string, string>> = {
  '0x1090': 'Integer',
  '0x1080': 'Integer',
  '0x1081': 'Integer',
  '0x0039': 'SystemTime',
};

/** An item as FindItem and GetItem give it, its parts in the schema's order. */
export function itemXml(
  item: EwsItem,
  context: OperationContext,
  asked: { readonly wanted: ReadonlySet<string>; readonly withMime: boolean },
): AnswerPiece[] {
  const { wanted, withMime } = asked;
  const mime = context.mime === 'kept' || !withMime ? item.mime : regenerateMime(item.mime);
  const field = (uri: string, xml: string) => (wanted.has(uri) ? xml : '');
  const date = `${item.receivedAt.toISOString().slice(0, 19)}Z`;
  const categories = item.categories.map((name) => `<t:String>${escapeXml(name)}</t:String>`);
  return [
    '<t:Message>',
    ...(withMime
      ? ['<t:MimeContent CharacterSet="UTF-8">', { base64Of: mime }, '</t:MimeContent>']
      : []),
    `<t:ItemId Id="${item.id}" ChangeKey="CQAAAA=="/>`,
    field('item:ItemClass', `<t:ItemClass>${escapeXml(item.itemClass)}</t:ItemClass>`),
    field('item:DateTimeReceived', `<t:DateTimeReceived>${date}</t:DateTimeReceived>`),
    field('item:Size', `<t:Size>${item.mime.byteLength + propertyBytes}</t:Size>`),
    categories.length === 0
      ? ''
      : field('item:Categories', `<t:Categories>${categories.join('')}</t:Categories>`),
    field('item:IsDraft', `<t:IsDraft>${item.isDraft}</t:IsDraft>`),
    context.numbersItems ? field('0x0e23', extendedProperty('0xe23', 'Integer', item.number)) : '',
    ...[...wanted].map((tag) => {
      const [type, value] = [storedTags[tag], item.properties.get(tag)];
      return type === undefined || value === undefined ? '' : extendedProperty(tag, type, value);
    }),
    field('message:IsRead', `<t:IsRead>${item.isRead}</t:IsRead>`),
    '</t:Message>',
  ];
}
