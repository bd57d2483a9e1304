import type { Capabilities, ItemForm, ItemKind, ItemTraits } from '@mailhaul/connector-contract';
import { hash } from 'node:crypto';
import type { MemoryItem } from './memory-folder.ts';

/** How a memory system differs from the one that can do everything with mail and nothing else. */
export interface MemoryVariant {
  /** What it says of itself, where that is something else. */
  readonly capabilities?: Partial<Capabilities>;
  /** Serves MIME with a line of its own on top of what it was given, as systems do that make it anew each time. */
  readonly regenerates?: boolean;
  readonly tellsLikeness?: boolean;
  /** Loses the markers that it says it keeps. */
  readonly losesMarkers?: boolean;
  /** Numbers no items: the connector does, and keeps the numbers in the session's memory. */
  readonly numbersNothing?: boolean;
}

const servedBy = 'X-Served-By: memory\r\n';
const otherForm = /^@exchange-(?:item|stream) \d+\r\n/;
const otherFormHeadMax = 40;

/** Kinds that have a form in which mail travels. */
const mailKinds: ReadonlySet<ItemKind> = new Set(['mail', 'post']);

/** The first of the forms that the system gives, the reader can use, and the item has. */
export function formFor(
  item: Pick<MemoryItem, 'kind'>,
  asked: readonly ItemForm[] = ['mime'],
  given: readonly ItemForm[] = ['mime'],
): ItemForm | undefined {
  const isMail = mailKinds.has(item.kind ?? 'mail');
  return given.find((form) => asked.includes(form) && (form !== 'mime' || isMail));
}

/** The item as a reader gets it. Other forms than MIME are never the same twice: `reading` tells one reading from the next. */
export function bytesInForm(
  item: Pick<MemoryItem, 'bytes'>,
  how: { readonly form: ItemForm; readonly reading: number; readonly variant: MemoryVariant },
): Uint8Array {
  const { form, reading, variant } = how;
  if (form !== 'mime') return joined(`@${form} ${reading}\r\n`, item.bytes);
  return variant.regenerates === true ? joined(servedBy, item.bytes) : item.bytes;
}

/** What a system keeps of bytes that came in some form. */
export function storedBytes(bytes: Uint8Array, variant: MemoryVariant): Uint8Array {
  const head = Buffer.from(bytes.subarray(0, otherFormHeadMax)).toString('latin1');
  const mark = otherForm.exec(head)?.[0];
  if (mark !== undefined) return bytes.subarray(mark.length);
  return variant.regenerates === true ? withoutServedBy(bytes) : bytes;
}

export function traitsOf(item: MemoryItem, variant: MemoryVariant): ItemTraits {
  const { kind, marker } = item;
  const keepsMarkers = variant.capabilities?.keepsMarkers === true && variant.losesMarkers !== true;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(variant.tellsLikeness === true ? { likeness: likenessOf(item) } : {}),
    ...(keepsMarkers && marker !== undefined ? { marker } : {}),
  };
}

/** The same wherever it is read: of what every form and every system leaves alone. */
function likenessOf({ kind = 'mail', bytes }: MemoryItem): string {
  return hash('sha256', joined(`${kind}\n`, withoutServedBy(bytes)), 'hex').slice(0, 32);
}

function withoutServedBy(bytes: Uint8Array): Uint8Array {
  let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const line = Buffer.from(servedBy);
  while (rest.subarray(0, line.length).equals(line)) rest = rest.subarray(line.length);
  return rest;
}

function joined(head: string, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(head), bytes]);
}
