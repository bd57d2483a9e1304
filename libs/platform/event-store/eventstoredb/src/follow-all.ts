import {
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
  START,
  excludeSystemEvents,
  streamNameFilter,
} from '@eventstore/db-client';
import type { LogPosition, SubscriptionMessage } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import { isRefusedRead, isSlowReader } from './errors.ts';
import { Feed } from './feed.ts';
import { recordedEvent } from './recorded-event.ts';

const pauseMsMax = 5_000;

interface Following {
  readonly client: EventStoreDBClient;
  readonly clock: Clock;
  readonly after: LogPosition | undefined;
  /** At least one; absent: all. */
  readonly prefixes: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/**
 * The log behind a position, then live. A subscription that ends (slow reader, server gone or restarted) is begun again behind the
 * last event that was given: no gap, no repeat. Ends when the signal aborts.
 * @throws what the server says where it refuses to be read
 */
export async function* followAll(following: Following): AsyncGenerator<SubscriptionMessage> {
  const { signal, clock } = following;
  let after = following.after;
  let pauseMs = 0;
  while (!signal.aborted) {
    if (pauseMs > 0) await clock.sleep(pauseMs, signal).catch(() => undefined);
    if (isAborted(signal)) return;
    try {
      for await (const message of subscribeOnce({ ...following, after })) {
        pauseMs = 0;
        if (message.kind === 'event') after = message.event.position;
        yield message;
      }
    } catch (error) {
      if (isRefusedRead(error)) throw error;
      if (!isSlowReader(error)) pauseMs = Math.min(Math.max(100, pauseMs * 2), pauseMsMax);
    }
  }
}

/** Ends with the signal, and throws what ends the subscription. */
async function* subscribeOnce(following: Following): AsyncGenerator<SubscriptionMessage> {
  const { client, after, prefixes, signal } = following;
  const subscription = client.subscribeToAll({
    fromPosition: after === undefined ? START : { commit: after, prepare: after },
    filter:
      prefixes === undefined
        ? excludeSystemEvents()
        : streamNameFilter({ prefixes: [...prefixes] }),
  });
  const live = liveness(subscription);
  const events = new Feed<AllStreamResolvedEvent>(subscription);
  const leave = () => events.leave();
  signal.addEventListener('abort', leave, { once: true });
  let isTold = false;
  try {
    while (!isAborted(signal)) {
      // Once it is live, whoever reads is up to date whenever nothing is left: the server itself says so once, or now and then.
      if (live.hasBegun() && events.isEmpty && !isTold) {
        isTold = true;
        yield { kind: 'caught-up' };
      }
      const next = events.next();
      next.catch(() => undefined);
      if (!live.hasBegun()) {
        await Promise.race([next, live.began]);
        if (live.hasBegun() && events.isEmpty && !(await isSettled(next))) {
          isTold = true;
          yield { kind: 'caught-up' };
        }
      }
      const given = await next;
      if (isAborted(signal) || given.kind === 'end') return;
      const { event } = given.value;
      if (event === undefined) continue;
      isTold = false;
      yield { kind: 'event', event: recordedEvent(event) };
    }
  } catch (error) {
    if (!isAborted(signal)) throw error;
  } finally {
    signal.removeEventListener('abort', leave);
    events.leave();
    await subscription.unsubscribe().catch(() => undefined);
  }
}

function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const waiting = {};
  return Promise.race([promise, Promise.resolve(waiting)]).then(
    (first) => first !== waiting,
    () => true,
  );
}

function liveness(subscription: AllStreamSubscription) {
  const began = Promise.withResolvers<void>();
  let hasBegun = false;
  subscription.once('caughtUp', () => {
    hasBegun = true;
    began.resolve();
  });
  return { began: began.promise, hasBegun: () => hasBegun };
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
