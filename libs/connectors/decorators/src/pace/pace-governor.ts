import { ConnectorError } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';
import { RateBudget } from './rate-budget.ts';
import type { PacedOperation, SessionActivity } from './session-activity.ts';
import { SpareLimit } from './spare-limit.ts';
import { WakeUp } from './wake-up.ts';
import { WorkPlaces } from './work-places.ts';

/** Why an operation is not sent yet. */
export type PaceWaitReason =
  'server-asked-to-wait' | 'concurrency' | 'operation-budget' | 'byte-budget';

export interface PaceOptions {
  /** Sessions of the endpoint at work at once: to begin with, and at most. */
  readonly concurrencyStart: number;
  readonly concurrencyMax: number;
  /** Sessions of one mailbox at work at once, likewise. */
  readonly mailboxConcurrencyStart: number;
  readonly mailboxConcurrencyMax: number;
  /** How long nothing must be throttled before one more session may work. */
  readonly windowMs: number;
  readonly operationsPerSecond?: number;
  readonly bytesPerSecond?: number;
}

/** Absent: no limit. */
export type RateBudgets = Pick<PaceOptions, 'operationsPerSecond' | 'bytesPerSecond'>;

export const defaultPaceOptions: PaceOptions = {
  concurrencyStart: 32,
  concurrencyMax: 128,
  mailboxConcurrencyStart: 8,
  mailboxConcurrencyMax: 16,
  windowMs: 1000,
};

/** A server's wish to be left alone is obeyed up to this; then it is asked again. */
const holdMsMax = 3_600_000;

/** Who works: one session of one mailbox. */
export interface PacedPlace {
  /** The mailbox: what its server says of it alone slows it alone. */
  readonly lane: WorkPlaces;
  readonly session: SessionActivity;
}

export interface Waiter extends PacedPlace {
  readonly onWait: (reason: PaceWaitReason, untilWallMs: number | undefined) => void;
  readonly admit: (operation: PacedOperation) => void;
}

/**
 * Shared by all sessions of one tenant at one endpoint. What is limited is the number of sessions at work: a
 * server works on one command of a connection at a time, however many were sent ahead. First come, first served.
 *
 * It cannot lock up: it delays only what was not sent, and lets one more session begin whenever none of those at
 * work awaits the server.
 */
export class PaceGovernor {
  readonly #clock: Clock;
  readonly #options: PaceOptions;
  readonly #endpoint: WorkPlaces;
  #operationBudget: RateBudget | undefined;
  #byteBudget: RateBudget | undefined;
  /** Bounded by the calls that callers make before an answer. */
  readonly #waiters = new Set<Waiter>();
  readonly #wakeUp: WakeUp;
  readonly #spareLimit = new SpareLimit();

