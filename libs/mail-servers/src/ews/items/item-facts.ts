import type { EwsItem } from '../store/ews-item.ts';
import type { XmlElement } from '../wire/xml-element.ts';
import { headersOf } from './mime-headers.ts';

/** Properties take room as well: what the store calls an item's size is not that of its MIME. */
const propertyBytes = 1387;
const attachmentBytes = 400;

/** The text of an element that an item was given, or that its MIME says. */
export function textField(item: EwsItem, name: string): string | undefined {
  return item.fields.get(name)?.text ?? headersOf(item).texts.get(name);
}

/** PidTagMessageSize. */
export function wholeSize({ mime, fields, attachments }: EwsItem): number {
  const texts = [...fields.values()].reduce((sum, field) => sum + sizeOf(field), 0);
  const files = attachments.reduce(
    (sum, { element }) => sum + attachmentBytes + sizeOf(element),
    0,
  );
  return mime.byteLength + texts + files + propertyBytes;
}

function sizeOf({ text, children }: XmlElement): number {
  return children.reduce((sum, child) => sum + sizeOf(child), text.length);
}
