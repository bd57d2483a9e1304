import {
  type ChangeBatch,
  type CollectionSpec,
  type DocumentKey,
  type FieldValue,
  InvalidQuery,
  type LogPosition,
  type ReadFilter,
  type ReadGeneration,
  type ReadPage,
  type ReadQuery,
  ReadStore,
  StoreUnavailable,
  type StoredDocument,
  faultOfSpecs,
  isName,
  keyOf,
  kindOf,
  prepareFilter,
  prepareQuery,
} from '@mailhaul/application';
import { type Clock, assert, systemClock } from '@mailhaul/kernel';
import { type Connection, createConnection } from 'mongoose';
import { type KeptDocument, documentOf, layoutMark } from './documents.ts';
import { fieldPath } from './field-paths.ts';
import { all, behindOf, conditionsOf, sortOf } from './query-of.ts';
import { ReadStates, checkpointOf } from './read-state.ts';
import { ServedDocuments } from './served-documents.ts';
import { spellings } from './spellings.ts';
import { idOf } from './write-changes.ts';

export interface MongoReadStoreSettings {
  /** `mongodb://…` with the database's name (https://www.mongodb.com/docs/manual/reference/connection-string/). */
  readonly url: string;
  readonly collections: readonly CollectionSpec[];
  /** Raised when projections make other documents of the same events. Default 1. */
  readonly schema?: number;
  /** PEM file of the authorities that the server's certificate may be of. */
  readonly caFile?: string;
  /** Dates documents that were replaced. */
  readonly clock?: Clock;
}

const connectMsMax = 5_000;
/** Characters of bodies that make a page full. */
const pageLengthMax = 2_000_000;

