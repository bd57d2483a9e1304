import {
  type EventStore,
  InvalidChange,
  type LogPosition,
  type ReadGeneration,
  type ReadStore,
  type RecordedEvent,
  type TenantSealers,
} from '@mailhaul/application';
import { parseStream } from '@mailhaul/domain';
import type { Clock } from '@mailhaul/kernel';
import { projectedPrefixes, projectEvent, type ReadEvent, removeSome } from '@mailhaul/projections';
import { EventsLeftOut, reasonOf, type EventLeftOut } from './event-left-out.ts';
import { type LogBatch, logBatches } from './log-batches.ts';
import { openEvent } from './open-event.ts';
import { type Changed, StoreDraft } from './store-draft.ts';

export interface ProjectorPorts {
  readonly events: EventStore;
  readonly documents: ReadStore;
  readonly sealers: TenantSealers;
  readonly clock: Clock;
}

export interface ProjectorHooks {
  /** Told what was changed each time that something was written. */
  readonly onChanged?: (changed: readonly Changed[], position: LogPosition) => void;
  /** Told of what is in the documents now and was not before, in the log's order; not of what was left out. */
  readonly onProjected?: (events: readonly ReadEvent[]) => void;
  /** Told once a batch at most. */
  readonly onLeftOut: (leftOut: EventsLeftOut) => void;
  readonly isEnough?: (isCaughtUp: boolean) => boolean;
  /** Told each time that everything that was in the log is in the documents. */
  readonly onCaughtUp?: () => void;
}

/** While events keep coming, documents are written no more often than this. */
const pauseMs = 20;

/** Follows the log and writes one generation of the read models. */
export class Projector {
  readonly #ports: ProjectorPorts;
  readonly #generation: ReadGeneration;
  #draft: StoreDraft;
  #position: LogPosition | undefined;
  #eventCount = 0;
  /** There may be documents of what is gone. */
  #hasRemovals = false;
  #oldestWaitingMs: number | undefined;
  /** Projected into the draft, and not written yet. */
  #drafted: ReadEvent[] = [];

  constructor(ports: ProjectorPorts, generation: ReadGeneration) {
    this.#ports = ports;
    this.#generation = generation;
    this.#draft = new StoreDraft(ports.documents, generation, undefined);
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
   * Until the signal aborts, or until `isEnough` says so after a batch. An event that cannot be read or shown is left out
   * and told. @throws what the ports throw: what was not written is then to be projected by another one.
   */
  async follow(signal: AbortSignal, hooks: ProjectorHooks): Promise<void> {
    const { events, documents, clock } = this.#ports;
    this.#position = await documents.checkpoint(this.#generation);
    this.#draft = new StoreDraft(documents, this.#generation, this.#position);
    const stop = new AbortController();
    const batches = logBatches(events, {
      after: this.#position,
      streamPrefixes: projectedPrefixes,
      signal: AbortSignal.any([signal, stop.signal]),
    });
    this.#hasRemovals = this.#position !== undefined;
    let taking: Promise<IteratorResult<LogBatch, void>> | undefined;
    try {
      for (let isCaughtUp = false; !signal.aborted;) {
        if (!this.#hasRemovals && hooks.isEnough?.(isCaughtUp) === true) return;
        taking = batches.next();
        await this.#removeMeanwhile(taking, { isIdle: isCaughtUp, hooks, signal });
        if (!this.#hasRemovals && hooks.isEnough?.(isCaughtUp) === true) return;
        const { value: batch, done } = await taking;
        if (done === true) return;
        taking = undefined;
        this.#oldestWaitingMs = batch.events[0]?.recordedAtMs;
        await this.#take(batch.events, hooks);
        this.#oldestWaitingMs = undefined;
        ({ isCaughtUp } = batch);
        if (isCaughtUp) hooks.onCaughtUp?.();
        if (isCaughtUp && hooks.isEnough?.(isCaughtUp) !== true) {
          await clock.sleep(pauseMs, signal).catch(() => undefined);
        }
      }
    } finally {
      stop.abort();
      await taking?.catch(() => undefined);
      await batches.return();
    }
  }

  /** A little between two batches; while none comes, all that is to be removed. */
  async #removeMeanwhile(
    taking: Promise<unknown>,
    { isIdle, hooks, signal }: { isIdle: boolean; hooks: ProjectorHooks; signal: AbortSignal },
  ): Promise<void> {
    let hasCome = false;
    const come = () => {
      hasCome = true;
    };
    void taking.then(come, come);
    while (this.#hasRemovals && !signal.aborted) {
      await this.#removeSome(hooks);
      if (!isIdle || hasCome) return;
    }
  }

  async #removeSome(hooks: ProjectorHooks): Promise<void> {
    const position = this.#position;
    if (position === undefined) return;
    const sort = { field: 'jobId', direction: 'ascending' } as const;
    const { rows } = await this.#ports.documents.find(
      'removals',
      { sort, limit: 1 },
      this.#generation,
    );
    const [removal] = rows;
    this.#hasRemovals = removal !== undefined;
    if (removal === undefined) return;
    // Left by a write that was cut short: what it speaks of comes again first, and is newer than what may be removed by now.
    if (removal.position > position) return;
    const removing = this.#draft.removing(removal.tenant, position);
    const isLeft = await removeSome(removal.body, removing);
    if (!isLeft) await removing.remove('removals', [removal.id]);
    hooks.onChanged?.(this.#draft.takeTold(), position);
  }

  async #take(events: readonly RecordedEvent[], hooks: ProjectorHooks): Promise<void> {
    const leftOut: EventLeftOut[] = [];
    try {
      await this.#write(events, hooks, leftOut);
    } catch (error) {
      if (!(error instanceof InvalidChange)) throw error;
      await this.#writeSingly(events, hooks, leftOut);
    }
    this.#eventCount += events.length;
    if (leftOut.length > 0) hooks.onLeftOut(new EventsLeftOut(leftOut));
  }

