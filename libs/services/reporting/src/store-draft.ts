import {
  batchChangesMax,
  type DocumentChange,
  type FieldFilter,
  type JsonObject,
  type LogPosition,
  type ReadGeneration,
  type ReadStore,
} from '@mailhaul/application';
import { type Draft, writeOrder } from '@mailhaul/projections';

/** Documents kept in memory over batches; past that all are let go. */
const cachedMax = 20_000;
/** Documents of a rare event that are read at a time. */
const eachRowsMax = 500;

interface Cached {
  readonly tenant: string;
  readonly collection: string;
  readonly id: string;
  body: object | undefined;
  /** Of the last event that changed it since it was written; undefined: as the store has it. */
  changedAt: LogPosition | undefined;
}

/** What changed in a batch, for those who show it. */
export interface Changed {
  readonly tenant: string;
  readonly collection: string;
  readonly id: string;
  readonly body: object | undefined;
}

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

  constructor(store: ReadStore, generation: ReadGeneration) {
    this.#store = store;
    this.#generation = generation;
  }

  /** Whose documents are meant until the next event, and at which position they change. */
  begin(event: { readonly tenant: string; readonly position: LogPosition }): void {
    this.#end();
    this.#tenant = event.tenant;
    this.#position = event.position;
  }

  async get<T extends object>(collection: string, id: string): Promise<T | undefined> {
    const tenant = this.#tenant;
    const key = keyOf(tenant, collection, id);
    const known = this.#own.get(key) ?? this.#documents.get(key);
    if (known !== undefined) return known.body as T | undefined;
    const stored = await this.#store.get(collection, { tenant, id }, this.#generation);
    const body = stored?.body;
    this.#documents.set(key, { tenant, collection, id, body, changedAt: undefined });
    return body as T | undefined;
  }

  put(collection: string, id: string, body: object): void {
    this.#change(collection, id, body);
  }

  remove(collection: string, id: string): void {
    this.#change(collection, id, undefined);
  }

  async *each<T extends object>(
    collection: string,
    filters: readonly FieldFilter[],
  ): AsyncGenerator<{ id: string; body: T }> {
    if (this.#done !== undefined) await this.#apply(this.#done);
    const found = await this.#idsOf(collection, filters);
    for (const id of found) {
      const body = await this.get<T>(collection, id);
      if (body !== undefined) yield { id, body };
    }
  }

  /** Writes everything; afterwards all up to the checkpoint is in the store. Gives what changed since the last flush. */
  async flush(checkpoint: LogPosition): Promise<readonly Changed[]> {
    this.#end();
    await this.#apply(checkpoint);
    if (this.#documents.size > cachedMax) this.#documents.clear();
    const told = this.#told;
    this.#told = [];
    return told;
  }

  async #idsOf(collection: string, filters: readonly FieldFilter[]): Promise<readonly string[]> {
    const sort = { field: filters[0]?.field ?? '', direction: 'ascending' } as const;
    const query = { tenant: this.#tenant, fields: filters, sort, limit: eachRowsMax };
    const ids: string[] = [];
    for (let after: string | undefined; ;) {
      const asked = after === undefined ? query : { ...query, after };
      const page = await this.#store.find(collection, asked, this.#generation);
      for (const { id } of page.rows) ids.push(id);
      after = page.next;
      if (after === undefined) return ids;
    }
  }

  async #apply(checkpoint: LogPosition): Promise<void> {
    const changed = [...this.#changed];
    this.#changed = new Set();
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
      const part = { changes: changes.slice(at, at + batchChangesMax) };
      // Until the last part the old checkpoint stands: what is cut short is projected again.
      const before = isLast ? undefined : await this.#store.checkpoint(this.#generation);
      await this.#store.apply(
        { ...part, checkpoint: before ?? (isLast ? checkpoint : 0n) },
        this.#generation,
      );
    }
    for (const one of changed) one.changedAt = undefined;
    this.#told.push(...changed);
  }

  #change(collection: string, id: string, body: object | undefined): void {
    const tenant = this.#tenant;
    const changedAt = this.#position;
    this.#own.set(keyOf(tenant, collection, id), { tenant, collection, id, body, changedAt });
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
}

function keyOf(tenant: string, collection: string, id: string): string {
  return `${tenant}\n${collection}\n${id}`;
}

function rankOf(collection: string): number {
  return writeOrder.indexOf(collection);
}
