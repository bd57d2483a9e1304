import { createHash } from 'node:crypto';
import { type ItemBody, type OutgoingItem, bodySize } from '@mailhaul/connector-contract';
import { base64Pieces, ByteStretches, sizeDiffers, sliced } from '../form/base64-pieces.ts';
import { dateText, sentAt } from '../form/dates.ts';
import { type XmlPart, itemXml, lengthOf } from '../form/document-xml.ts';
import { type FlagForm, flagForm } from '../form/flags.ts';
import { type DocumentItem, openDocument } from '../form/item-document.ts';
import { textNamed } from '../form/item-node.ts';
import type { BodyPiece } from '../http/messages.ts';
import { properties, propertyValue } from '../soap/properties.ts';

/** So much of a message is looked at for its Date header. */
const headBytesMax = 64 * 1024;

/** How much of an item is said; less where the server refuses the rest. */
export interface Detail {
  readonly takesExtras: boolean;
  readonly marks: boolean;
  /** As one that more is added to. */
  readonly isOpen?: boolean;
  /** Default: yes. */
  readonly withAttachments?: boolean;
}

/** An item ready to be written. */
export interface PreparedItem {
  readonly item: OutgoingItem;
  readonly flags: FlagForm;
  /** Of the form `exchange-item`. */
  readonly document: DocumentItem | undefined;
  /** What the item is recognised by until it is whole; the same for the same item always. */
  readonly key: string;
  /** The same, whether or not it is marked: what a server keeps of marks shows in between. */
  readonly nameKey: string;
  /** What follows the document's head, once; of a body that is whole, again each time. */
  readonly contents: () => AsyncIterable<Uint8Array>;
}

/** @throws Error where a document is none */
export async function prepared(item: OutgoingItem): Promise<PreparedItem> {
  const flags = flagForm(item.flags);
  const body = () => piecesOf(item.body);
  if (item.form !== 'exchange-item') {
    return {
      item,
      flags,
      document: undefined,
      key: item.marker ?? '',
      nameKey: '',
      contents: body,
    };
  }
  const opened = await openDocument(body());
  if (opened.size !== bodySize(item.body)) throw sizeDiffers();
  const isWhole = item.body.kind === 'whole';
  if (isWhole) await opened.contents.return();
  const hash = createHash('sha256').update(JSON.stringify(opened.item)).digest('base64url');
  return {
    ...{ item, flags, document: opened.item, key: item.marker ?? hash, nameKey: hash },
    contents: isWhole ? () => contentsAgain(item.body) : () => opened.contents,
  };
}

async function* contentsAgain(body: ItemBody): AsyncGenerator<Uint8Array> {
  yield* (await openDocument(piecesOf(body))).contents;
}

async function* piecesOf(body: ItemBody): AsyncGenerator<Uint8Array> {
  if (body.kind === 'streamed') yield* body.chunks;
  else yield* sliced(body.bytes);
}

/** One item as a part of a request. */
export interface ItemPieces {
  /** In bytes, exactly. */
  readonly length: number;
  /** @throws where the body has not the size that it was announced with. */
  readonly pieces: () => AsyncIterable<BodyPiece>;
}

/** As an item of CreateItem, in the schema's order. */
export function createPieces(one: PreparedItem, detail: Detail): ItemPieces {
  return one.document === undefined
    ? mimePieces(one, detail)
    : documentPieces(one, one.document, detail);
}

function mimePieces({ item, flags }: PreparedItem, detail: Detail): ItemPieces {
  const start = '<t:Message><t:MimeContent>';
  const received = item.receivedAt.epochSeconds;
  const behind = (sent: number) =>
    `</t:MimeContent>${flags.categories}` +
    propertyValue(properties.deliveryTime, dateText(received)) +
    propertyValue(properties.submitTime, dateText(sent)) +
    `${flags.properties}${markerValue(item.marker, detail)}${flags.isRead}</t:Message>`;
  const base64Chars = 4 * Math.ceil(bodySize(item.body) / 3);
  const pieces = async function* () {
    const head = new MessageHead();
    yield start;
    yield* base64Pieces(counted(piecesOf(item.body), bodySize(item.body), head));
    yield Buffer.from(behind(sentAt(head.bytes()) ?? received));
  };
  return { length: start.length + base64Chars + Buffer.byteLength(behind(0)), pieces };
}

