import type { ItemTraits } from '@mailhaul/connector-contract';
import { type ContentHash, contentHashOf } from '@mailhaul/kernel';

/** Headers are looked at up to here. */
const headerBytesMax = 256 * 1024;

/**
 * What is left of an item where its bytes are made anew each time: its likeness, where both systems tell one; else its Message-ID and
 * subject (RFC 5322 §3.6.4, §3.6.5), as they read and not as they are encoded.
 */
export function survivingHash(
  { kind = 'mail', likeness }: ItemTraits,
  head: Uint8Array,
  areLikenessesTold: boolean,
): ContentHash {
  if (areLikenessesTold && likeness !== undefined) return likenessHash(likeness);
  const text = Buffer.from(head.subarray(0, headerBytesMax)).toString('latin1');
  const [header = ''] = text.split(/\r?\n\r?\n/, 1);
  const messageId = valueOf(header, 'message-id').replace(/\s+/g, '');
  const subject = decoded(valueOf(header, 'subject')).replace(/\s+/g, ' ').trim();
  return contentHashOf(Buffer.from(JSON.stringify([kind, messageId, subject])));
}

export function likenessHash(likeness: string): ContentHash {
  return contentHashOf(Buffer.from(`likeness ${likeness}`));
}

/** Folded lines joined. */
function valueOf(header: string, name: string): string {
  const found = new RegExp(`^${name}:((?:.*)(?:\\r?\\n[ \\t].*)*)`, 'im').exec(header);
  return (found?.[1] ?? '').replace(/\r?\n/g, '');
}

/** RFC 2047: words of one text that follow each other belong together. A text of 8-bit bytes is taken for UTF-8 (RFC 6532). */
function decoded(value: string): string {
  const joined = value.replace(/\?=\s+=\?/g, '?==?');
  const words = joined.replace(/=\?[^?\s]+\?[bq]\?[^?\s]*\?=/gi, (word) => wordOf(word) ?? word);
  return words === value ? (textOf('utf-8', Buffer.from(value, 'latin1')) ?? value) : words;
}

/** A charset may have a language behind it (RFC 2231 §5). */
function wordOf(word: string): string | undefined {
  const [, charset = '', encoding = '', text = ''] = word.split('?');
  const [name = ''] = charset.split('*', 1);
  if (encoding.toLowerCase() === 'b') return textOf(name, Buffer.from(text, 'base64'));
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return textOf(name, Buffer.from(bytes, 'latin1'));
}

/** Undefined: nobody knows the charset. */
function textOf(charset: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return undefined;
  }
}
