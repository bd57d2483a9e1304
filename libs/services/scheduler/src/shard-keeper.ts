import {
  decodeEvent,
  type EventStore,
  type RecordedEvent,
  type Sealer,
} from '@mailhaul/application';
import { type Shard, shardDecider, type ShardEvent, shardStream } from '@mailhaul/domain';
import { type Clock, type Random, uuid4 } from '@mailhaul/kernel';
import { appendDecided } from './append-decided.ts';

export interface ShardKeeperOptions {
  readonly shard: number;
  readonly schedulerId: string;
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly shardMs: number;
}

/** This part of the time is left unused: another one's clock may be ahead of ours. */
const marginShare = 0.2;
const renewShare = 1 / 3;
/** Who has not renewed for so many terms is gone, even where its clock had promised more. */
const silentTerms = 1.5;

/** One shard as this scheduler has it or not. Only what has come by the log counts: then all before it has come as well. */
export class ShardKeeper {
  readonly #options: ShardKeeperOptions;
  #state: Shard = shardDecider.initial();
  #revision = -1;
  #isTaking = false;
  /** Of our own takes: by revision, until when it holds by our monotonic clock. */
  readonly #taken = new Map<number, number>();
  #untilMs = 0;
  #sinceMs: number | undefined;
  /** When the newest take was heard of, monotonic. */
  #heardMs = 0;

  constructor(options: ShardKeeperOptions) {
    this.#options = options;
  }

  /** When it began to have the shard without a gap, monotonic; undefined: it has it not. */
  get leadsSinceMs(): number | undefined {
    const { clock, schedulerId } = this.#options;
    const isOurs = this.#state.status === 'taken' && this.#state.scheduler === schedulerId;
    if (!isOurs || clock.monotonicMs() >= this.#untilMs) this.#sinceMs = undefined;
    return this.#sinceMs;
  }

  /** Undefined: nobody has had it. */
  get epoch(): number | undefined {
    return this.#state.status === 'taken' ? this.#state.epoch : undefined;
  }

  /** An event of the shard's stream, in the log's order. */
  apply(recorded: RecordedEvent): void {
    if (recorded.revision <= this.#revision) return;
    const { sealer, clock, schedulerId } = this.#options;
    const hadIt = this.leadsSinceMs !== undefined;
    const event = decodeEvent<ShardEvent>(recorded, { sealer, upcasters: {} });
    this.#state = shardDecider.evolve(this.#state, event);
    this.#revision = recorded.revision;
    this.#heardMs = clock.monotonicMs();
    const untilMs = this.#taken.get(recorded.revision);
    this.#taken.delete(recorded.revision);
    // A take of an earlier process of our name is none of ours.
    if (event.data.scheduler !== schedulerId || untilMs === undefined) return;
    this.#untilMs = untilMs;
    const nowMs = clock.monotonicMs();
    if (!hadIt && nowMs < untilMs) this.#sinceMs = nowMs;
  }

  /** Takes the shard where nobody has it, and renews it in time. @throws what the store throws. */
  async keep(): Promise<void> {
    const { clock, random, schedulerId, shardMs, store, sealer, shard } = this.#options;
    const startedMs = clock.monotonicMs();
    const leftMs = this.leadsSinceMs === undefined ? 0 : this.#untilMs - startedMs;
    if (this.#isTaking || leftMs > shardMs * (1 - marginShare - renewShare)) return;
    const atMs = Math.floor(clock.wallMs());
    const commandId = uuid4(random);
    const decision = shardDecider.decide(this.#state, {
      ...{ kind: 'TakeShard', commandId, atMs, actor: 'scheduler' },
      scheduler: schedulerId,
      untilMs: atMs + shardMs,
      isHolderSilent: startedMs > this.#heardMs + shardMs * silentTerms,
    });
    if ('kind' in decision) return;
    this.#isTaking = true;
    const revision = this.#revision;
    this.#taken.set(revision + 1, startedMs + shardMs * (1 - marginShare));
    try {
      const stream = shardStream(shard);
      const decided = { stream, revision, events: decision, commandId };
      const { isOurs } = await appendDecided({ store, sealer }, decided);
      if (!isOurs) this.#taken.delete(revision + 1);
    } finally {
      this.#isTaking = false;
    }
  }
}
