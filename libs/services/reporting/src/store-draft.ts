import type {
  DocumentChange,
  FieldFilter,
  JsonObject,
  LogPosition,
  ReadGeneration,
  ReadStore,
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

/** Documents of one generation as this process, the only one that writes them, has them. */
export class StoreDraft implements Draft {
  readonly #store: ReadStore;
  readonly #generation: ReadGeneration;
  readonly #documents = new Map<string, Cached>();
  #changed = new Set<Cached>();
  #tenant = '';
  #position: LogPosition = 0n;

  constructor(store: ReadStore, generation: ReadGeneration) {
    this.#store = store;
    this.#generation = generation;
  }

  /** Whose documents are meant until the next event, and at which position they change. */
  begin(event: { readonly tenant: string; readonly position: LogPosition }): void {
    this.#tenant = event.tenant;
    this.#position = event.position;
  }

  async get<T extends object>(collection: string, id: string): Promise<T | undefined> {
    const tenant = this.#tenant;
    const key = keyOf(tenant, collection, id);
    const known = this.#documents.get(key);
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
    const tenant = this.#tenant;
    // What is only here is written first; the checkpoint stays, so that a kill repeats what is half done.
    const before = await this.#store.checkpoint(this.#generation);
    await this.#apply(before ?? 0n);
    const found: string[] = [];
    const [first] = filters;
    const sort = { field: first?.field ?? '', direction: 'ascending' } as const;
    for (let after: string | undefined; ;) {
      const query = { tenant, fields: filters, sort, limit: eachRowsMax };
      const page = await this.#store.find(
        collection,
        after === undefined ? query : { ...query, after },
        this.#generation,
      );
      for (const { id } of page.rows) found.push(id);
      after = page.next;
      if (after === undefined) break;
    }
    for (const id of found) {
      const body = await this.get<T>(collection, id);
      if (body !== undefined) yield { id, body };
    }
  }

  /** Writes everything since the last time; afterwards all up to the checkpoint is in the store. */
  async flush(checkpoint: LogPosition): Promise<readonly Changed[]> {
    const changed = await this.#apply(checkpoint);
    if (this.#documents.size > cachedMax) this.#documents.clear();
    return changed;
  }

  async #apply(checkpoint: LogPosition): Promise<readonly Changed[]> {
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
    await this.#store.apply({ changes, checkpoint }, this.#generation);
    for (const one of changed) one.changedAt = undefined;
    return changed;
  }

  #change(collection: string, id: string, body: object | undefined): void {
    const tenant = this.#tenant;
    const key = keyOf(tenant, collection, id);
    let known = this.#documents.get(key);
    if (known === undefined) {
      known = { tenant, collection, id, body, changedAt: undefined };
      this.#documents.set(key, known);
    }
    known.body = body;
    known.changedAt = this.#position;
    this.#changed.add(known);
  }
}

function keyOf(tenant: string, collection: string, id: string): string {
  return `${tenant}\n${collection}\n${id}`;
}

function rankOf(collection: string): number {
  return writeOrder.indexOf(collection);
}