function documentPieces(
  { item, flags, key, contents }: PreparedItem,
  document: DocumentItem,
  detail: Detail,
): ItemPieces {
  const { takesExtras, withAttachments = true } = detail;
  // An answer may have been made by an item's elements; of what it says twice, what was said last counts.
  const isMail = document.element === 'Message' || document.element === 'PostItem';
  const ownFlags = isMail ? flags.properties : flags.itemProperties;
  const messageId = isMail && takesExtras ? textNamed(document.fields, 'InternetMessageId') : '';
  const parts = itemXml(messageId === '' ? document : withoutMessageId(document), {
    categories: flags.categories,
    properties:
      propertyValue(properties.deliveryTime, dateText(item.receivedAt.epochSeconds)) +
      ownFlags +
      (messageId === '' ? '' : propertyValue(properties.messageId, messageId)) +
      markerValue(detail.isOpen === true ? key : item.marker, detail),
    ...{ takesExtras, withAttachments },
  });
  return {
    length: lengthOf(parts),
    pieces: () => partPieces(parts, contents()),
  };
}

/** Some servers take the element and keep nothing of it; the property they keep. */
function withoutMessageId(document: DocumentItem): DocumentItem {
  const fields = document.fields.filter(([name]) => name !== 'InternetMessageId');
  return { ...document, fields };
}

/** XML with the contents of files where they belong. */
export async function* partPieces(
  parts: readonly XmlPart[],
  contents: AsyncIterable<Uint8Array>,
): AsyncGenerator<BodyPiece> {
  const files = new ByteStretches(contents);
  yield* stretchedPieces(parts, files);
  if (parts.some((part) => typeof part !== 'string')) await files.end();
}

/** The same for a part of the files. */
export async function* stretchedPieces(
  parts: readonly XmlPart[],
  files: ByteStretches,
): AsyncGenerator<BodyPiece> {
  for (const part of parts) {
    if (typeof part === 'string') yield Buffer.from(part);
    else yield* base64Pieces(files.next(part.base64OfBytes));
  }
}

function markerValue(key: string | undefined, { marks, isOpen = false }: Detail): string {
  if (!marks || key === undefined || key === '') return '';
  return propertyValue(isOpen ? properties.openMarker : properties.marker, key);
}

/** As an item of UploadItems (EWS reference page "UploadItems operation"): always another item, never one that is there. */
export function uploadPieces({ item }: PreparedItem, folderXml: string): ItemPieces {
  const start = `<t:Item CreateAction="CreateNew">${folderXml}<t:Data>`;
  const end = '</t:Data></t:Item>';
  const size = bodySize(item.body);
  const pieces = async function* () {
    yield Buffer.from(start);
    yield* base64Pieces(counted(piecesOf(item.body), size));
    yield end;
  };
  const length = Buffer.byteLength(start) + 4 * Math.ceil(size / 3) + end.length;
  return { length, pieces };
}

/** Whether something is attached to it. */
export function hasFiles({ document }: PreparedItem): boolean {
  return (document?.attachments.length ?? 0) > 0;
}

/** The beginning of a message, as far as its header may reach. */
class MessageHead {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  take(piece: Uint8Array): void {
    if (this.#size >= headBytesMax) return;
    const part = Buffer.from(piece.subarray(0, headBytesMax - this.#size));
    this.#parts.push(part);
    this.#size += part.byteLength;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
  head?: MessageHead,
): AsyncGenerator<Uint8Array> {
  let taken = 0;
  for await (const piece of pieces) {
    taken += piece.byteLength;
    if (taken > size) throw sizeDiffers();
    head?.take(piece);
    yield piece;
  }
  if (taken !== size) throw sizeDiffers();
}
