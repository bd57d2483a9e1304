import {
  type ChangeBatch,
  type DocumentKey,
  type FieldValue,
  type LogPosition,
  type ReadFilter,
  type ReadGeneration,
  type ReadPage,
  type ReadQuery,
  ReadStore,
  type StoredDocument,
  StoreUnavailable,
} from '@mailhaul/application';
import type { SimProcess } from '../simulator/sim-process.ts';
import { type SimDocuments, valueOf } from './sim-documents.ts';

export interface SimReadStoreOptions {
  readonly latencyMsMax: number;
  readonly faultRate: number;
  /** A batch is in the documents whole or not at all; else it may stop between any two of them. */
  readonly isAtomic: boolean;
}

type WriteFault = 'none' | 'unavailable' | 'unknown-written' | 'late-effect' | 'slow' | 'cut';

const patienceMs = 30_000;
const lateMsMax = 60_000;

/** The read store as one process reaches it: slow, away, or done without an answer; what the dead asked for may still arrive. */
export class SimReadStore extends ReadStore {
  readonly #process: SimProcess;
  readonly #documents: SimDocuments;
  readonly #options: SimReadStoreOptions;

  constructor(process: SimProcess, documents: SimDocuments, options: SimReadStoreOptions) {
    super();
    this.#process = process;
    this.#documents = documents;
    this.#options = options;
  }

  override find(
    collection: string,
    query: ReadQuery,
    generation: ReadGeneration = 'live',
  ): Promise<ReadPage> {
    return this.#ask('documents:find', () => {
      const sign = query.sort.direction === 'ascending' ? 1 : -1;
      const { field } = query.sort;
      const from = Number(query.after ?? 0);
      const rows = this.#documents
        .matching(collection, query, generation)
        .toSorted((a, b) => sign * compared(valueOf(a.body, field), valueOf(b.body, field)));
      const next = from + query.limit;
      return {
        rows: rows.slice(from, next),
        ...(next < rows.length ? { next: String(next) } : {}),
      };
    });
  }

  override get(
    collection: string,
    key: DocumentKey,
    generation: ReadGeneration = 'live',
  ): Promise<StoredDocument | undefined> {
    return this.#ask('documents:get', () => this.#documents.get(collection, key, generation));
  }

  override count(collection: string, filter: ReadFilter): Promise<number> {
    return this.#ask('documents:count', () => this.#live(collection, filter).length);
  }

  override countBy(
    collection: string,
    field: string,
    filter: ReadFilter,
  ): Promise<ReadonlyMap<FieldValue, number>> {
    return this.#ask('documents:count', () => {
      const groups = Map.groupBy(this.#live(collection, filter), ({ body }) =>
        valueOf(body, field),
      );
      return new Map([...groups].map(([value, { length }]) => [value, length]));
    });
  }

  override sum(
    collection: string,
    fields: readonly string[],
    filter: ReadFilter,
  ): Promise<Readonly<Record<string, number>>> {
    return this.#ask('documents:count', () => {
      const rows = this.#live(collection, filter);
      const sumOf = (field: string) =>
        rows.reduce((sum, { body }) => sum + Number(valueOf(body, field)), 0);
      return Object.fromEntries(fields.map((field) => [field, sumOf(field)]));
    });
  }

  override checkpoint(generation: ReadGeneration): Promise<LogPosition | undefined> {
    return this.#ask('documents:checkpoint', () => this.#documents.checkpoint(generation));
  }

  override apply(batch: ChangeBatch, generation: ReadGeneration): Promise<void> {
    return this.#write('documents:apply', batch.changes.length, (cutAt) => {
      this.#documents.apply(batch, generation, cutAt);
    });
  }

  override beginRebuild(): Promise<void> {
    return this.#write('documents:begin', 0, () => {
      this.#documents.beginRebuild();
    });
  }

  override finishRebuild(): Promise<void> {
    return this.#write('documents:finish', 0, () => {
      this.#documents.finishRebuild();
    });
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  #live(collection: string, filter: ReadFilter): readonly StoredDocument[] {
    return this.#documents.matching(collection, filter, 'live');
  }

  #ask<T>(what: string, act: () => T): Promise<T> {
    if (!this.#process.enter(what)) return new Promise(() => {});
    const { world } = this.#process;
    const isFaulty = this.#isFaulty();
    if (isFaulty) world.count('fault:documents-read');
    const extraMs = isFaulty ? world.faults.span(100, lateMsMax) : 0;
    const isAway = isFaulty && world.faults.happens(0.5);
    return this.#settle(this.#latencyMs() + extraMs, () => {
      if (isAway) throw new StoreUnavailable('simulated: the read store is not reachable');
      return act();
    });
  }

  #write(what: string, changeCount: number, act: (cutAt: number) => void): Promise<void> {
    if (!this.#process.enter(what)) return new Promise(() => {});
    const { world } = this.#process;
    const fault = this.#drawFault(changeCount);
    const cutAt = fault === 'cut' ? world.faults.int(0, changeCount - 1) : Infinity;
    const lateMs =
      fault === 'late-effect' || fault === 'slow' ? world.faults.span(500, lateMsMax) : 0;
    const effectMs = this.#latencyMs() + lateMs;
    const effect = this.#settle(effectMs, () => {
      if (fault === 'unavailable') throw new StoreUnavailable('simulated: the disk is full');
      act(cutAt);
      this.#process.enter(`${what}:done`);
      if (fault === 'unknown-written' || fault === 'cut') {
        throw new StoreUnavailable(`simulated: ${fault}`);
      }
    });
    if (fault !== 'late-effect') return effect;
    const impatience = this.#settle(Math.min(patienceMs, lateMs / 2), () => {
      throw new StoreUnavailable('simulated: no answer in time');
    });
    return Promise.race([effect, impatience]);
  }

  #settle<T>(ms: number, act: () => T): Promise<T> {
    const { scheduler } = this.#process.world;
    const done = new Promise<void>((resolve) => scheduler.after(ms, resolve)).then(act);
    return this.#process.settle(done);
  }

  #latencyMs(): number {
    return (this.#process.world.latency.int(0, 100) / 100) * this.#options.latencyMsMax;
  }

  #isFaulty(): boolean {
    const { world } = this.#process;
    return world.isFaulty && world.faults.happens(this.#options.faultRate);
  }

  #drawFault(changeCount: number): WriteFault {
    if (!this.#isFaulty()) return 'none';
    const { world } = this.#process;
    const { isAtomic } = this.#options;
    const fault = world.faults.weighted({
      unavailable: 2,
      'unknown-written': 2,
      slow: 2,
      // A store that may stop within a batch has at least stopped before it answers.
      'late-effect': isAtomic ? 2 : 0,
      cut: isAtomic || changeCount === 0 ? 0 : 4,
    });
    world.count(`fault:documents-${fault}`);
    return fault;
  }
}

function compared(a: FieldValue, b: FieldValue): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