/** Read models in MongoDB. */
export class MongoReadStore extends ReadStore {
  readonly #connection: Connection;
  readonly #states: ReadStates;
  readonly #documents: ServedDocuments;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #open = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  private constructor(connection: Connection, states: ReadStates, documents: ServedDocuments) {
    super();
    this.#connection = connection;
    this.#states = states;
    this.#documents = documents;
  }

  /** @throws StoreUnavailable the server does not answer, or refuses who asks */
  static async open(settings: MongoReadStoreSettings): Promise<MongoReadStore> {
    const { url, collections: specs, schema = 1, caFile, clock = systemClock } = settings;
    const fault = faultOfSpecs(specs);
    assert(fault === undefined, fault ?? '');
    const mark = layoutMark(specs, schema);
    const connection = createConnection(url, {
      serverSelectionTimeoutMS: connectMsMax,
      bufferCommands: false,
      useBigInt64: true,
      ...(caFile === undefined ? {} : { tls: true, tlsCAFile: caFile }),
    });
    try {
      await connection.asPromise();
      const states = new ReadStates(connection.collection('read_models') as never, mark, clock);
      const documents = await ServedDocuments.of(connection, { states, mark }, specs);
      return new MongoReadStore(connection, states, documents);
    } catch (error) {
      await connection.close(true).catch(() => undefined);
      throw unavailable(error);
    }
  }

  override find(
    collection: string,
    query: ReadQuery,
    generation: ReadGeneration = 'live',
  ): Promise<ReadPage> {
    return this.#ask(async () => {
      const spec = this.#documents.spec(collection);
      const prepared = prepareQuery(spec, query);
      const { field, limit } = prepared;
      const wanted = all([conditionsOf(spec, prepared), behindOf(prepared)]);
      const { rows, hasMore } = await this.#documents.current(spec, generation, (kept) =>
        pageOf(
          kept
            .find(wanted, { projection: { fields: 0, texts: 0 } })
            .sort(sortOf(prepared))
            .limit(limit + 1),
          limit,
        ),
      );
      const last = rows.at(-1);
      if (!hasMore || last === undefined) return { rows };
      const value = Object.hasOwn(last.body, field) ? last.body[field] : null;
      const key = keyOf(kindOf(spec, field), value) ?? null;
      return { rows, next: prepared.cursorAt({ key, id: last.id, tenant: last.tenant }) };
    });
  }

  override get(
    collection: string,
    key: DocumentKey,
    generation: ReadGeneration = 'live',
  ): Promise<StoredDocument | undefined> {
    return this.#ask(async () => {
      const spec = this.#documents.spec(collection);
      if (!isName(key.tenant) || !isName(key.id)) return undefined;
      const found = await this.#documents.current(spec, generation, (kept) =>
        kept.findOne({ _id: idOf(key) }),
      );
      return found === null ? undefined : documentOf(found);
    });
  }

  override count(collection: string, filter: ReadFilter): Promise<number> {
    return this.#ask(async () => {
      const spec = this.#documents.spec(collection);
      const wanted = conditionsOf(spec, prepareFilter(spec, filter));
      return this.#documents.current(spec, 'live', (kept) => kept.countDocuments(wanted));
    });
  }

  override countBy(
    collection: string,
    field: string,
    filter: ReadFilter,
  ): Promise<ReadonlyMap<FieldValue, number>> {
    return this.#ask(async () => {
      const spec = this.#documents.spec(collection);
      kindOf(spec, field);
      const wanted = conditionsOf(spec, prepareFilter(spec, filter));
      return this.#documents.current(spec, 'live', async (kept) => {
        const groups = await kept
          .aggregate<{ _id: FieldValue; count: number | bigint; sample: string }>([
            { $match: wanted },
            {
              $group: { _id: `$${fieldPath(field)}`, count: { $sum: 1 }, sample: { $min: '$_id' } },
            },
          ])
          .toArray();
        return spellings(kept, field, groups);
      });
    });
  }

  override sum(
    collection: string,
    fields: readonly string[],
    filter: ReadFilter,
  ): Promise<Readonly<Record<string, number>>> {
    return this.#ask(async () => {
      const spec = this.#documents.spec(collection);
      if (fields.some((field) => kindOf(spec, field) !== 'number')) {
        throw new InvalidQuery('only numbers have a sum');
      }
      const wanted = conditionsOf(spec, prepareFilter(spec, filter));
      const sums = fields.map((field, at) => [`s${at}`, { $sum: `$${fieldPath(field)}` }] as const);
      const [row] = await this.#documents.current(spec, 'live', (kept) =>
        kept
          .aggregate<Record<string, number | bigint>>([
            { $match: wanted },
            { $group: { _id: null, ...Object.fromEntries(sums) } },
          ])
          .toArray(),
      );
      return Object.fromEntries(fields.map((field, at) => [field, Number(row?.[`s${at}`] ?? 0)]));
    });
  }

  override checkpoint(generation: ReadGeneration): Promise<LogPosition | undefined> {
    return this.#ask(async () => checkpointOf(await this.#documents.read(), generation));
  }

  override apply(batch: ChangeBatch, generation: ReadGeneration): Promise<void> {
    return this.#ask(() => {
      const runs = this.#documents.prepare(batch);
      return this.#inTurn(() => this.#documents.write(runs, batch, generation));
    });
  }

  override beginRebuild(): Promise<void> {
    return this.#ask(() => this.#inTurn(() => this.#documents.beginRebuild()));
  }

  /** The former documents stay until a later rebuild begins: readers elsewhere may be in the midst of them. */
  override finishRebuild(): Promise<void> {
    return this.#ask(() => this.#inTurn(() => this.#states.finish()));
  }

  override async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled([...this.#open, this.#turn]);
    await this.#connection.close();
  }

  /** Refused once the store is closing, waited for when it closes; what MongoDB says is said in the port's words. */
  async #ask<T>(act: () => T | Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new StoreUnavailable('the read store is closed');
    const asked = (async () => act())();
    this.#open.add(asked);
    try {
      return await asked;
    } catch (error) {
      throw unavailable(error);
    } finally {
      this.#open.delete(asked);
    }
  }

  /** Writers one after another: the order of batches is the order of the calls. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const taken = this.#turn.then(act);
    this.#turn = taken.catch(() => undefined);
    return taken;
  }
}

async function pageOf(
  found: AsyncIterable<KeptDocument>,
  limit: number,
): Promise<{ readonly rows: StoredDocument[]; readonly hasMore: boolean }> {
  const rows: StoredDocument[] = [];
  let length = 0;
  for await (const document of found) {
    if (rows.length === limit || length > pageLengthMax) return { rows, hasMore: true };
    length += document.body.length;
    rows.push(documentOf(document));
  }
  return { rows, hasMore: false };
}

/** Errors of the port stay; whatever else comes is the server's, and its words may hold values: only their kind is told. */
function unavailable(error: unknown): unknown {
  const isServers = error instanceof Error && /^Mongo/.test(error.name);
  return isServers ? new StoreUnavailable(`MongoDB: ${error.name}`, { cause: error }) : error;
}
