import { isAscii } from 'node:buffer';
import { type ContentHash, contentHashOf } from '@mailhaul/kernel';

const endOfHeader = Buffer.from('\r\n\r\n');
const lineEnd = '\r\n';
/** Cyrus puts it in place of each 8-bit byte of a header (`munge8bit`, on by default). */
const inPlaceOf8Bit = 0x58;
/** A bare CR, which Courier drops, or a bare LF, which others end properly (RFC 5322 §2.3 forbids both). */
const bareEnds = /\r(?!\n)|(?<!\r)\n/;

/**
 * The hash of what servers that mend malformed mail leave alone: header bytes beyond ASCII as X, line ends mended, the
 * last line ended. Of well-formed mail it is the hash of the bytes: what a server mended has the essence that it had before.
 */
export function essenceOf(bytes: Uint8Array, hash = contentHashOf(bytes)): ContentHash {
  const mended = withPlainHeader(withMendedLines(asBuffer(bytes)));
  return mended.equals(bytes) ? hash : contentHashOf(mended);
}

/** The header's bytes beyond ASCII put right; the same object where there are none. */
export function withPlainHeader(bytes: Buffer): Buffer {
  const found = bytes.indexOf(endOfHeader);
  const isHeaderless = bytes.subarray(0, lineEnd.length).equals(Buffer.from(lineEnd));
  const end = isHeaderless ? 0 : found < 0 ? bytes.length : found;
  if (isAscii(bytes.subarray(0, end))) return bytes;
  const mended = Buffer.from(bytes);
  for (let at = 0; at < end; at += 1) {
    if ((mended[at] ?? 0) >= 0x80) mended[at] = inPlaceOf8Bit;
  }
  return mended;
}

function withMendedLines(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const isEnded = text.endsWith(lineEnd);
  if (isEnded && !bareEnds.test(text)) return bytes;
  const lines = text.replace(/\r(?!\n)/g, '').replace(/(?<!\r)\n/g, lineEnd);
  return Buffer.from(lines.endsWith(lineEnd) ? lines : lines + lineEnd, 'latin1');
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
