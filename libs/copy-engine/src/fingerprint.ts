import type { ReadItem } from '@mailhaul/connector-contract';
import { type ContentHash, contentHashOf } from '@mailhaul/kernel';

/**
 * What tells an item from others wherever it is read: the hash of its bytes, or of its likeness where it travels in a form that systems
 * make anew each time. Undefined: its bytes have to pass first.
 */
export function fingerprintOf({ form, likeness, body }: ReadItem): ContentHash | undefined {
  if (isMadeAnew(form) && likeness !== undefined) return contentHashOf(Buffer.from(likeness));
  return body.kind === 'whole' ? contentHashOf(body.bytes) : undefined;
}

/** Two readings of one item need not have the same bytes. */
export function isMadeAnew(form: ReadItem['form']): boolean {
  return form !== undefined && form !== 'mime';
}
