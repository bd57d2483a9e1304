import {
  bodySize,
  type ItemBody,
  type ReadItem,
  type ReceivedAt,
} from '@mailhaul/connector-contract';
import { type ContentHash, contentHashOf } from '@mailhaul/kernel';
import type { FolderJob } from './folder-job.ts';

/** An item in hand: read from the source, to be written. */
export interface ReadyItem {
  readonly id: number;
  readonly size: number;
  readonly receivedAt: ReceivedAt;
  readonly flags: readonly string[];
  /** Undefined for a streamed item. */
  readonly hash: ContentHash | undefined;
  readonly body: ItemBody;
}

export interface ReadyBatch {
  readonly job: FolderJob;
  readonly items: readonly ReadyItem[];
}

export function isStreamed(batch: ReadyBatch): boolean {
  return batch.items.some(({ body }) => body.kind === 'streamed');
}

export function bytesOf(items: readonly ReadyItem[]): number {
  return items.reduce((sum, { size }) => sum + size, 0);
}

export function toReady(item: ReadItem): ReadyItem {
  const { id, receivedAt, flags, body } = item;
  const hash = body.kind === 'whole' ? contentHashOf(body.bytes) : undefined;
  return { id, size: bodySize(body), receivedAt, flags, hash, body };
}
