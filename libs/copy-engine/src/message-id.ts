import { type ContentHash, contentHashOf } from '@mailhaul/kernel';

/** Headers are looked at up to here; a Message-ID further down is not found. */
const headerBytesMax = 256 * 1024;

/** The hash of the item's Message-ID (RFC 5322 §3.6.4), folded lines joined, blanks removed; undefined without one. */
export function messageIdOf(bytes: Uint8Array): ContentHash | undefined {
  const text = Buffer.from(
    bytes.buffer,
    bytes.byteOffset,
    Math.min(bytes.byteLength, headerBytesMax),
  )
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)[0];
  const found = /^message-id:((?:.*)(?:\r?\n[ \t].*)*)/im.exec(text ?? '');
  const value = found?.[1]?.replace(/\s+/g, '');
  return value ? contentHashOf(Buffer.from(value, 'latin1')) : undefined;
}
