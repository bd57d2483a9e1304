import type { Clock } from '@mailhaul/kernel';
import type { EventStore, LogPosition, RecordedEvent } from './ports/event-store.ts';

export interface LogFollower {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly streamPrefixes: readonly string[];
  /** Exclusive; absent: from the first event. */
  readonly after?: LogPosition | undefined;
  readonly signal: AbortSignal;
  /** Each event once and in order; the next one comes when it resolves. */
  readonly take: (event: RecordedEvent) => Promise<void>;
  /** All that was in the log has been taken. */
  readonly onCaughtUp?: () => void;
  readonly onError: (error: unknown, doing: string) => void;
}

const retryMs = 1_000;

/** Follows the log until the signal, whatever the store does meanwhile: what fails is told and begun again where it was. */
export async function followLog(follower: LogFollower): Promise<void> {
  const { store, clock, streamPrefixes, signal, take, onCaughtUp, onError } = follower;
  let { after } = follower;
  while (!signal.aborted) {
    try {
      const from = after === undefined ? {} : { after };
      for await (const message of store.subscribeToAll({ ...from, streamPrefixes, signal })) {
        if (message.kind === 'caught-up') onCaughtUp?.();
        else {
          await take(message.event);
          after = message.event.position;
        }
      }
    } catch (error) {
      if (!signal.aborted) onError(error, 'following the log');
    }
    if (!signal.aborted) await clock.sleep(retryMs, signal).catch(() => undefined);
  }
}
