import { forEachPackedItem, type LedgerEvent, unpackIds } from '@mailhaul/domain';
import type { ReadEvent } from '@mailhaul/projections';
import type { ItemOutcome, ReportingMeter } from './reporting-meter.ts';

type DataOf<T extends LedgerEvent['type']> = Extract<LedgerEvent, { type: T }>['data'];
type Standing = NonNullable<DataOf<'ItemsSettled'>['others']>[number][1];

/** Batches remembered until they are settled; of older ones neither bytes nor unlocated items are counted. */
export const batchesMax = 5_000;

/** An item that only a person can judge is shown among the failed ones; the others have no outcome yet. */
const outcomes: Readonly<Partial<Record<Standing, ItemOutcome>>> = {
  ...{ migrated: 'migrated', excluded: 'excluded', failed: 'failed', doubtful: 'failed' },
  ...{ gone: 'gone', collapsed: 'collapsed' },
};

/** Counts the outcomes of items as ledgers tell them: each event is to be given once, in the log's order. */
export class ItemTally {
  readonly #meter: Pick<ReportingMeter, 'itemsSettled' | 'bytesCopied'>;
  /** Packed items of batches that are not settled, by ledger and number. */
  readonly #open = new Map<string, string>();

  constructor(meter: Pick<ReportingMeter, 'itemsSettled' | 'bytesCopied'>) {
    this.#meter = meter;
  }

  /** Begun by then, as the read models have it: by tenant and id of `open-batches`, with its packed items. */
  remember(tenant: string, id: string, items: string): void {
    const key = `${tenant}.${id}`;
    if (!this.#open.has(key)) this.#intend(key, { items });
  }

  /** @throws where the event's columns cannot be read; it then counts for nothing, or in part. */
  take(read: ReadEvent): void {
    const event = read as unknown as LedgerEvent;
    const batch = (b: number) => `${read.tenant}.${read.streamId}.${b}`;
    if (event.type === 'ItemsIntended') this.#intend(batch(event.data.b), event.data);
    if (event.type === 'ItemsRecovered') this.#recover(batch(event.data.b), event.data);
    if (event.type === 'ItemsMatched') this.#count('migrated', unpackIds(event.data.ids).length);
    if (event.type !== 'ItemsSettled') return;
    if (event.data.b !== undefined) this.#settle(batch(event.data.b), event.data);
    for (const [standing, , ids] of event.data.unwritten ?? []) {
      this.#count(standing, unpackIds(ids).length);
    }
  }

  #intend(key: string, { items }: Pick<DataOf<'ItemsIntended'>, 'items'>): void {
    this.#open.set(key, items);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= batchesMax) return;
      this.#open.delete(oldest);
    }
  }

  #settle(key: string, { ids, others = [] }: DataOf<'ItemsSettled'>): void {
    const packed = this.#open.get(key);
    this.#open.delete(key);
    const sizes = packed === undefined ? undefined : sizesOf(packed);
    const otherAt = new Set(others.map(([index]) => index));
    for (const [, standing] of others) this.#count(standing, 1);
    const all = sizes?.length ?? (ids === undefined ? others.length : unpackIds(ids).length);
    this.#count('migrated', all - otherAt.size);
    this.#copied((sizes ?? []).filter((_, index) => !otherAt.has(index)));
  }

  /** A batch that was settled has been counted: it is only found where it stands. */
  #recover(key: string, { found, collapsed, doubtful, rest }: DataOf<'ItemsRecovered'>): void {
    const packed = this.#open.get(key);
    if (packed === undefined) return;
    if (rest !== undefined) this.#open.delete(key);
    const sizes = sizesOf(packed);
    const indexes = unpackIds(found);
    this.#count('migrated', indexes.length);
    this.#copied(indexes.map((index) => sizes[index] ?? 0));
    this.#count('collapsed', collapsed === undefined ? 0 : unpackIds(collapsed).length);
    this.#count('doubtful', doubtful === undefined ? 0 : unpackIds(doubtful).length);
  }

  #count(standing: Standing, count: number): void {
    const outcome = outcomes[standing];
    if (outcome !== undefined && count > 0) this.#meter.itemsSettled(outcome, count);
  }

  #copied(sizes: readonly number[]): void {
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    if (bytes > 0) this.#meter.bytesCopied(bytes);
  }
}

function sizesOf(packed: string): readonly number[] {
  const sizes: number[] = [];
  forEachPackedItem(packed, ({ size }) => sizes.push(size));
  return sizes;
}
