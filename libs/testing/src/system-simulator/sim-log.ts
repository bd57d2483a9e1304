import {
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  StoreUnavailable,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '@mailhaul/application';
import { SimEventStore } from '../simulator/sim-event-store.ts';
import type { SimProcess } from '../simulator/sim-process.ts';
import { simEpochMs } from '../simulator/world.ts';

export interface SimLogOptions {
  readonly latencyMsMax: number;
  /** By event id, the process that appended it. */
  readonly authors: Map<string, SimProcess>;
}

/** The log as a service's process reaches it; what it follows comes late, and now and then the line breaks. */
export class SimLog extends SimEventStore {
  readonly #process: SimProcess;
  readonly #log: EventStore;
  readonly #options: SimLogOptions;

  constructor(process: SimProcess, log: EventStore, options: SimLogOptions) {
    super(process, log, options.latencyMsMax);
    this.#process = process;
    this.#log = log;
    this.#options = options;
  }

  override append(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
  ): Promise<AppendResult> {
    for (const { id } of events) this.#options.authors.set(id, this.#process);
    return super.append(stream, events, expected);
  }

  override async *subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const { world } = this.#process;
    for await (const message of this.#log.subscribeToAll(options)) {
      if (world.isFaulty && world.faults.happens(world.storeFaultRate / 20)) {
        world.count('fault:subscription-cut');
        throw new StoreUnavailable('simulated: the subscription is cut');
      }
      await this.#process.settle(this.#arrival(message));
      if (options.signal.aborted) return;
      yield message;
    }
  }

  #arrival(message: SubscriptionMessage): Promise<void> {
    const { world } = this.#process;
    if (message.kind === 'caught-up') return Promise.resolve();
    const recordedMs = message.event.recordedAtMs - simEpochMs;
    const latencyMs = (world.latency.int(0, 100) / 100) * this.#options.latencyMsMax;
    const leftMs = recordedMs + latencyMs - world.nowMs;
    if (leftMs <= 0) return Promise.resolve();
    return new Promise((resolve) => world.scheduler.after(leftMs, resolve));
  }
}
