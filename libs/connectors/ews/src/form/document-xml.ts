import type { DocumentAttachment, DocumentItem } from './item-document.ts';
import { attachmentFields, itemRules } from './item-grammar.ts';
import { type ItemNode, nodeNamed, textNamed, xmlOf, xmlOfNode } from './item-node.ts';

/** XML, or the content of a file in base64 at that place: files come in the order of the document. */
export type XmlPart = string | { readonly base64OfBytes: number };

export interface ItemAdditions {
  /** `<t:Categories>…` or empty. */
  readonly categories: string;
  /** `<t:ExtendedProperty>…`, or empty. */
  readonly properties: string;
  readonly takesExtras: boolean;
  readonly withAttachments: boolean;
}

const bare: ItemAdditions = {
  categories: '',
  properties: '',
  takesExtras: true,
  withAttachments: true,
};

/** The item of a CreateItem, in the schema's order. @throws Error for an element that is none of an item */
export function itemXml(item: DocumentItem, additions: ItemAdditions): XmlPart[] {
  const rule = itemRules[item.element];
  if (rule === undefined) throw new Error('it is no item that can be made');
  const fields = item.fields.map(madeOnly);
  const { categories, properties, takesExtras, withAttachments } = additions;
  const extras = takesExtras ? xmlOf(item.extras, ['ExtendedProperty']) : '';
  const attachments = withAttachments ? attachmentsXml(item.attachments) : [];
  return joined([
    `<t:${item.element}>${xmlOf(fields, rule.before)}`,
    ...attachments,
    categories + middleXml(fields, rule.middle) + properties + extras,
    `${xmlOf(fields, rule.behind)}</t:${item.element}>`,
  ]);
}

function middleXml(fields: readonly ItemNode[], names: readonly string[]): string {
  // A reminder that is not set has no time.
  const isSet = textNamed(fields, 'ReminderIsSet') === 'true';
  return xmlOf(fields, isSet ? names : names.filter((name) => name !== 'ReminderDueBy'));
}

/** Members that are known by an id elsewhere become addresses (EWS reference page `MailboxType`). */
function madeOnly(node: ItemNode): ItemNode {
  const [name, attributes, content] = node;
  if (typeof content === 'string') {
    const isLink = name === 'MailboxType' && /^(?:Contact|PrivateDL)$/.test(content);
    return isLink ? [name, attributes, 'OneOff'] : node;
  }
  return [name, attributes, content.map(madeOnly)];
}

function attachmentsXml(attachments: readonly DocumentAttachment[]): XmlPart[] {
  if (attachments.length === 0) return [];
  return ['<t:Attachments>', ...attachments.flatMap(attachmentXml), '</t:Attachments>'];
}

/** One attachment, as in an item or a CreateAttachment. */
export function attachmentXml(attachment: DocumentAttachment): XmlPart[] {
  const { fields, size = 0, isContactPhoto = false, item } = attachment;
  const named: readonly ItemNode[] =
    nodeNamed(fields, 'Name') === undefined ? [['Name', {}, 'attachment'], ...fields] : fields;
  const told = attachmentFields
    .flatMap((name) => named.filter((node) => node[0] === name))
    .map(xmlOfNode)
    .join('');
  if (item !== undefined) {
    return [`<t:ItemAttachment>${told}`, ...itemXml(item, bare), '</t:ItemAttachment>'];
  }
  const photo = isContactPhoto ? '<t:IsContactPhoto>true</t:IsContactPhoto>' : '';
  return [
    `<t:FileAttachment>${told}${photo}<t:Content>`,
    { base64OfBytes: size },
    '</t:Content></t:FileAttachment>',
  ];
}

function joined(parts: readonly XmlPart[]): XmlPart[] {
  const all: XmlPart[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part;
    else all.push(part);
  }
  return all;
}

/** How long the parts are when they are written, in bytes. */
export function lengthOf(parts: readonly XmlPart[]): number {
  return parts.reduce(
    (sum, part) =>
      sum +
      (typeof part === 'string' ? Buffer.byteLength(part) : 4 * Math.ceil(part.base64OfBytes / 3)),
    0,
  );
}
