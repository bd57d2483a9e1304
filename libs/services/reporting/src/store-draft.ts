import {
  batchChangesMax,
  type DocumentChange,
  type FieldFilter,
  InvalidChange,
  InvalidQuery,
  type JsonObject,
  type LogPosition,
  pageRowsMax,
  type ReadGeneration,
  type ReadPage,
  type ReadStore,
  UnknownField,
} from '@mailhaul/application';
import type { Draft, Removing } from '@mailhaul/projections';
import { firstFieldOf, keyOf, rankOf } from './collection-facts.ts';

/** Documents kept in memory over batches; past that all are let go. */
const cachedMax = 20_000;
/** Past so many changes they are written before more events are taken. */
const changedMax = 5_000;
/** Past so many changes in a batch, swept documents are not named to those who show them. */
const sweptToldMax = 1000;

interface Cached {
  readonly tenant: string;
  readonly collection: string;
  readonly id: string;
  readonly body: object | undefined;
  /** As the store has it; undefined: the store has none, or was not asked. */
  storedAt: LogPosition | undefined;
  /** Of the last event that changed it since it was written; undefined: as the store has it. */
  changedAt: LogPosition | undefined;
}

/** What changed in a batch, for those who show it. */
export type Changed = Pick<Cached, 'tenant' | 'collection' | 'id' | 'body'>;

/**
 * Documents of one generation as this process, the only one that writes them, has them. What an event changes is kept apart
 * until the event is done, so that whatever is written meanwhile is the work of whole events.
 */
export class StoreDraft implements Draft {
  readonly #store: ReadStore;
  readonly #generation: ReadGeneration;
  readonly #documents = new Map<string, Cached>();
  #changed = new Set<Cached>();
  #own = new Map<string, Cached>();
  #tenant = '';
  #position: LogPosition | undefined;
  #done: LogPosition | undefined;
  #told: Changed[] = [];
  #failure: unknown;
  #checkpoint: LogPosition | undefined;

  /** `checkpoint` is where the documents are; once they are elsewhere without it, nothing of it is taken. */
  constructor(store: ReadStore, generation: ReadGeneration, checkpoint: LogPosition | undefined) {
    this.#store = store;
    this.#generation = generation;
    this.#checkpoint = checkpoint;
  }

  /** Up to here everything is in the store. */
  get checkpoint(): LogPosition | undefined {
    return this.#checkpoint;
  }

  /** Whose documents are meant until the next event, and at which position they change. */
  begin(event: { readonly tenant: string; readonly position: LogPosition }): void {
    this.#end();
    this.#tenant = event.tenant;
    this.#position = event.position;
  }

  /** Forgets what the event that was begun changed: it counts as done. */
  skip(): void {
    this.#own.clear();
  }

  /** The store failed with this, and not what it was asked. */
  isOfStore(error: unknown): boolean {
    return error === this.#failure;
  }

  /** So much waits to be written that it should be. */
  get isFull(): boolean {
    return this.#changed.size + this.#own.size >= changedMax;
  }

  async get<T extends object>(collection: string, id: string): Promise<T | undefined> {
    const tenant = this.#tenant;
    const key = keyOf(tenant, collection, id);
    const known = this.#known(key);
    if (known !== undefined) return known.body as T | undefined;
    const stored = await this.#ask((store) =>
      store.get(collection, { tenant, id }, this.#generation),
    );
    const [body, storedAt] = [stored?.body, stored?.position];
    this.#documents.set(key, { tenant, collection, id, body, storedAt, changedAt: undefined });
    return body as T | undefined;
  }

  put(collection: string, id: string, body: object): void {
    this.#change(collection, id, body);
  }

  remove(collection: string, id: string): void {
    this.#change(collection, id, undefined);
  }

  isShown(collection: string, id: string): boolean {
    const storedAt = this.#known(keyOf(this.#tenant, collection, id))?.storedAt;
    return storedAt !== undefined && storedAt >= (this.#position ?? 0n);
  }

  async *each<T extends object>(
    collection: string,
    filters: readonly FieldFilter[],
  ): AsyncGenerator<{ id: string; body: T }> {
    const tenant = this.#tenant;
    for await (const { rows } of this.#pages(collection, filters)) {
      const read: string[] = [];
      for (const { id, body: stored, position } of rows) {
        const key = keyOf(tenant, collection, id);
        let known = this.#known(key);
        if (known === undefined) {
          const place = { tenant, collection, id };
          known = { ...place, body: stored, storedAt: position, changedAt: undefined };
          this.#documents.set(key, known);
          read.push(key);
        }
        if (known.body !== undefined) yield { id, body: known.body as T };
      }
      // However many there are, only what was changed stays.
      for (const key of read) if (!this.#own.has(key)) this.#documents.delete(key);
    }
  }

  sweep(collection: string, filters: readonly FieldFilter[]): Promise<void> {
    return this.#sweep(collection, filters, this.#position ?? 0n);
  }

  async #sweep(
    collection: string,
    filters: readonly FieldFilter[],
    position: LogPosition,
  ): Promise<void> {
    for await (const { rows } of this.#pages(collection, filters)) {
      await this.#removeStored(
        collection,
        rows.map(({ id }) => id),
        position,
      );
    }
  }

