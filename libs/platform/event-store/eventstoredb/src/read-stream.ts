import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { type RecordedEvent, StoreUnavailable } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import { isMissingStream, isRefusedRead, wordsOf } from './errors.ts';
import { Feed } from './feed.ts';
import { recordedEvent } from './recorded-event.ts';

/** No event comes so long: the client waits without an end for a server that hangs. */
const silenceMsMax = 15_000;
const patienceMs = 30_000;
const pauseMsMax = 2_000;

interface Reading {
  readonly client: EventStoreDBClient;
  readonly clock: Clock;
  readonly stream: string;
  /** Aborted when the store closes. */
  readonly signal: AbortSignal;
}

/** The newest event, or undefined where the stream has none. @throws StoreUnavailable */
export async function readLast(reading: Reading): Promise<RecordedEvent | undefined> {
  const request = {
    direction: BACKWARDS,
    fromRevision: END,
    maxCount: 1,
    // Who lets bytes go on this answer must not hear it from a node that is behind.
    requiresLeader: true,
  } as const;
  let last: RecordedEvent | undefined;
  for await (const event of readPatiently(reading, () => request)) last = event;
  return last;
}

/** Ascending from a revision to the newest event as of the call. @throws StoreUnavailable */
export async function* readStream(
  reading: Reading,
  from: number,
): AsyncGenerator<RecordedEvent, void, undefined> {
  const last = await readLast(reading);
  if (last === undefined || last.revision < from) return;
  let next = from;
  const rest = (): ReadOptions => ({
    direction: FORWARDS,
    fromRevision: BigInt(next),
    maxCount: last.revision - next + 1,
  });
  for await (const event of readPatiently(reading, rest)) {
    next = event.revision + 1;
    yield event;
    if (next > last.revision) return;
  }
}

type ReadOptions = NonNullable<Parameters<EventStoreDBClient['readStream']>[1]>;

/** One read, begun again where it broke off: `rest` says what is still to come. */
async function* readPatiently(
  reading: Reading,
  rest: () => ReadOptions,
): AsyncGenerator<RecordedEvent, void, undefined> {
  const { client, clock, stream, signal } = reading;
  let failingSince: number | undefined;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
    const read = client.readStream(stream, rest());
    const events = new Feed<ResolvedEvent>(read);
    try {
      for await (const { event } of heard(events, reading)) {
        failingSince = undefined;
        if (event !== undefined) yield recordedEvent(event);
      }
      return;
    } catch (error) {
      if (isMissingStream(error)) return;
      failingSince ??= clock.monotonicMs();
      const isOver = signal.aborted || clock.monotonicMs() - failingSince >= patienceMs;
      if (isOver || isRefusedRead(error)) throw new StoreUnavailable(wordsOf(error));
    } finally {
      events.leave();
      void read.cancel().catch(() => undefined);
    }
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}

/** What the stream gives; throws when it gives nothing for too long, or the store closes. */
async function* heard(
  events: Feed<ResolvedEvent>,
  { clock, signal }: Reading,
): AsyncGenerator<ResolvedEvent, void, undefined> {
  for (;;) {
    const next = events.next();
    const heardOf = new AbortController();
    const silence = clock
      .sleep(silenceMsMax, AbortSignal.any([signal, heardOf.signal]))
      .catch(() => undefined);
    const given = await Promise.race([next, silence]);
    heardOf.abort();
    if (given === undefined) {
      next.catch(() => undefined);
      throw new StoreUnavailable(
        signal.aborted ? 'the event store is closed' : 'the event store does not answer',
      );
    }
    if (given.kind === 'end') return;
    yield given.value;
  }
}
