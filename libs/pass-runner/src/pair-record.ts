import {
  type CommandResult,
  decodeEvent,
  type EventStore,
  handleCommand,
  OutcomeUnknown,
  type Sealer,
  StoreUnavailable,
} from '@mailhaul/application';
import {
  type Pair,
  type PairCommand,
  pairDecider,
  type PairEvent,
  type PairRejection,
  pairStream,
} from '@mailhaul/domain';
import { type Clock, type Random, uuid4 } from '@mailhaul/kernel';

export interface PairPlace {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly tenant: string;
  readonly pairId: string;
}

/** What a command says by itself; its id, time and actor are added here. */
export type PairWish = PairCommand extends infer C
  ? C extends PairCommand
    ? Omit<C, 'commandId' | 'atMs' | 'actor'>
    : never
  : never;

/** Tries of one command while the store gives no answer or none that helps. */
const triesMax = 5;
const retryDelayMs = 200;

export async function readPair({ store, sealer, tenant, pairId }: PairPlace): Promise<Pair> {
  const codec = { sealer, upcasters: pairDecider.upcasters };
  let pair = pairDecider.initial();
  for await (const recorded of store.readStream(pairStream(tenant, pairId))) {
    pair = pairDecider.evolve(pair, decodeEvent<PairEvent>(recorded, codec));
  }
  return pair;
}

/** The facts of one pair as a worker records them. */
export class PairRecord {
  readonly #place: PairPlace;
  readonly #by: { readonly clock: Clock; readonly random: Random; readonly actor: string };

  constructor(place: PairPlace, by: { clock: Clock; random: Random; actor: string }) {
    this.#place = place;
    this.#by = by;
  }

  /**
   * Tried again a bounded number of times under one command id, so that it counts once.
   * @throws what the store throws when it stays away.
   */
  async tell(wish: PairWish): Promise<CommandResult<PairRejection>> {
    const { store, sealer, tenant, pairId } = this.#place;
    const { clock, random, actor } = this.#by;
    const stream = pairStream(tenant, pairId);
    const atMs = Math.floor(clock.wallMs());
    const command: PairCommand = { ...wish, commandId: uuid4(random), atMs, actor };
    for (let tries = 1; ; tries += 1) {
      try {
        return await handleCommand({ store, sealer, stream, decider: pairDecider }, command);
      } catch (error) {
        if (!isStoreSilent(error) || tries >= triesMax) throw error;
        await clock.sleep(retryDelayMs * tries);
      }
    }
  }
}

/** The store did not take it, or did not say so; nothing else is wrong. */
export function isStoreSilent(error: unknown): boolean {
  return error instanceof OutcomeUnknown || error instanceof StoreUnavailable;
}
