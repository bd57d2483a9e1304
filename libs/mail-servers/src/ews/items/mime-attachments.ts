import type { EwsAttachment, EwsItem } from '../store/ews-item.ts';
import { type XmlElement, elementNamed } from '../wire/xml-element.ts';
import { decodedWords, headersOf } from './mime-headers.ts';
import { type MimePart, partsOf } from './mime-parts.ts';

/** All attachments of an item: those that it was given, and those in its MIME. */
export function allAttachments(item: EwsItem): readonly EwsAttachment[] {
  const parts = partsOf(item.mime);
  const body = parts.findIndex(({ type, isAttached }) => type.startsWith('text/') && !isAttached);
  const attached = parts.flatMap((part, at) => {
    const isAttachment = item.mime.byteLength > 0 && parts.length > 1 && at !== body;
    return isAttachment ? [attachmentOf(part, at, item)] : [];
  });
  return [...attached, ...item.attachments];
}

/** The item whose MIME an attachment is a part of; undefined for other attachments. */
export function itemOfMimePart(attachmentId: string): string | undefined {
  const text = Buffer.from(attachmentId, 'base64url').toString('latin1');
  return /^AAMk mimepart \d+ (\S+)$/.exec(text)?.[1];
}

function attachmentOf(part: MimePart, at: number, item: EwsItem): EwsAttachment {
  const id = Buffer.from(`AAMk mimepart ${at} ${item.id}`).toString('base64url');
  const { type, contentId } = part;
  const name = part.name === undefined ? nameOf(part, at) : decodedWords(part.name);
  const traits: XmlElement[] = [
    elementNamed('t:Name', name),
    elementNamed('t:ContentType', type),
    ...(contentId === undefined ? [] : [elementNamed('t:ContentId', contentId)]),
    elementNamed('t:IsInline', String(contentId !== undefined)),
  ];
  const content = part.content();
  if (type !== 'message/rfc822') {
    const own = elementNamed('t:Content', content.toString('base64'));
    return { id, element: elementNamed('t:FileAttachment', [...traits, own]) };
  }
  const inner: EwsItem = {
    ...item,
    ...{ id, mime: content, fields: new Map(), attachments: [], properties: new Map() },
    ...{ itemClass: 'IPM.Note', categories: [] },
  };
  return { id, element: elementNamed('t:ItemAttachment', traits), item: inner };
}

/** A message is called after its subject. */
function nameOf(part: MimePart, at: number): string {
  const subject =
    part.type === 'message/rfc822'
      ? headersOf({ mime: part.content() }).texts.get('t:Subject')
      : undefined;
  return subject ?? `part${at}`;
}
