import {
  CheckpointMoved,
  type LogPosition,
  NoRebuild,
  type ReadGeneration,
  RebuildBehind,
} from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import type { mongo } from 'mongoose';

/** Which documents are served, and how far they are: one document, so that everything about it changes at once. */
export interface ReadState {
  /** The mark of the layout. */
  readonly _id: string;
  /** The last generation that was made. */
  readonly made: number;
  readonly live: number;
  readonly liveCheckpoint: bigint | null;
  readonly next: number | null;
  readonly nextCheckpoint: bigint | null;
  /** Former ones whose documents are still there. */
  readonly retired: readonly Retired[];
}

export interface Retired {
  readonly number: number;
  /** By the wall clock of whoever replaced it. */
  readonly atMs: number;
}

/** What a batch does to the checkpoint of a generation. */
export interface Step {
  readonly number: number;
  readonly checkpoint: LogPosition;
  readonly after: LogPosition | 'none' | undefined;
}

/** Whoever began to read documents that were replaced meanwhile has ended by then. */
const readMsMax = 60_000;

/** The one document of a layout in `read_models`. */
export class ReadStates {
  readonly #states: mongo.Collection<ReadState>;
  readonly #mark: string;
  readonly #clock: Clock;

  constructor(states: mongo.Collection<ReadState>, mark: string, clock: Clock) {
    this.#states = states;
    this.#mark = mark;
    this.#clock = clock;
  }

  /** The state, made where there is none. Several may ask at once. */
  async ensure(): Promise<ReadState> {
    const first = {
      made: 1,
      live: 1,
      liveCheckpoint: null,
      next: null,
      nextCheckpoint: null,
      retired: [],
    };
    await this.#states
      .updateOne({ _id: this.#mark }, { $setOnInsert: first }, { upsert: true })
      // Somebody else made it in the same moment.
      .catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
    return this.read();
  }

  async read(): Promise<ReadState> {
    const state = await this.#states.findOne({ _id: this.#mark });
    return state ?? this.ensure();
  }

  /**
   * Never goes back. Where the batch says what it was made behind, that is compared in the same moment.
   * @throws NoRebuild the generation was finished or begun anew meanwhile @throws CheckpointMoved
   */
  async advance(generation: ReadGeneration, step: Step): Promise<void> {
    const field = checkpointField[generation];
    const { number, checkpoint, after } = step;
    const stands = { _id: this.#mark, [generation]: number };
    const behind = after === undefined ? {} : { [field]: after === 'none' ? null : after };
    // $max takes null for smaller than every number.
    const change = { $max: { [field]: checkpoint } };
    const { matchedCount } = await this.#states.updateOne({ ...stands, ...behind }, change);
    if (matchedCount > 0) return;
    const state = await this.read();
    if (state[generation] !== number) throw new NoRebuild('the documents were replaced meanwhile');
    expectCheckpoint(state, generation, after);
  }

  /** A new number for `next`. What it replaces, and what was live long ago, may go. */
  async begin(): Promise<{ readonly number: number; readonly unused: readonly number[] }> {
    const { made, next, retired } = await this.read();
    const number = made + 1;
    const goneMs = this.#clock.wallMs() - readMsMax;
    const isUnused = ({ atMs }: Retired) => atMs < goneMs;
    const kept = retired.filter((one) => !isUnused(one));
    const { matchedCount } = await this.#states.updateOne(
      { _id: this.#mark, made },
      { $set: { made: number, next: number, nextCheckpoint: null, retired: kept } },
    );
    if (matchedCount === 0) return this.begin();
    const unused = retired.filter(isUnused).map((one) => one.number);
    return { number, unused: next === null ? unused : [...unused, next] };
  }

  /** `next` becomes `live`. @throws NoRebuild, RebuildBehind */
  async finish(): Promise<void> {
    const { next, nextCheckpoint, live, liveCheckpoint, retired } = await this.read();
    if (next === null) throw new NoRebuild('there is no rebuild');
    if (BigInt(nextCheckpoint ?? 0n) < BigInt(liveCheckpoint ?? 0n)) {
      throw new RebuildBehind(`${nextCheckpoint ?? 0n} of ${liveCheckpoint ?? 0n}`);
    }
    const { matchedCount } = await this.#states.updateOne(
      { _id: this.#mark, next, live, liveCheckpoint, nextCheckpoint },
      {
        $set: {
          live: next,
          liveCheckpoint: nextCheckpoint,
          next: null,
          nextCheckpoint: null,
          retired: [...retired, { number: live, atMs: this.#clock.wallMs() }],
        },
      },
    );
    if (matchedCount === 0) await this.finish();
  }
}

const checkpointField = { live: 'liveCheckpoint', next: 'nextCheckpoint' } as const;

/** @throws NoRebuild */
export function numberOf(state: ReadState, generation: ReadGeneration): number {
  const number = state[generation];
  if (number === null) throw new NoRebuild('there is no rebuild');
  return number;
}

export function checkpointOf(state: ReadState, generation: ReadGeneration): bigint | undefined {
  const checkpoint = state[checkpointField[generation]];
  return checkpoint === null ? undefined : BigInt(checkpoint);
}

/** @throws CheckpointMoved */
export function expectCheckpoint(
  state: ReadState,
  generation: ReadGeneration,
  after: LogPosition | 'none' | undefined,
): void {
  if (after === undefined) return;
  const checkpoint = checkpointOf(state, generation) ?? 'none';
  if (checkpoint !== after) throw new CheckpointMoved(`${after}, now ${checkpoint}`);
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000;
}
