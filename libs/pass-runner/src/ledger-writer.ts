import {
  encodeEvent,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  OutcomeUnknown,
  type Sealer,
  StoreUnavailable,
  WrongExpectedRevision,
} from '@mailhaul/application';
import {
  evolveLedger,
  type Ledger,
  type LedgerEvent,
  ledgerUpcasters,
  type ProgressWait,
} from '@mailhaul/domain';
import { type Clock, uuid5 } from '@mailhaul/kernel';
import type { ProgressTeller } from './progress-teller.ts';

/** Another process has opened this ledger, or the log moved under us: nothing of this pass may be recorded any more. */
export class LedgerSuperseded extends Error {
  override readonly name = 'LedgerSuperseded';
}

/** Events in one append; they share its fsync. */
const eventsPerAppendMax = 200;
const bytesPerAppendMax = 700_000;
/** Tries of one append whose outcome is not known or that was certainly not written. */
const triesMax = 8;
const retryDelayMs = 200;

export interface LedgerWriterWiring {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly stream: string;
  readonly ledger: Ledger;
  /** Minted by this process for this opening of the ledger: no other makes the same event ids. */
  readonly commandId: string;
  readonly revision: number;
  /** Fold when issued (the rule) or only when acknowledged (a planted fault). */
  readonly foldWhenIssued: boolean;
  /** The planted fault: after a conflict read the revision again and go on. */
  readonly refoldOnConflict: boolean;
  /** Says how the pass gets on, in the append of the event that changed it; absent: nothing is said. */
  readonly teller?: ProgressTeller | undefined;
}

/** What goes into one append together or not at all. */
interface Waiting {
  readonly events: readonly LedgerEvent[];
  readonly encoded: readonly NewEvent[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The one writer of a ledger while its pass runs. Holds the revision since its PassOpened: one append is under way at a
 * time, everything that waits goes into the next. A conflict ends the pass: no refold, no retry.
 */
export class LedgerWriter {
  readonly #wiring: LedgerWriterWiring;
  #revision: ExpectedRevision;
  #count = 0;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;

  constructor(wiring: LedgerWriterWiring) {
    this.#wiring = wiring;
    this.#revision = wiring.revision;
  }

  /** Takes its place in the log at once; resolves when durable. */
  record(event: LedgerEvent): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const { ledger, foldWhenIssued, teller } = this.#wiring;
    if (event.type === 'PassClosed') return this.#recordClosing(event);
    if (foldWhenIssued) evolveLedger(ledger, event);
    const progress = teller?.after(event);
    return this.#issue(progress === undefined ? [event] : [event, progress]);
  }

  /** Says how far the pass came where it ends without closing the ledger, if that was not said yet. */
  async recordLastProgress(): Promise<void> {
    this.throwIfFailed();
    const events = this.#wiring.teller?.last({ always: false }) ?? [];
    await Promise.all(events.map((event) => this.#issue([event])));
  }

  /** Lost with the store: the next progress says how it stands. */
  recordWait(wait: ProgressWait | undefined): void {
    const event = this.#wiring.teller?.waits(wait);
    if (event !== undefined && this.#failure === undefined) void this.#issue([event]);
  }

  #recordClosing(closed: LedgerEvent): Promise<void> {
    const { ledger, foldWhenIssued, teller } = this.#wiring;
    const progress = teller?.last({ always: true }) ?? [];
    if (foldWhenIssued) evolveLedger(ledger, closed);
    for (const event of progress.slice(0, -1)) void this.#issue([event]);
    return this.#issue([...progress.slice(-1), closed]);
  }

  #issue(events: readonly LedgerEvent[]): Promise<void> {
    const encoded = events.map((event) => this.#encode(event));
    const bytes = encoded.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);
    const durable = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ events, encoded, bytes, resolve, reject });
    });
    // The caller may look later; until then a rejection is not unhandled.
    durable.catch(() => undefined);
    this.#writing ??= this.#writeAll();
    return durable;
  }

  #encode(event: LedgerEvent): NewEvent {
    const { stream, sealer, commandId } = this.#wiring;
    this.#count += 1;
    const id = uuid5(commandId, String(this.#count));
    return encodeEvent(event, { stream, id }, { sealer, upcasters: ledgerUpcasters });
  }

  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }

  async #writeAll(): Promise<void> {
    // Let everything that is issued in this turn share the append.
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.#failure === undefined) {
      const batch = this.#take();
      try {
        this.#revision = await this.#append(batch.flatMap(({ encoded }) => encoded));
        if (!this.#wiring.foldWhenIssued) {
          for (const { events } of batch) {
            for (const event of events) evolveLedger(this.#wiring.ledger, event);
          }
        }
        for (const { resolve } of batch) resolve();
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        for (const { reject } of batch) reject(failure);
        this.fail(failure);
      }
    }
    this.#writing = undefined;
  }

  #take(): Waiting[] {
    let bytes = 0;
    let eventCount = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      bytes += waiting.bytes;
      eventCount += waiting.events.length;
      if (count > 0 && (bytes > bytesPerAppendMax || eventCount > eventsPerAppendMax)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #append(events: readonly NewEvent[]): Promise<number> {
    const { store, stream, clock, refoldOnConflict } = this.#wiring;
    for (let tries = 1; ; tries += 1) {
      try {
        const { revision } = await store.append(stream, events, this.#revision);
        return revision;
      } catch (error) {
        if (error instanceof WrongExpectedRevision) {
          if (refoldOnConflict && tries < triesMax) {
            this.#revision = error.actual;
            continue;
          }
          throw new LedgerSuperseded(`ledger ${stream} was opened elsewhere`, { cause: error });
        }
        const mayRepeat = error instanceof OutcomeUnknown || error instanceof StoreUnavailable;
        if (!mayRepeat || tries >= triesMax) throw error;
        await clock.sleep(retryDelayMs * tries);
      }
    }
  }
}
