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

/** A store that may stop between any two changes of a batch, as its port allows. */
export class CuttingStore extends ReadStore {
  readonly #store: ReadStore;
  readonly #cutAt: () => number;

  /** `cutAt` says at each batch behind how many changes it stops; Infinity: not at all. */
  constructor(store: ReadStore, cutAt: () => number) {
    super();
    this.#store = store;
    this.#cutAt = cutAt;
  }

  override async apply(batch: ChangeBatch, generation: ReadGeneration): Promise<void> {
    const cut = this.#cutAt();
    if (cut > batch.changes.length) {
      await this.#store.apply(batch, generation);
      return;
    }
    const changes = batch.changes.slice(0, cut);
    const checkpoint = (await this.#store.checkpoint(generation)) ?? 0n;
    await this.#store.apply({ changes, checkpoint }, generation);
    throw new StoreUnavailable('stopped between two changes');
  }

  override find(
    collection: string,
    query: ReadQuery,
    generation?: ReadGeneration,
  ): Promise<ReadPage> {
    return this.#store.find(collection, query, generation);
  }

  override get(
    collection: string,
    key: DocumentKey,
    generation?: ReadGeneration,
  ): Promise<StoredDocument | undefined> {
    return this.#store.get(collection, key, generation);
  }

  override count(collection: string, filter: ReadFilter): Promise<number> {
    return this.#store.count(collection, filter);
  }

  override countBy(
    collection: string,
    field: string,
    filter: ReadFilter,
  ): Promise<ReadonlyMap<FieldValue, number>> {
    return this.#store.countBy(collection, field, filter);
  }

  override sum(
    collection: string,
    fields: readonly string[],
    filter: ReadFilter,
  ): Promise<Readonly<Record<string, number>>> {
    return this.#store.sum(collection, fields, filter);
  }

  override checkpoint(generation: ReadGeneration): Promise<LogPosition | undefined> {
    return this.#store.checkpoint(generation);
  }

  override beginRebuild(): Promise<void> {
    return this.#store.beginRebuild();
  }

  override finishRebuild(): Promise<void> {
    return this.#store.finishRebuild();
  }

  override close(): Promise<void> {
    return this.#store.close();
  }
}