  constructor(clock: Clock, options: Partial<PaceOptions> = {}) {
    this.#clock = clock;
    this.#options = { ...defaultPaceOptions, ...options };
    const { concurrencyStart, concurrencyMax } = this.#options;
    this.#endpoint = this.#places(concurrencyStart, concurrencyMax);
    this.#wakeUp = new WakeUp(clock, () => {
      this.#pump();
    });
    this.setBudgets(options);
  }

  /** From now on; what was spent before stays spent. */
  setBudgets({ operationsPerSecond, bytesPerSecond }: RateBudgets): void {
    const nowMs = this.#clock.monotonicMs();
    this.#operationBudget = changed(this.#operationBudget, operationsPerSecond, nowMs);
    this.#byteBudget = changed(this.#byteBudget, bytesPerSecond, nowMs);
    this.#pump();
  }

  /** Sessions of the endpoint that may be at work now. */
  get concurrency(): number {
    return this.#endpoint.limit;
  }

  get waitingCount(): number {
    return this.#waiters.size;
  }

  /** Spares the server a connection that it refused to another mailbox a while ago. @throws ConnectorError */
  refuseSpare(rank: number): void {
    this.#spareLimit.refuse(rank, this.#clock.monotonicMs());
  }

  /** A connection of that rank could not be opened. */
  spareFailed(rank: number, error: unknown): void {
    if (!(error instanceof ConnectorError)) return;
    this.#spareLimit.failed(rank, error, this.#clock.monotonicMs());
  }

  /** For one mailbox; its sessions share it. */
  newLane(): WorkPlaces {
    const { mailboxConcurrencyStart, mailboxConcurrencyMax } = this.#options;
    return this.#places(mailboxConcurrencyStart, mailboxConcurrencyMax);
  }

  /** Lets the operation go at once, calling `admit` before it returns, or later in its turn. */
  enter(waiter: Waiter): void {
    this.#waiters.add(waiter);
    this.#pump();
    if (this.#waiters.has(waiter)) this.#tell(waiter);
  }

  /** Takes back what was not let go yet. */
  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    this.#pump();
  }

  answered(): void {
    if (this.#waiters.size > 0) this.#pump();
  }

  finished(place: PacedPlace, operation: PacedOperation): void {
    const { lane, session } = place;
    session.remove(operation);
    if (!session.isBusy) for (const places of [this.#endpoint, lane]) places.leave(session);
    this.#pump();
  }

  succeeded(lane: WorkPlaces): void {
    const nowMs = this.#clock.monotonicMs();
    const grown = [this.#endpoint, lane].filter((places) => places.succeeded(nowMs));
    if (grown.length > 0) this.#pump();
  }

  /** A throttle of scope connection or wider is the endpoint's, any other the mailbox's alone. */
  throttled(lane: WorkPlaces, operation: PacedOperation, error: ConnectorError): void {
    const nowMs = this.#clock.monotonicMs();
    const isEndpoints = error.scope === 'connection' || error.scope === 'process';
    const slowed = isEndpoints ? this.#endpoint : lane;
    slowed.throttled(operation.sentMs, nowMs);
    if (error.retryAfterMs === undefined) return;
    slowed.holdUntil(nowMs + Math.min(error.retryAfterMs, holdMsMax));
    for (const waiter of this.#waiters) {
      if (isEndpoints || waiter.lane === lane) this.#tell(waiter);
    }
    this.#pump();
  }

  /** The server asks for less and refuses nothing: fewer sessions of that mailbox work at once, step by step. */
  slowedDown(lane: WorkPlaces): void {
    const nowMs = this.#clock.monotonicMs();
    lane.throttled(nowMs - this.#options.windowMs, nowMs);
  }

  spendBytes(bytes: number): void {
    this.#byteBudget?.spend(bytes, this.#clock.monotonicMs());
  }

  /** A mailbox that has to wait is passed over; anything else waits for the one ahead of it. */
  #pump(): void {
    const nowMs = this.#clock.monotonicMs();
    let wakeAtMs = Infinity;
    for (const waiter of this.#waiters) {
      const { lane, session } = waiter;
      if (lane.heldUntilMs > nowMs) {
        wakeAtMs = Math.min(wakeAtMs, lane.heldUntilMs);
        continue;
      }
      const { freeAtMs } = this.#obstacle();
      if (freeAtMs > nowMs) {
        wakeAtMs = Math.min(wakeAtMs, freeAtMs);
        break;
      }
      if (!lane.hasRoom(session)) continue;
      if (!this.#endpoint.hasRoom(session)) break;
      this.#admit(waiter, nowMs);
    }
    this.#wakeUp.set(wakeAtMs);
  }

  #admit(waiter: Waiter, nowMs: number): void {
    const { lane, session } = waiter;
    this.#waiters.delete(waiter);
    const operation: PacedOperation = { sentMs: nowMs, awaitedCount: 1 };
    session.add(operation);
    for (const places of [this.#endpoint, lane]) places.take(session);
    this.#operationBudget?.spend(1, nowMs);
    waiter.admit(operation);
  }

  /** What keeps the whole endpoint waiting longest. */
  #obstacle(): { reason: PaceWaitReason; freeAtMs: number } {
    const obstacles: { reason: PaceWaitReason; freeAtMs: number }[] = [
      { reason: 'server-asked-to-wait', freeAtMs: this.#endpoint.heldUntilMs },
      { reason: 'operation-budget', freeAtMs: this.#operationBudget?.freeAtMs ?? -Infinity },
      { reason: 'byte-budget', freeAtMs: this.#byteBudget?.freeAtMs ?? -Infinity },
    ];
    return obstacles.reduce((a, b) => (b.freeAtMs > a.freeAtMs ? b : a));
  }

  #tell(waiter: Waiter): void {
    const nowMs = this.#clock.monotonicMs();
    const all = this.#obstacle();
    const own = { reason: 'server-asked-to-wait' as const, freeAtMs: waiter.lane.heldUntilMs };
    const { reason, freeAtMs } = own.freeAtMs > all.freeAtMs ? own : all;
    if (freeAtMs <= nowMs) waiter.onWait('concurrency', undefined);
    else waiter.onWait(reason, this.#clock.wallMs() + freeAtMs - nowMs);
  }

  #places(start: number, max: number): WorkPlaces {
    const { windowMs } = this.#options;
    return new WorkPlaces(
      { start: Math.min(start, max), max, windowMs },
      this.#clock.monotonicMs(),
    );
  }
}

function changed(
  budget: RateBudget | undefined,
  perSecond: number | undefined,
  nowMs: number,
): RateBudget | undefined {
  if (perSecond === undefined) return undefined;
  budget?.set(perSecond, nowMs);
  return budget ?? new RateBudget(perSecond);
}
