import {
  type ChangeBatch,
  type CollectionSpec,
  type DocumentKey,
  type FieldValue,
  InvalidQuery,
  type JsonObject,
  type LogPosition,
  type PreparedFilter,
  type ReadFilter,
  type ReadGeneration,
  type ReadPage,
  type ReadQuery,
  ReadStore,
  type StoredDocument,
  StoreUnavailable,
  UnknownField,
  checkBatch,
  faultOfSpecs,
  isName,
  keyOf,
  kindOf,
  prepareChange,
  prepareFilter,
  prepareQuery,
} from '@mailhaul/application';
import { type Clock, assert, systemClock } from '@mailhaul/kernel';
import { columnValueOf } from './field-columns.ts';
import type {
  CollectionLayout,
  ColumnChange,
  ColumnCondition,
  ColumnFilter,
  OpenedAs,
  Row,
  RowPage,
} from './messages.ts';
import { layoutMarkOf, layoutOf } from './schema.ts';
import { type Request, WorkerLink } from './worker-link.ts';

export interface SqliteReadStoreSettings {
  /** The file, made where there is none (`<path>.lock`, `-wal` and `-shm` stand beside it), or ':memory:'. */
  readonly path: string;
  readonly collections: readonly CollectionSpec[];
  /** Raised when projections make other documents of the same events. Default 1. */
  readonly schema?: number;
  /** Dates the name of a file that is moved aside. */
  readonly clock?: Clock;
  /**
   * Where the worker thread's code is, for bundles. Default: `read-worker` with this file's own extension beside it, so
   * a bundle of one file needs `read-worker.js` (entry `@mailhaul/read-store-sqlite/worker`) in the same folder.
   */
  readonly workerUrl?: URL;
}

/** Characters of batches that may wait for an answer; beyond it a batch is refused. */
export const waitingLengthMax = 64 * 1024 * 1024;

interface Collection {
  readonly number: number;
  readonly spec: CollectionSpec;
  readonly layout: CollectionLayout;
}

/** Read models in one SQLite file, owned by a thread. */
export class SqliteReadStore extends ReadStore {
  /** What stood at the path. All but 'kept' leaves an empty store, whose `checkpoint('live')` is undefined. */
  readonly openedAs: OpenedAs;
  /** Where the damaged or foreign file lies that stood at the path. */
  readonly movedTo: string | undefined;
  readonly #link: WorkerLink;
  readonly #collections: ReadonlyMap<string, Collection>;
  #waitingLength = 0;
  #closing: Promise<void> | undefined;

  private constructor(link: WorkerLink, collections: ReadonlyMap<string, Collection>) {
    super();
    this.#link = link;
    this.#collections = collections;
    this.openedAs = link.openedAs;
    this.movedTo = link.movedTo;
  }

  /**
   * Never fails over what is in the file: of other collections or another schema it is made anew, damaged or foreign it
   * is moved aside. @throws {ReadStoreInUse} @throws {StoreUnavailable}
   */
  static async open(settings: SqliteReadStoreSettings): Promise<SqliteReadStore> {
    const { path, collections: specs, schema = 1, clock = systemClock } = settings;
    const fault = faultOfSpecs(specs);
    assert(fault === undefined, fault ?? '');
    // In the order of names, so that equal collections get equal tables.
    const sorted = specs.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(withSortedFields);
    const collections = sorted.map((spec, number) => ({ number, spec, layout: layoutOf(spec) }));
    const link = await WorkerLink.start(settings.workerUrl ?? defaultWorkerUrl(), {
      path,
      collections: collections.map(({ layout }) => layout),
      layoutMark: layoutMarkOf(sorted, schema),
      asideStamp: new Date(clock.wallMs()).toISOString().replaceAll(/[^0-9]/g, ''),
    });
    return new SqliteReadStore(link, new Map(collections.map((each) => [each.spec.name, each])));
  }

