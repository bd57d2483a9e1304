import type { EwsAttachment, EwsItem } from '../store/ews-item.ts';
import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import type { ItemMaking } from './item-making.ts';

/** Reference page `ResponseCode`, ErrorAttachmentNestLevelLimitExceeded. */
const depthMax = 10;
const traits = new Set(
  't:Name t:ContentType t:ContentId t:ContentLocation t:LastModifiedTime t:IsInline t:IsContactPhoto t:Content'.split(
    ' ',
  ),
);

/** Attachments as they were given, with ids; `embed` makes the items in them. @throws EwsProblem */
export function attachmentsOf(
  elements: readonly XmlElement[],
  making: ItemMaking,
  embed: (element: XmlElement, making: ItemMaking) => EwsItem,
): EwsAttachment[] {
  const depth = (making.depth ?? 0) + 1;
  if (elements.length > 0 && depth > depthMax) {
    throw new EwsProblem('ErrorAttachmentNestLevelLimitExceeded');
  }
  return elements.map((element) => {
    const inner = element.children.find(({ name }) => isItem(name));
    const own = { ...element, children: element.children.filter(({ name }) => traits.has(name)) };
    const id = making.mailbox.newId('attachment');
    if (childOf(element, 't:Name') === undefined) {
      throw new EwsProblem('ErrorRequiredPropertyMissing', 'A required property is missing: Name.');
    }
    if (element.name === 't:FileAttachment') return { id, element: own };
    if (inner === undefined) {
      throw new EwsProblem('ErrorMissingItemForCreateItemAttachment', 'The item is missing.');
    }
    return { id, element: own, item: embed(inner, { ...making, depth }) };
  });
}

function isItem(name: string): boolean {
  return !traits.has(name) && name !== 't:AttachmentId' && name !== 't:Size';
}
