import {
  type AppendResult,
  EventStore,
  type ExpectedRevision,
  type NewEvent,
  OutcomeUnknown,
  type RecordedEvent,
  StoreUnavailable,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '@mailhaul/application';
import type { SimProcess } from './sim-process.ts';

const patienceMs = 30_000;
const lateMsMax = 60_000;

type AppendFault =
  | 'none'
  | 'unavailable'
  | 'unknown-written'
  | 'unknown-unwritten'
  | 'late-ack'
  | 'late-effect'
  | 'slow';

/** The event store as one process reaches it: its appends arrive in order, if they arrive, and answers get lost. */
export class SimEventStore extends EventStore {
  readonly #process: SimProcess;
  readonly #inner: EventStore;
  readonly #latencyMsMax: number;
  #lastEffectAtMs = 0;
  #isLineDead = false;

  constructor(process: SimProcess, inner: EventStore, latencyMsMax: number) {
    super();
    this.#process = process;
    this.#inner = inner;
    this.#latencyMsMax = latencyMsMax;
  }

  override append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    const types = [...new Set(events.map((event) => event.type))].join('+');
    if (!this.#process.enter(`store:append:${types}`)) return new Promise(() => {});
    const { world } = this.#process;
    const fault = this.#drawFault(types);
    const extraMs = fault === 'slow' ? world.faults.span(500, lateMsMax) : 0;
    const lateEffectMs = fault === 'late-effect' ? world.faults.span(1_000, lateMsMax) : 0;
    const effectAtMs = Math.max(
      this.#lastEffectAtMs,
      world.nowMs + this.#latencyMs() + extraMs + lateEffectMs,
    );
    this.#lastEffectAtMs = effectAtMs;
    const answer = new Promise<AppendResult>((resolve, reject) => {
      if (fault === 'late-effect') {
        world.scheduler.after(Math.min(patienceMs, lateEffectMs), () =>
          reject(new OutcomeUnknown('simulated: no answer in time')),
        );
      }
      world.scheduler.after(effectAtMs - world.nowMs, () => {
        if (this.#isSwallowed()) return;
        if (fault === 'unavailable') {
          reject(new StoreUnavailable('simulated: disk full'));
          return;
        }
        if (fault === 'unknown-unwritten') {
          world.scheduler.after(patienceMs, () => reject(new OutcomeUnknown('simulated: lost')));
          return;
        }
        const ackMs = fault === 'late-ack' ? world.faults.span(500, lateMsMax) : this.#latencyMs();
        this.#inner.append(stream, events, expected).then(
          (result) => {
            world.trace('store', `${types} r${result.revision} by ${this.#process.id}`);
            if (types.includes('PassOpened')) {
              world.ledgerOwners.set(stream, { by: this.#process.id, sinceMs: world.nowMs });
              this.#process.ledger = stream;
            }
            if (fault === 'unknown-written') {
              world.scheduler.after(ackMs, () => reject(new OutcomeUnknown('simulated: lost')));
            } else world.scheduler.after(ackMs, () => resolve(result));
          },
          (error: Error) => {
            world.trace(
              'store',
              `${types} at ${expected} by ${this.#process.id}: ${String(error)}`,
            );
            world.scheduler.after(ackMs, () => reject(error));
          },
        );
      });
    });
    return this.#process.settle(answer);
  }

  override async *readStream(
    stream: string,
    options: { readonly from?: number } = {},
  ): AsyncIterable<RecordedEvent> {
    const events = await this.#read('readStream', async () => {
      const all: RecordedEvent[] = [];
      for await (const event of this.#inner.readStream(stream, options)) all.push(event);
      return all;
    });
    yield* events;
  }

  override readLast(stream: string): Promise<RecordedEvent | undefined> {
    return this.#read('readLast', () => this.#inner.readLast(stream));
  }

  override listStreams(prefix: string): Promise<readonly string[]> {
    return this.#read('listStreams', () => this.#inner.listStreams(prefix));
  }

  override subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    return this.#inner.subscribeToAll(options);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }

  #read<T>(what: string, act: () => Promise<T>): Promise<T> {
    if (!this.#process.enter(`store:${what}`)) return new Promise(() => {});
    const { world } = this.#process;
    const isFaulty = world.isFaulty && world.faults.happens(world.storeFaultRate);
    const fault = isFaulty ? world.faults.pick(['unavailable', 'slow'] as const) : 'none';
    if (fault !== 'none') world.count(`fault:store-read-${fault}`);
    const extraMs = fault === 'slow' ? world.faults.span(500, lateMsMax) : 0;
    const answer = new Promise<T>((resolve, reject) => {
      world.scheduler.after(this.#latencyMs() + extraMs, () => {
        if (fault === 'unavailable') {
          reject(new StoreUnavailable('simulated: not reachable'));
          return;
        }
        act().then(
          (value) => world.scheduler.after(this.#latencyMs(), () => resolve(value)),
          reject,
        );
      });
    });
    return this.#process.settle(answer);
  }

  #latencyMs(): number {
    return (this.#process.world.latency.int(0, 100) / 100) * this.#latencyMsMax;
  }

  /** What a dead process had asked for may still arrive, or from some point on not. */
  #isSwallowed(): boolean {
    if (!this.#process.isDead) return false;
    this.#isLineDead ||= this.#process.world.faults.happens(0.4);
    return this.#isLineDead;
  }

  #drawFault(types: string): AppendFault {
    const { world, id } = this.#process;
    if (!world.isFaulty || !world.faults.happens(world.storeFaultRate)) return 'none';
    const fault = world.faults.weighted({
      unavailable: 1,
      'unknown-written': 2,
      'unknown-unwritten': 2,
      'late-ack': 3,
      'late-effect': 2,
      slow: 2,
    });
    world.count(`fault:store-${fault}`);
    world.trace(id, `store append ${types}: fault ${fault}`);
    return fault;
  }
}
