import {
  type ChangeBatch,
  type CollectionSpec,
  type PreparedChange,
  type ReadGeneration,
  UnknownField,
  checkBatch,
  prepareChange,
} from '@mailhaul/application';
import type { Connection } from 'mongoose';
import { type KeptCollection, collectionName, createIndexes, kept } from './documents.ts';
import { type ReadState, type ReadStates, expectCheckpoint, numberOf } from './read-state.ts';
import { writeChanges } from './write-changes.ts';

/** The collections of the generations of one layout. */
export class ServedDocuments {
  readonly #connection: Connection;
  readonly #states: ReadStates;
  readonly #mark: string;
  readonly #specs: ReadonlyMap<string, CollectionSpec>;
  /** As it was read last: a question asks by it, and again where it was out of date. */
  #known: ReadState;

  private constructor(
    connection: Connection,
    place: { readonly states: ReadStates; readonly mark: string; readonly known: ReadState },
    specs: readonly CollectionSpec[],
  ) {
    this.#connection = connection;
    this.#states = place.states;
    this.#mark = place.mark;
    this.#known = place.known;
    this.#specs = new Map(specs.map((spec) => [spec.name, spec]));
  }

  static async of(
    connection: Connection,
    place: { readonly states: ReadStates; readonly mark: string },
    specs: readonly CollectionSpec[],
  ): Promise<ServedDocuments> {
    const known = await place.states.ensure();
    const documents = new ServedDocuments(connection, { ...place, known }, specs);
    await documents.#make(known.live);
    return documents;
  }

  /** @throws UnknownField */
  spec(name: string): CollectionSpec {
    const spec = this.#specs.get(name);
    if (spec === undefined) throw new UnknownField('there is no collection of that name');
    return spec;
  }

  async read(): Promise<ReadState> {
    this.#known = await this.#states.read();
    return this.#known;
  }

  /** Asks by the generation that was known, and again where another one has taken its place meanwhile. @throws NoRebuild */
  async current<T>(
    spec: CollectionSpec,
    generation: ReadGeneration,
    act: (collection: KeptCollection) => Promise<T>,
  ): Promise<T> {
    const known = this.#known[generation];
    const ask = (number: number) => act(this.#kept(spec, number));
    const [state, early] = await Promise.all([
      this.read(),
      known === null ? undefined : ask(known).then((value) => ({ value })),
    ]);
    const number = numberOf(state, generation);
    if (early !== undefined && number === known) return early.value;
    const value = await ask(number);
    return (await this.read())[generation] === number ? value : this.current(spec, generation, act);
  }

  /** Checked whole before the first is written. */
  prepare(batch: ChangeBatch): readonly Run[] {
    checkBatch(batch);
    const runs: { readonly spec: CollectionSpec; readonly changes: PreparedChange[] }[] = [];
    for (const change of batch.changes) {
      const spec = this.spec(change.collection);
      const prepared = prepareChange(spec, change);
      const last = runs.at(-1);
      if (last?.spec === spec) last.changes.push(prepared);
      else runs.push({ spec, changes: [prepared] });
    }
    return runs;
  }

  /** Documents in their order, the checkpoint last. @throws NoRebuild, CheckpointMoved */
  async write(
    runs: readonly Run[],
    { checkpoint, after }: ChangeBatch,
    generation: ReadGeneration,
  ): Promise<void> {
    const state = await this.read();
    const number = numberOf(state, generation);
    expectCheckpoint(state, generation, after);
    for (const { spec, changes } of runs) {
      await writeChanges(this.#kept(spec, number), spec, changes);
    }
    await this.#states.advance(generation, { number, checkpoint, after });
  }

  async beginRebuild(): Promise<void> {
    const { number, unused } = await this.#states.begin();
    await this.#make(number);
    for (const former of unused) await this.#drop(former);
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

/** Neighbours of one collection, written together. */
export interface Run {
  readonly spec: CollectionSpec;
  readonly changes: readonly PreparedChange[];
}
