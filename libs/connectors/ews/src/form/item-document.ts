import * as z from 'zod';
import type { ItemNode } from './item-node.ts';

/**
 * The form `exchange-item`: an item's elements and the contents of its attachments, as bytes. `mailhaul exchange-item 1`, the length of
 * what follows in bytes, a document in JSON, each line ended by a line feed; then the contents of its files, one after another in the
 * order of the document.
 */
const firstLine = 'mailhaul exchange-item 1';
const lineBytesMax = 64;
/** Of all texts of an item, those attached to it included. */
const documentBytesMax = 32 * 1024 * 1024;
const depthMax = 40;
const nodesMax = 200_000;
const filesMax = 10_000;

export interface DocumentItem {
  /** `CalendarItem` */
  readonly element: string;
  readonly fields: readonly ItemNode[];
  /** `ExtendedProperty` elements. */
  readonly extras: readonly ItemNode[];
  readonly attachments: readonly DocumentAttachment[];
  readonly exceptions?: SeriesExceptions;
}

export interface DocumentAttachment {
  readonly fields: readonly ItemNode[];
  readonly isContactPhoto?: boolean;
  /** Of a file: the bytes of its content. */
  readonly size?: number;
  /** Of an item that is attached. */
  readonly item?: DocumentItem;
}

/** Where a series departs from its pattern; times as dateTime. */
export interface SeriesExceptions {
  readonly changed: readonly {
    readonly originalStart: string;
    readonly fields: readonly ItemNode[];
    /** Fields of the series that this occurrence has not. */
    readonly without: readonly string[];
    /** Its own, where they are not those of the series. */
    readonly attachments?: readonly DocumentAttachment[];
  }[];
  /** When the occurrences that were taken out would begin. */
  readonly removed: readonly string[];
}

const name = z.string().max(100);
const node: z.ZodType<ItemNode> = z.lazy(() =>
  z.tuple([name, z.record(name, z.string()), z.union([z.string(), z.array(node)])]),
);
const nodes = z.array(node);
const item: z.ZodType<DocumentItem> = z.lazy(() =>
  z.object({
    element: name,
    fields: nodes,
    extras: nodes,
    attachments: z.array(attachment),
    exceptions: exceptions.exactOptional(),
  }),
);
const exceptions: z.ZodType<SeriesExceptions> = z.lazy(() =>
  z.object({
    changed: z.array(
      z.object({
        originalStart: z.string().max(40),
        fields: nodes,
        without: z.array(name),
        attachments: z.array(attachment).exactOptional(),
      }),
    ),
    removed: z.array(z.string().max(40)),
  }),
);
const attachment: z.ZodType<DocumentAttachment> = z.lazy(() =>
  z.object({
    fields: nodes,
    isContactPhoto: z.boolean().exactOptional(),
    size: z.number().int().min(0).exactOptional(),
    item: item.exactOptional(),
  }),
);

/** What stands before the contents of the files. */
export function documentHead(document: DocumentItem): Uint8Array {
  const text = Buffer.from(`${JSON.stringify(document)}\n`);
  return Buffer.concat([Buffer.from(`${firstLine}\n${text.length}\n`), text]);
}

/** A document, and what follows it: the contents. */
export interface OpenedDocument {
  readonly item: DocumentItem;
  /** Bytes of the whole, as the document announces it. */
  readonly size: number;
  readonly contents: AsyncGenerator<Uint8Array, void, undefined>;
}

/** @throws Error for what is no such document, or beyond all bounds. */
export async function openDocument(body: AsyncIterable<Uint8Array>): Promise<OpenedDocument> {
  const pieces = body[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await pieces.next();
    if (next.done === true) return false;
    held = Buffer.concat([held, next.value]);
    return true;
  };
  const line = async (): Promise<string> => {
    for (;;) {
      const end = held.indexOf(0x0a);
      if (end >= 0 && end <= lineBytesMax) {
        const text = held.subarray(0, end).toString('latin1');
        held = held.subarray(end + 1);
        return text;
      }
      if (held.length > lineBytesMax || !(await more())) throw noDocument();
    }
  };
  if ((await line()) !== firstLine) throw noDocument();
  const length = await line();
  const lineBytes = firstLine.length + length.length + 2;
  if (!/^\d{1,9}$/.test(length) || Number(length) > documentBytesMax) throw noDocument();
  const parts: Buffer[] = [held];
  let size = held.length;
  while (size < Number(length)) {
    const next = await pieces.next();
    if (next.done === true) throw noDocument();
    const bytes = Buffer.from(next.value);
    parts.push(bytes);
    size += bytes.length;
  }
  const all = Buffer.concat(parts);
  const parsed = parsedDocument(all.subarray(0, Number(length)).toString('utf8'));
  const fileBytes = filesOf(parsed).reduce((sum, one) => sum + one, 0);
  const wholeSize = lineBytes + Number(length) + fileBytes;
  return { item: parsed, size: wholeSize, contents: restOf(all.subarray(Number(length)), pieces) };
}

async function* restOf(
  first: Uint8Array,
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (first.byteLength > 0) yield first;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    yield next.value;
  }
}

function parsedDocument(text: string): DocumentItem {
  let depth = 0;
  let count = 0;
  let isQuoted = false;
  // Bounded before anything walks through it.
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isQuoted) {
      if (letter === '\\') at += 1;
      else if (letter === '"') isQuoted = false;
    } else if (letter === '"') isQuoted = true;
    else if (letter === '[' || letter === '{') {
      depth += 1;
      count += 1;
      if (depth > 3 * depthMax || count > 2 * nodesMax) throw noDocument();
    } else if (letter === ']' || letter === '}') depth -= 1;
  }
  const document = item.parse(JSON.parse(text));
  if (filesOf(document).length > filesMax) throw noDocument();
  return document;
}

/** Sizes of all files in the order of their contents: the item's, those of items attached to it, and those of single occurrences. */
export function filesOf({ attachments, exceptions }: DocumentItem): number[] {
  const own = exceptions?.changed.flatMap((one) => one.attachments ?? []) ?? [];
  return [...attachments, ...own].flatMap((one) =>
    one.item === undefined ? [one.size ?? 0] : filesOf(one.item),
  );
}

function noDocument(): Error {
  return new Error('it is no document of an Exchange item');
}
