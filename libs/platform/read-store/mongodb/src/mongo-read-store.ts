import {
  type ChangeBatch,
  type CollectionSpec,
  type DocumentKey,
  type FieldValue,
  InvalidQuery,
  type LogPosition,
  type PreparedChange,
  type ReadFilter,
  type ReadGeneration,
  type ReadPage,
  type ReadQuery,
  ReadStore,
  StoreUnavailable,
  type StoredDocument,
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
import { type Connection, createConnection } from 'mongoose';
import {
  type KeptCollection,
  type KeptDocument,
  collectionName,
  createIndexes,
  documentOf,
  kept,
  layoutMark,
} from './documents.ts';
import { fieldPath } from './field-paths.ts';
import { all, behindOf, conditionsOf, sortOf } from './query-of.ts';
import {
  type ReadState,
  ReadStates,
  checkpointOf,
  expectCheckpoint,
  numberOf,
} from './read-state.ts';
import { spellings } from './spellings.ts';
import { idOf, writeChanges } from './write-changes.ts';

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
  readonly #mark: string;
  readonly #specs: ReadonlyMap<string, CollectionSpec>;
  /** As it was read last: a question asks by it, and again where it was out of date. */
  #known: ReadState;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #open = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  private constructor(
    connection: Connection,
    place: { readonly states: ReadStates; readonly mark: string; readonly known: ReadState },
    specs: readonly CollectionSpec[],
  ) {
    super();
    this.#connection = connection;
    this.#states = place.states;
    this.#mark = place.mark;
    this.#known = place.known;
    this.#specs = new Map(specs.map((spec) => [spec.name, spec]));
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
      const known = await states.ensure();
      const store = new MongoReadStore(connection, { states, mark, known }, specs);
      await store.#make(known.live);
      return store;
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
      const spec = this.#spec(collection);
      const prepared = prepareQuery(spec, query);
      const { field, limit } = prepared;
      const wanted = all([conditionsOf(spec, prepared), behindOf(prepared)]);
      const { rows, hasMore } = await this.#current(generation, (number) =>
        pageOf(
          this.#kept(spec, number)
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
      const spec = this.#spec(collection);
      if (!isName(key.tenant) || !isName(key.id)) return undefined;
      const found = await this.#current(generation, (number) =>
        this.#kept(spec, number).findOne({ _id: idOf(key) }),
      );
      return found === null ? undefined : documentOf(found);
    });
  }

  override count(collection: string, filter: ReadFilter): Promise<number> {
    return this.#ask(async () => {
      const spec = this.#spec(collection);
      const wanted = conditionsOf(spec, prepareFilter(spec, filter));
      return this.#current('live', (number) => this.#kept(spec, number).countDocuments(wanted));
    });
  }

  override countBy(
    collection: string,
    field: string,
    filter: ReadFilter,
  ): Promise<ReadonlyMap<FieldValue, number>> {
    return this.#ask(async () => {
      const spec = this.#spec(collection);
      kindOf(spec, field);
      const wanted = conditionsOf(spec, prepareFilter(spec, filter));
      return this.#current('live', async (number) => {
        const kept = this.#kept(spec, number);
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
      const spec = this.#spec(collection);
      if (fields.some((field) => kindOf(spec, field) !== 'number')) {
        throw new InvalidQuery('only numbers have a sum');
      }
      const wanted = conditionsOf(spec, prepareFilter(spec, filter));
      const sums = fields.map((field, at) => [`s${at}`, { $sum: `$${fieldPath(field)}` }] as const);
      const [row] = await this.#current('live', (number) =>
        this.#kept(spec, number)
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
    return this.#ask(async () => checkpointOf(await this.#read(), generation));
  }

  override apply(batch: ChangeBatch, generation: ReadGeneration): Promise<void> {
    return this.#ask(() => {
      checkBatch(batch);
      const changes = batch.changes.map((change) => {
        const spec = this.#spec(change.collection);
        return { spec, prepared: prepareChange(spec, change) };
      });
      return this.#inTurn(async () => {
        const state = await this.#read();
        const number = numberOf(state, generation);
        expectCheckpoint(state, generation, batch.after);
        for (const { spec, run } of runsOf(changes)) {
          await writeChanges(this.#kept(spec, number), spec, run);
        }
        await this.#states.advance(generation, number, batch.checkpoint);
      });
    });
  }

  override beginRebuild(): Promise<void> {
    return this.#ask(() =>
      this.#inTurn(async () => {
        const { number, unused } = await this.#states.begin();
        await this.#make(number);
        for (const former of unused) await this.#drop(former);
      }),
    );
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

  /** Asks by the generation that was known, and again where another one has taken its place meanwhile. */
  async #current<T>(generation: ReadGeneration, act: (number: number) => Promise<T>): Promise<T> {
    const known = this.#known[generation];
    const [state, early] = await Promise.all([
      this.#read(),
      known === null ? undefined : act(known).then((value) => ({ value })),
    ]);
    const number = numberOf(state, generation);
    if (early !== undefined && number === known) return early.value;
    const value = await act(number);
    return (await this.#read())[generation] === number ? value : this.#current(generation, act);
  }

  async #read(): Promise<ReadState> {
    this.#known = await this.#states.read();
    return this.#known;
  }

  #spec(name: string): CollectionSpec {
    const spec = this.#specs.get(name);
    if (spec === undefined) throw new UnknownField('there is no collection of that name');
    return spec;
  }

  #kept(spec: CollectionSpec, number: number): KeptCollection {
    return kept(this.#connection, spec, collectionName(this.#mark, number, spec.name));
  }

  async #make(number: number): Promise<void> {
    for (const spec of this.#specs.values()) {
      await createIndexes(this.#connection, spec, collectionName(this.#mark, number, spec.name));
    }
  }

  async #drop(number: number): Promise<void> {
    for (const spec of this.#specs.values()) {
      const name = collectionName(this.#mark, number, spec.name);
      await this.#kept(spec, number).drop();
      this.#connection.deleteModel(name);
    }
  }
}

/** Neighbours of one collection are written together; the order of the batch stays. */
function runsOf(
  changes: readonly { readonly spec: CollectionSpec; readonly prepared: PreparedChange }[],
): readonly { readonly spec: CollectionSpec; readonly run: PreparedChange[] }[] {
  const runs: { readonly spec: CollectionSpec; readonly run: PreparedChange[] }[] = [];
  for (const { spec, prepared } of changes) {
    const last = runs.at(-1);
    if (last?.spec === spec) last.run.push(prepared);
    else runs.push({ spec, run: [prepared] });
  }
  return runs;
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
