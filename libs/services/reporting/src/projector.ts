import type {
  EventStore,
  LogPosition,
  ReadGeneration,
  ReadStore,
  TenantSealers,
} from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import { projectedPrefixes, projectEvent } from '@mailhaul/projections';
import { logBatches } from './log-batches.ts';
import { openEvent } from './open-event.ts';
import { type Changed, StoreDraft } from './store-draft.ts';

export interface ProjectorPorts {
  readonly events: EventStore;
  readonly documents: ReadStore;
  readonly sealers: TenantSealers;
  readonly clock: Clock;
}

/** While events keep coming, documents are written no more often than this. */
const pauseMs = 20;

/** Follows the log and writes one generation of the read models. */
export class Projector {
  readonly #ports: ProjectorPorts;
  readonly #generation: ReadGeneration;
  readonly #draft: StoreDraft;
  #position: LogPosition | undefined;
  #eventCount = 0;
  #oldestWaitingMs: number | undefined;

  constructor(ports: ProjectorPorts, generation: ReadGeneration) {
    this.#ports = ports;
    this.#generation = generation;
    this.#draft = new StoreDraft(ports.documents, generation);
  }

  /** Of the last event that is in the documents. */
  get position(): LogPosition | undefined {
    return this.#position;
  }

  /** Projected since it was made. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** How old the oldest event is that was read and is not in the documents yet. */
  get lagMs(): number {
    const { clock } = this.#ports;
    const oldest = this.#oldestWaitingMs;
    return oldest === undefined ? 0 : Math.max(0, clock.wallMs() - oldest);
  }

  /**
   * Until the signal aborts, or until `isEnough` says so after a batch. `onChanged` is told what each batch changed.
   * @throws what the ports throw.
   */
  async follow(
    signal: AbortSignal,
    hooks: {
      readonly onChanged?: (changed: readonly Changed[], position: LogPosition) => void;
      readonly isEnough?: (isCaughtUp: boolean) => boolean;
    } = {},
  ): Promise<void> {
    const { events, documents, clock } = this.#ports;
    this.#position = await documents.checkpoint(this.#generation);
    const batches = logBatches(events, {
      after: this.#position,
      streamPrefixes: projectedPrefixes,
      signal,
    });
    for await (const batch of batches) {
      this.#oldestWaitingMs = batch.events[0]?.recordedAtMs;
      for (const recorded of batch.events) await this.#project(recorded);
      const last = batch.events.at(-1)?.position;
      if (last !== undefined) {
        const changed = await this.#draft.flush(last);
        this.#position = last;
        this.#eventCount += batch.events.length;
        hooks.onChanged?.(changed, last);
      }
      this.#oldestWaitingMs = undefined;
      if (hooks.isEnough?.(batch.isCaughtUp) === true) return;
      if (batch.isCaughtUp) await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }

  async #project(recorded: Parameters<typeof openEvent>[0]): Promise<void> {
    const event = await openEvent(recorded, this.#ports.sealers);
    if (event === undefined) return;
    this.#draft.begin(event);
    await projectEvent(event, this.#draft);
  }
}
