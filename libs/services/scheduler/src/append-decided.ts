import {
  type DomainEvent,
  encodeEvent,
  type EventStore,
  OutcomeUnknown,
  type RecordedEvent,
  type Sealer,
  WrongExpectedRevision,
} from '@mailhaul/application';
import { uuid5 } from '@mailhaul/kernel';

export interface DecidedAppend {
  readonly stream: string;
  /** Of the stream's last event as the decision knew it; -1: none. */
  readonly revision: number;
  readonly events: readonly DomainEvent[];
  /** Minted for this attempt alone. */
  readonly commandId: string;
}

export interface AppendOutcome {
  /** The events stand in the stream, as read back. False: others came first, or nobody knows. */
  readonly isOurs: boolean;
  /** What follows the known revision in the stream by now. */
  readonly news: readonly RecordedEvent[];
}

/** How often an append without an answer is sent again, same ids at the same place. */
const resendsMax = 2;

/**
 * Appends at the revision that was decided on and reads back: that an append succeeded proves nothing to whom two processes
 * may believe in one shard. @throws what the store throws when it cannot be read or written.
 */
export async function appendDecided(
  { store, sealer }: { readonly store: EventStore; readonly sealer: Sealer },
  decided: DecidedAppend,
): Promise<AppendOutcome> {
  const { stream, revision, commandId } = decided;
  const codec = { sealer, upcasters: {} };
  const events = decided.events.map((event, n) =>
    encodeEvent(event, { stream, id: uuid5(commandId, String(n)), commandId }, codec),
  );
  for (let resends = 0; ; resends += 1) {
    try {
      await store.append(stream, events, revision < 0 ? 'no-stream' : revision);
      break;
    } catch (error) {
      if (error instanceof WrongExpectedRevision) break;
      if (!(error instanceof OutcomeUnknown) || resends >= resendsMax) throw error;
    }
  }
  const news: RecordedEvent[] = [];
  for await (const event of store.readStream(stream, { from: revision + 1 })) news.push(event);
  return { isOurs: events.every(({ id }, n) => news[n]?.id === id), news };
}
