import { type ContentHash, contentHashBytes } from '@mailhaul/kernel';
import { PackReader, PackWriter } from './packing.ts';

/** What the ledger keeps of an item: enough to find it again, nothing of what it says. */
export interface LedgerItem {
  readonly sourceId: number;
  readonly size: number;
  readonly epochSeconds: number;
  /** Absent for an item that is streamed: its hash is known only when all of it has passed. */
  readonly hash: ContentHash | undefined;
}

const noHash = Buffer.alloc(contentHashBytes);

export function packItems(items: readonly LedgerItem[]): string {
  const out = new PackWriter();
  out.uint(items.length);
  let previousId = 0;
  let previousDate = 0;
  for (const item of items) {
    out.int(item.sourceId - previousId);
    out.uint(item.size);
    out.int(item.epochSeconds - previousDate);
    out.raw(item.hash === undefined ? noHash : Buffer.from(item.hash, 'hex'));
    previousId = item.sourceId;
    previousDate = item.epochSeconds;
  }
  return out.finish();
}

/** Calls `take` for each item in order; a row of zeros as hash means: not known. Makes no objects: folds run over millions. */
export function forEachPackedItem(
  text: string,
  take: (item: { id: number; size: number; date: number; hash: Uint8Array }) => void,
): number {
  const reader = new PackReader(text);
  const count = reader.uint();
  const item = { id: 0, size: 0, date: 0, hash: noHash as Uint8Array };
  for (let i = 0; i < count; i += 1) {
    item.id += reader.int();
    item.size = reader.uint();
    item.date += reader.int();
    item.hash = reader.raw(contentHashBytes);
    take(item);
  }
  return count;
}
