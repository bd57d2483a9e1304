import type { EwsAttachment } from '../store/ews-item.ts';
import type { AnswerPiece } from '../wire/answers.ts';
import { type XmlElement, childOf, elementNamed, xmlOf } from '../wire/xml-element.ts';

/** In the schema's order (types.xsd, AttachmentType). */
const before = ['t:Name', 't:ContentType', 't:ContentId', 't:ContentLocation'];
const behind = ['t:LastModifiedTime', 't:IsInline', 't:IsContactPhoto'];

/** What GetItem tells of an attachment: not its content (page "Attachments and EWS"). */
export function attachmentTraits({ id, element }: EwsAttachment): XmlElement {
  const children = [
    { ...elementNamed('t:AttachmentId', ''), attributes: { Id: id } },
    ...named(element, before),
    elementNamed('t:Size', String(sizeOf(element))),
    ...named(element, behind),
  ];
  return { ...elementNamed(element.name, children) };
}

/** The whole attachment, as GetAttachment gives it; `item` is what is in an item attachment. */
export function attachmentXml(
  attachment: EwsAttachment,
  item: readonly AnswerPiece[],
): AnswerPiece[] {
  const traits = attachmentTraits(attachment);
  const content = childOf(attachment.element, 't:Content');
  return [
    `<${traits.name}>`,
    ...traits.children.map(xmlOf),
    ...(content === undefined ? [] : ['<t:Content>', content.text, '</t:Content>']),
    ...item,
    `</${traits.name}>`,
  ];
}

function named({ children }: XmlElement, names: readonly string[]): XmlElement[] {
  return names.flatMap((name) => children.filter((child) => child.name === name));
}

function sizeOf(element: XmlElement): number {
  const content = childOf(element, 't:Content');
  if (content !== undefined) return Math.floor((content.text.length * 3) / 4);
  return element.children.reduce((sum, child) => sum + child.text.length, 0);
}