  override async find(
    collection: string,
    query: ReadQuery,
    generation: ReadGeneration = 'live',
  ): Promise<ReadPage> {
    const { spec, ...place } = this.#collection(collection);
    const prepared = prepareQuery(spec, query);
    const { field, isDescending, limit, after } = prepared;
    const kind = kindOf(spec, field);
    const page = (await this.#request({
      op: 'find',
      generation,
      filter: columnFilter({ spec, ...place }, prepared),
      column: columnOf(spec, field),
      isDescending,
      limit,
      after: after && { ...after, value: columnValueOf(kind, after.key) },
    })) as RowPage;
    const rows = page.rows.map(documentOf);
    const last = rows.at(-1);
    if (!page.hasMore || last === undefined) return { rows };
    const key = keyOf(kind, Object.hasOwn(last.body, field) ? last.body[field] : null) ?? null;
    return { rows, next: prepared.cursorAt({ key, id: last.id, tenant: last.tenant }) };
  }

  override async get(
    collection: string,
    { tenant, id }: DocumentKey,
    generation: ReadGeneration = 'live',
  ): Promise<StoredDocument | undefined> {
    const { number } = this.#collection(collection);
    if (!isName(tenant) || !isName(id)) return undefined;
    const request = { op: 'get' as const, collection: number, tenant, id, generation };
    const row = (await this.#request(request)) as Row | undefined;
    return row && documentOf(row);
  }

  override async count(collection: string, filter: ReadFilter): Promise<number> {
    return (await this.#request({
      op: 'count',
      filter: this.#filter(collection, filter),
    })) as number;
  }

  override async countBy(
    collection: string,
    field: string,
    filter: ReadFilter,
  ): Promise<ReadonlyMap<FieldValue, number>> {
    const { spec } = this.#collection(collection);
    kindOf(spec, field);
    return (await this.#request({
      op: 'count-by',
      filter: this.#filter(collection, filter),
      field: Object.keys(spec.fields).indexOf(field),
    })) as ReadonlyMap<FieldValue, number>;
  }

  override async sum(
    collection: string,
    fields: readonly string[],
    filter: ReadFilter,
  ): Promise<Readonly<Record<string, number>>> {
    const { spec } = this.#collection(collection);
    if (fields.some((field) => kindOf(spec, field) !== 'number')) {
      throw new InvalidQuery('only numbers have a sum');
    }
    const columns = fields.map((field) => columnOf(spec, field));
    const request = { op: 'sum' as const, filter: this.#filter(collection, filter), columns };
    const sums = (await this.#request(request)) as readonly number[];
    return Object.fromEntries(fields.map((field, n) => [field, sums[n] ?? 0]));
  }

  override async checkpoint(generation: ReadGeneration): Promise<LogPosition | undefined> {
    return (await this.#request({ op: 'checkpoint', generation })) as LogPosition | undefined;
  }

  override async apply(batch: ChangeBatch, generation: ReadGeneration): Promise<void> {
    this.#refuseWhenClosing();
    checkBatch(batch);
    let length = 0;
    const changes = batch.changes.map((change): ColumnChange => {
      const { number, layout, spec } = this.#collection(change.collection);
      const { document, ...place } = prepareChange(spec, change);
      length += place.id.length + (document?.json.length ?? 0);
      const values = document?.keys.map((key, n) =>
        columnValueOf(layout.fields[n]?.kind ?? 'text', key),
      );
      return {
        ...place,
        collection: number,
        json: document?.json,
        values: [...(values ?? []), ...(document?.searched ?? [])],
      };
    });
    if (this.#waitingLength + length > waitingLengthMax) {
      throw new StoreUnavailable('too many changes wait for the read store');
    }
    this.#waitingLength += length;
    try {
      const { checkpoint, after } = batch;
      await this.#request({ op: 'apply', changes, checkpoint, after, generation });
    } finally {
      this.#waitingLength -= length;
    }
  }

  override async beginRebuild(): Promise<void> {
    await this.#request({ op: 'begin-rebuild' });
  }

  override async finishRebuild(): Promise<void> {
    await this.#request({ op: 'finish-rebuild' });
  }

  override async close(): Promise<void> {
    this.#closing ??= this.#link.hasEnded ? Promise.resolve() : this.#link.close();
    await this.#closing;
  }

  #collection(name: string): Collection {
    this.#refuseWhenClosing();
    const collection = this.#collections.get(name);
    if (collection === undefined) throw new UnknownField('there is no collection of that name');
    return collection;
  }

  #filter(collection: string, filter: ReadFilter): ColumnFilter {
    const found = this.#collection(collection);
    return columnFilter(found, prepareFilter(found.spec, filter));
  }

  #request(request: Request): ReturnType<WorkerLink['request']> {
    this.#refuseWhenClosing();
    return this.#link.request(request);
  }

  #refuseWhenClosing(): void {
    if (this.#closing !== undefined) throw new StoreUnavailable('the read store is closed');
  }
}

function withSortedFields(spec: CollectionSpec): CollectionSpec {
  const fields = Object.entries(spec.fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...spec, fields: Object.fromEntries(fields), searched: spec.searched.toSorted() };
}

function columnOf(spec: CollectionSpec, field: string): string {
  return `f${Object.keys(spec.fields).indexOf(field)}`;
}

function columnFilter({ number, spec }: Collection, prepared: PreparedFilter): ColumnFilter {
  const { tenant, search } = prepared;
  const conditions = prepared.conditions.map((condition): ColumnCondition => {
    const kind = kindOf(spec, condition.field);
    const column = columnOf(spec, condition.field);
    if (condition.is === 'among') {
      const values = condition.keys.map((key) => columnValueOf(kind, key));
      return { column, is: 'among', values };
    }
    const { from, below } = condition;
    return { column, is: 'within', above: columnValueOf(kind, null), from, below };
  });
  return { collection: number, tenant, conditions, search };
}

function documentOf({ tenant, id, position, json }: Row): StoredDocument {
  return { tenant, id, position, body: JSON.parse(json) as JsonObject };
}

function defaultWorkerUrl(): URL {
  const extension = /\.[cm]?[jt]s$/.exec(new URL(import.meta.url).pathname)?.[0] ?? '.js';
  return new URL(`./read-worker${extension}`, import.meta.url);
}