  async #write(
    events: readonly RecordedEvent[],
    hooks: ProjectorHooks,
    leftOut: EventLeftOut[],
  ): Promise<void> {
    for (const [n, recorded] of events.entries()) {
      await this.#project(recorded, leftOut);
      if (n === events.length - 1 || this.#draft.isFull) await this.#flush(recorded, hooks);
    }
  }

  /** One of them made a document that no store may keep: which one shows when each is written by itself. */
  async #writeSingly(
    events: readonly RecordedEvent[],
    hooks: ProjectorHooks,
    leftOut: EventLeftOut[],
  ): Promise<void> {
    const { documents } = this.#ports;
    leftOut.length = 0;
    this.#drafted = [];
    const written = this.#draft.checkpoint;
    this.#draft = new StoreDraft(documents, this.#generation, written);
    for (const recorded of events) {
      if (written !== undefined && recorded.position <= written) continue;
      await this.#project(recorded, leftOut);
      try {
        await this.#flush(recorded, hooks);
      } catch (error) {
        if (!(error instanceof InvalidChange)) throw error;
        leftOut.push({ event: recorded, reason: reasonOf(error) });
        this.#draft = new StoreDraft(documents, this.#generation, this.#draft.checkpoint);
        this.#drafted = [];
        await this.#flush(recorded, hooks);
      }
    }
  }

  async #flush({ position }: RecordedEvent, hooks: ProjectorHooks): Promise<void> {
    const changed = await this.#draft.flush(position);
    this.#hasRemovals ||= changed.some(({ collection }) => collection === 'removals');
    this.#position = position;
    if (this.#drafted.length > 0) hooks.onProjected?.(this.#drafted);
    this.#drafted = [];
    hooks.onChanged?.(changed, position);
  }

  async #project(recorded: RecordedEvent, leftOut: EventLeftOut[]): Promise<void> {
    const parts = parseStream(recorded.stream);
    if (parts === undefined) return;
    const sealer = await this.#ports.sealers.of(parts.tenant);
    this.#draft.begin({ tenant: parts.tenant, position: recorded.position });
    try {
      const event = openEvent(recorded, parts, sealer);
      await projectEvent(event, this.#draft);
      this.#drafted.push(event);
    } catch (error) {
      if (error instanceof InvalidChange || this.#draft.isOfStore(error)) throw error;
      this.#draft.skip();
      leftOut.push({ event: recorded, reason: reasonOf(error) });
    }
  }
}
