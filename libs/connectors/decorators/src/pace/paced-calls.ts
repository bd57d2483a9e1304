import { ConnectorError } from '@mailhaul/connector-contract';
import { observeIterable } from '../session/observe-iterable.ts';
import { deferredIterable } from './deferred-iterable.ts';
import type { PaceGovernor, PaceWaitReason, PacedPlace, Waiter } from './pace-governor.ts';
import { type PacedOperation, SessionActivity } from './session-activity.ts';
import type { WorkPlaces } from './work-places.ts';

export interface PaceListener {
  /** An operation has to wait; `untilWallMs` where it is known. */
  readonly onWait?: (reason: PaceWaitReason, untilWallMs: number | undefined) => void;
  /** None of the operations that were said to wait waits any more. */
  readonly onResume?: () => void;
}

/** Sends the calls of one session when the governor lets them go; at once, inside the call, where it does. */
export class PacedCalls {
  readonly #governor: PaceGovernor;
  readonly #place: PacedPlace;
  readonly #listener: PaceListener;
  readonly #waiting = new Map<Waiter, { refuse(reason: Error): void; sent: Promise<unknown> }>();

  constructor(place: { governor: PaceGovernor; lane: WorkPlaces; listener: PaceListener }) {
    this.#governor = place.governor;
    this.#place = { lane: place.lane, session: new SessionActivity() };
    this.#listener = place.listener;
  }

  /** `refusalIn` finds the error in a result that tells of one. */
  async call<T>(run: () => Promise<T>, refusalIn?: (result: T) => unknown): Promise<T> {
    const entered = this.#enter().operation;
    const operation = entered instanceof Promise ? await entered : entered;
    try {
      const result = await run();
      const refusal = refusalIn?.(result);
      if (refusal === undefined) this.#governor.succeeded(this.#place.lane);
      else this.#refused(operation, refusal);
      return result;
    } catch (error) {
      this.#refused(operation, error);
      throw error;
    } finally {
      this.#governor.finished(this.#place, operation);
    }
  }

  /** `cancel`led before it was sent, it never is. */
  iterable<T>(
    request: () => AsyncIterable<T>,
    onElement: (element: T) => void = () => undefined,
  ): AsyncIterable<T> {
    const { operation, cancel } = this.#enter();
    const start = (admitted: PacedOperation) =>
      this.#observed(
        requested(request, () => this.#governor.finished(this.#place, admitted)),
        {
          operation: admitted,
          onElement,
        },
      );
    return deferredIterable(
      operation instanceof Promise ? operation.then(start) : start(operation),
      cancel,
    );
  }

  /** Resolves when everything called so far was sent or refused. */
  async allSent(): Promise<void> {
    await Promise.allSettled([...this.#waiting.values()].map(({ sent }) => sent));
  }

  /** Everything that still waits to be sent is refused. */
  cancelAll(reason: Error): void {
    for (const waiting of [...this.#waiting.values()]) waiting.refuse(reason);
  }

  #refused(operation: PacedOperation, error: unknown): void {
    if (error instanceof ConnectorError && isThrottle(error)) {
      this.#governor.throttled(this.#place.lane, operation, error);
    }
  }

  #enter(): { operation: PacedOperation | Promise<PacedOperation>; cancel: () => void } {
    const { promise, resolve, reject } = Promise.withResolvers<PacedOperation>();
    let admitted: PacedOperation | undefined;
    const waiter: Waiter = {
      ...this.#place,
      onWait: (reason, untilWallMs) => this.#listener.onWait?.(reason, untilWallMs),
      admit: (operation) => {
        admitted = operation;
        this.#stopWaiting(waiter);
        resolve(operation);
      },
    };
    this.#governor.enter(waiter);
    if (admitted !== undefined) return { operation: admitted, cancel: () => undefined };
    const refuse = (reason: Error) => {
      if (!this.#stopWaiting(waiter)) return;
      this.#governor.leave(waiter);
      reject(reason);
    };
    this.#waiting.set(waiter, { refuse, sent: promise });
    return {
      operation: promise,
      cancel: () => {
        refuse(notSent());
      },
    };
  }

  #stopWaiting(waiter: Waiter): boolean {
    const wasWaiting = this.#waiting.delete(waiter);
    if (wasWaiting && this.#waiting.size === 0) this.#listener.onResume?.();
    return wasWaiting;
  }

  #observed<T>(
    source: AsyncIterable<T>,
    told: { operation: PacedOperation; onElement: (element: T) => void },
  ): AsyncIterable<T> {
    const { operation, onElement } = told;
    // It was let go as awaited: its first element is asked for at once.
    let isFirst = true;
    return observeIterable(source, {
      onElement,
      onAsked: () => {
        if (!isFirst) operation.awaitedCount += 1;
        isFirst = false;
      },
      onAnswered: () => {
        operation.awaitedCount -= 1;
        this.#governor.answered();
        this.#governor.succeeded(this.#place.lane);
      },
      onError: (error) => {
        this.#refused(operation, error);
      },
      onEnd: () => {
        this.#governor.finished(this.#place, operation);
      },
    });
  }
}

/** Sends the request; one that throws instead of failing later must not keep its place. */
function requested<T>(request: () => AsyncIterable<T>, onThrow: () => void): AsyncIterable<T> {
  try {
    return request();
  } catch (error) {
    onThrow();
    throw error;
  }
}

function isThrottle(error: ConnectorError): boolean {
  switch (error.code) {
    case 'throttled':
    case 'server-busy':
    case 'too-many-connections':
      return true;
    default:
      return error.disposition === 'retryAfter';
  }
}

export function notSent(): ConnectorError {
  return new ConnectorError({
    code: 'connection-lost',
    scope: 'connection',
    disposition: 'retry',
    message: 'The session was ended before the operation was sent.',
    remedy: 'Nothing: the migration goes on where it stopped.',
  });
}
