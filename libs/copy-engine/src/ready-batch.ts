import {
  bodySize,
  type ItemBody,
  type ItemForm,
  type ItemKind,
  type ReadItem,
  type ReceivedAt,
} from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import { fingerprintOf } from './fingerprint.ts';
import type { FolderJob } from './folder-job.ts';

/** An item in hand: read from the source, to be written. */
export interface ReadyItem {
  readonly id: number;
  readonly size: number;
  readonly receivedAt: ReceivedAt;
  readonly flags: readonly string[];
  /** Undefined for a streamed item that no likeness tells. */
  readonly hash: ContentHash | undefined;
  /** Absent: mail. */
  readonly kind?: ItemKind;
  /** Absent: MIME. */
  readonly form?: ItemForm;
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
  const { id, receivedAt, flags, kind, form, body } = item;
  return {
    ...{ id, size: bodySize(body), receivedAt, flags, body },
    hash: fingerprintOf(item),
    ...(kind === undefined ? {} : { kind }),
    ...(form === undefined ? {} : { form }),
  };
}
