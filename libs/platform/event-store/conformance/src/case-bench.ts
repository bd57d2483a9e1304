import type { EventStore, NewEvent, RecordedEvent } from '@mailhaul/application';
import { systemRandom, uuid4 } from '@mailhaul/kernel';
import { it } from 'vitest';
import type { StoreUnderTest } from './event-store-conformance.ts';

export type Create = () => Promise<StoreUnderTest>;

/** What a case works with: a store, and names that no other case has. */
export interface Bench {
  readonly store: EventStore;
  readonly reopen: StoreUnderTest['reopen'];
  /** Starts the name of every stream of this case. */
  readonly prefix: string;
  readonly stream: string;
}

/** One case with a store of its own, disposed of whatever happens. */
export function withStore(
  create: Create,
): (name: string, body: (bench: Bench) => Promise<void>) => void {
  return (name, body) => {
    it(name, async () => {
      const { store, reopen, dispose } = await create();
      const prefix = `case-${newId().slice(0, 13)}.`;
      try {
        await body({ store, reopen, prefix, stream: `${prefix}s` });
      } finally {
        await dispose();
      }
    });
  };
}

export function newId(): string {
  return uuid4(systemRandom);
}

export function newEvent(n: number, over: Partial<NewEvent> = {}): NewEvent {
  return { id: newId(), type: 'Counted', data: { n }, ...over };
}

export function newEvents(count: number, from = 0): readonly NewEvent[] {
  return Array.from({ length: count }, (_, i) => newEvent(from + i));
}

export async function readAll(
  store: EventStore,
  stream: string,
  from?: number,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readStream(stream, from === undefined ? {} : { from })) {
    events.push(event);
  }
  return events;
}

export function idsOf(events: readonly { readonly id: string }[]): readonly string[] {
  return events.map(({ id }) => id);
}

/** 0, 1, 2 … */
export function countTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}