  /** Of documents that no event behind the checkpoint speaks of. Only after a flush, before the next event. */
  removing(tenant: string, checkpoint: LogPosition): Removing {
    this.#tenant = tenant;
    const generation = this.#generation;
    // They go also where the last event of all changed them.
    const position = checkpoint + 1n;
    return {
      find: async (collection, fields, limit) => {
        const field = fields[0]?.field ?? firstFieldOf(collection);
        const sort = { field, direction: 'ascending' } as const;
        const query = { tenant, fields, sort, limit };
        const { rows } = await this.#ask((store) => store.find(collection, query, generation));
        return rows.map(({ id }) => id);
      },
      sweep: (collection, filters) => this.#sweep(collection, filters, position),
      remove: (collection, ids) => this.#removeStored(collection, ids, position),
    };
  }

  /** What was changed and not told of yet. */
  takeTold(): readonly Changed[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  /** Writes everything; afterwards all up to the checkpoint is in the store. Gives what changed since the last flush. */
  async flush(checkpoint: LogPosition): Promise<readonly Changed[]> {
    this.#end();
    await this.#apply(checkpoint);
    if (this.#documents.size > cachedMax) this.#documents.clear();
    return this.takeTold();
  }

  #known(key: string): Cached | undefined {
    return this.#own.get(key) ?? this.#documents.get(key);
  }

  /** What the store has, after all earlier events are in it. */
  async *#pages(
    collection: string,
    filters: readonly FieldFilter[],
  ): AsyncGenerator<Pick<ReadPage, 'rows'>> {
    if (this.#changed.size > 0 && this.#done !== undefined) await this.#apply(this.#done);
    const field = filters[0]?.field ?? firstFieldOf(collection);
    const sort = { field, direction: 'ascending' } as const;
    const query = { tenant: this.#tenant, fields: filters, sort, limit: pageRowsMax };
    for (let after: string | undefined; ;) {
      const asked = after === undefined ? query : { ...query, after };
      const page = await this.#ask((store) => store.find(collection, asked, this.#generation));
      yield page;
      after = page.next;
      if (after === undefined) return;
    }
  }

  async #removeStored(
    collection: string,
    ids: readonly string[],
    position: LogPosition,
  ): Promise<void> {
    const tenant = this.#tenant;
    if (ids.length === 0) return;
    const changes = ids.map((id) => ({ tenant, collection, id, position, body: undefined }));
    await this.#write(changes, this.#done ?? 0n);
    for (const id of ids) {
      const key = keyOf(tenant, collection, id);
      this.#documents.delete(key);
      this.#own.delete(key);
    }
    this.#told.push(...changes.slice(0, Math.max(0, sweptToldMax - this.#told.length)));
  }

  async #apply(checkpoint: LogPosition): Promise<void> {
    const changed = [...this.#changed];
    changed.sort((a, b) => rankOf(a.collection) - rankOf(b.collection));
    const changes = changed.map(
      ({ tenant, collection, id, body, changedAt = 0n }): DocumentChange => ({
        tenant,
        collection,
        id,
        position: changedAt,
        body: body as JsonObject | undefined,
      }),
    );
    for (let at = 0; at === 0 || at < changes.length; at += batchChangesMax) {
      const isLast = at + batchChangesMax >= changes.length;
      const part = changes.slice(at, at + batchChangesMax);
      // Until the last part the old checkpoint stands: what is cut short is projected again.
      const reached = isLast ? checkpoint : 0n;
      await this.#write(part, reached);
    }
    this.#changed = new Set();
    for (const one of changed) {
      one.storedAt = one.body === undefined ? undefined : one.changedAt;
      one.changedAt = undefined;
    }
    this.#told.push(...changed);
  }

  /** What is remembered here holds only as long as nobody else writes. */
  async #write(changes: readonly DocumentChange[], checkpoint: LogPosition): Promise<void> {
    const after = this.#checkpoint ?? 'none';
    await this.#ask((store) => store.apply({ changes, checkpoint, after }, this.#generation));
    if (checkpoint >= (this.#checkpoint ?? 0n)) this.#checkpoint = checkpoint;
  }

  #change(collection: string, id: string, body: object | undefined): void {
    const [tenant, changedAt = 0n] = [this.#tenant, this.#position];
    const key = keyOf(tenant, collection, id);
    // The store has the event's work, and that of later ones: a write was cut short between its documents.
    if (this.isShown(collection, id)) return;
    const storedAt = this.#known(key)?.storedAt;
    this.#own.set(key, { tenant, collection, id, body, storedAt, changedAt });
  }

  /** The event is done: what it changed is now what there is. */
  #end(): void {
    for (const [key, own] of this.#own) {
      const earlier = this.#documents.get(key);
      if (earlier !== undefined) this.#changed.delete(earlier);
      this.#documents.set(key, own);
      this.#changed.add(own);
    }
    this.#own.clear();
    this.#done = this.#position ?? this.#done;
  }

  /** What an event made the draft ask amiss is the event's fault; everything else the store's. */
  async #ask<T>(work: (store: ReadStore) => Promise<T>): Promise<T> {
    try {
      return await work(this.#store);
    } catch (error) {
      const isAsked =
        error instanceof InvalidChange ||
        error instanceof InvalidQuery ||
        error instanceof UnknownField;
      if (!isAsked) this.#failure = error;
      throw error;
    }
  }
}
