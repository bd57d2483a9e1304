import type { ConnectorError } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { RateBudget } from './rate-budget.ts';
import type { PacedOperation, SessionActivity } from './session-activity.ts';
import { WakeUp } from './wake-up.ts';

/** Why an operation is not sent yet. */
export type PaceWaitReason =
  'server-asked-to-wait' | 'concurrency' | 'operation-budget' | 'byte-budget';

export interface PaceOptions {
  /** Sessions at work at once: to begin with, and at most. */
  readonly concurrencyStart: number;
  readonly concurrencyMax: number;
  /** How long nothing must be throttled before one more session may work. */
  readonly windowMs: number;
  readonly operationsPerSecond?: number;
  readonly bytesPerSecond?: number;
}

export const defaultPaceOptions: PaceOptions = {
  concurrencyStart: 32,
  concurrencyMax: 128,
  windowMs: 1000,
};

/** A server's wish to be left alone is obeyed up to this; then it is asked again. */
const holdMsMax = 3_600_000;

/** One mailbox at the endpoint: what its server says of it alone holds it alone. */
export class PaceLane {
  heldUntilMs = -Infinity;
}

export interface Waiter {
  readonly lane: PaceLane;
  readonly session: SessionActivity;
  readonly onWait: (reason: PaceWaitReason, untilWallMs: number | undefined) => void;
  readonly admit: (operation: PacedOperation) => void;
}

/**
 * Shared by all sessions of one tenant at one endpoint. What is limited is the number of sessions at work: a
 * server works on one command of a connection at a time, however many were sent ahead. First come, first served.
 *
 * It cannot lock up: it delays only what was not sent, and lets one more session begin whenever none of those at
 * work awaits the server, for then their readers may be waiting for just that one.
 */
export class PaceGovernor {
  readonly #clock: Clock;
  readonly #limit: AdaptiveLimit;
  readonly #operationBudget: RateBudget | undefined;
  readonly #byteBudget: RateBudget | undefined;
  readonly #busy = new Set<SessionActivity>();
  /** Bounded by the calls that callers make before an answer. */
  readonly #waiters = new Set<Waiter>();
  readonly #wakeUp: WakeUp;
  #heldUntilMs = -Infinity;

  constructor(clock: Clock, options: Partial<PaceOptions> = {}) {
    const { concurrencyStart, concurrencyMax, windowMs, operationsPerSecond, bytesPerSecond } = {
      ...defaultPaceOptions,
      ...options,
    };
    this.#clock = clock;
    this.#limit = new AdaptiveLimit(
      { start: Math.min(concurrencyStart, concurrencyMax), max: concurrencyMax, windowMs },
      clock.monotonicMs(),
    );
    this.#operationBudget = budgetOf(operationsPerSecond);
    this.#byteBudget = budgetOf(bytesPerSecond);
    this.#wakeUp = new WakeUp(clock, () => {
      this.#pump();
    });
  }

  /** Sessions that may be at work now. */
  get concurrency(): number {
    return this.#limit.limit;
  }

  get waitingCount(): number {
    return this.#waiters.size;
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

  finished(session: SessionActivity, operation: PacedOperation): void {
    session.remove(operation);
    if (!session.isBusy) this.#busy.delete(session);
    this.#pump();
  }

  succeeded(): void {
    if (this.#limit.succeeded(this.#clock.monotonicMs())) this.#pump();
  }

  /** A throttle of scope connection or wider is the endpoint's, any other the mailbox's alone. */
  throttled(lane: PaceLane, operation: PacedOperation, error: ConnectorError): void {
    const nowMs = this.#clock.monotonicMs();
    const isEndpoints = error.scope === 'connection' || error.scope === 'process';
    if (isEndpoints) this.#limit.throttled(operation.sentMs, nowMs);
    if (error.retryAfterMs === undefined) return;
    const untilMs = nowMs + Math.min(error.retryAfterMs, holdMsMax);
    if (isEndpoints) this.#heldUntilMs = Math.max(this.#heldUntilMs, untilMs);
    else lane.heldUntilMs = Math.max(lane.heldUntilMs, untilMs);
    for (const waiter of this.#waiters) {
      if (isEndpoints || waiter.lane === lane) this.#tell(waiter);
    }
    this.#pump();
  }

  spendBytes(bytes: number): void {
    this.#byteBudget?.spend(bytes, this.#clock.monotonicMs());
  }

  /** A lane that is held is passed over, whole; anything else waits for the one ahead of it. */
  #pump(): void {
    const nowMs = this.#clock.monotonicMs();
    let wakeAtMs = Infinity;
    for (const waiter of this.#waiters) {
      if (waiter.lane.heldUntilMs > nowMs) {
        wakeAtMs = Math.min(wakeAtMs, waiter.lane.heldUntilMs);
        continue;
      }
      const { freeAtMs } = this.#obstacle();
      if (freeAtMs > nowMs) {
        wakeAtMs = Math.min(wakeAtMs, freeAtMs);
        break;
      }
      if (!this.#hasRoom(waiter.session)) break;
      this.#admit(waiter, nowMs);
    }
    this.#wakeUp.set(wakeAtMs);
  }

  #hasRoom(session: SessionActivity): boolean {
    if (this.#busy.has(session)) return true;
    if (this.#busy.size < this.#limit.limit) return true;
    this.#limit.reached();
    for (const other of this.#busy) if (other.isAwaited) return false;
    return true;
  }

  #admit(waiter: Waiter, nowMs: number): void {
    this.#waiters.delete(waiter);
    const operation: PacedOperation = { sentMs: nowMs, awaitedCount: 1 };
    waiter.session.add(operation);
    this.#busy.add(waiter.session);
    if (this.#busy.size >= this.#limit.limit) this.#limit.reached();
    this.#operationBudget?.spend(1, nowMs);
    waiter.admit(operation);
  }

  /** What keeps the whole endpoint waiting longest. */
  #obstacle(): { reason: PaceWaitReason; freeAtMs: number } {
    const obstacles: { reason: PaceWaitReason; freeAtMs: number }[] = [
      { reason: 'server-asked-to-wait', freeAtMs: this.#heldUntilMs },
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
}

function budgetOf(perSecond: number | undefined): RateBudget | undefined {
  return perSecond === undefined ? undefined : new RateBudget(perSecond);
}
