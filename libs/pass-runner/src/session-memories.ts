import { decodeEvent, type EventStore, type Sealer } from '@mailhaul/application';
import type { SessionMemory } from '@mailhaul/connector-contract';
import { type LedgerEvent, ledgerUpcasters, type MemoryKeptEvent } from '@mailhaul/domain';
import { assert } from '@mailhaul/kernel';

export type MemorySide = 'source' | 'target';

/** What connectors of both sides keep from one pass to the next. */
export type SessionMemories = Readonly<Record<MemorySide, SessionMemory>>;

/** Where it stands in the log. */
export interface KeptMemory {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly stream: string;
  /** The revision of the first that was kept; undefined: nothing was. */
  readonly from: number | undefined;
}

/** As SessionMemory says. */
export const entryBytesMax = 256 * 1024;

/** Events of which the fold takes nothing, and which nobody but `recall` opens. */
export const memoryEventType: MemoryKeptEvent['type'] = 'MemoryKept';

/**
 * Both sides' memories over a ledger's stream: read when a connector first asks, and then held, for it is asked again by each session.
 * `record` makes an event durable under the pass's epoch; absent: for who only looks, what is added lives as long as the object.
 */
export function sessionMemories(
  kept: KeptMemory,
  record?: (
    event: Omit<MemoryKeptEvent['data'], 'e'>,
    sealed: MemoryKeptEvent['sealed'],
  ) => Promise<void>,
): SessionMemories {
  let loading: Promise<Entries> | undefined;
  const entries = () => (loading ??= load(kept));
  const memoryOf = (side: MemorySide): SessionMemory => ({
    async recall(key) {
      return [...((await entries()).get(placeOf(side, key)) ?? [])];
    },
    async add(key, entry, how) {
      assert(entry.byteLength <= entryBytesMax, 'an entry of a session’s memory has a bound');
      const known = await entries();
      const begin = how?.begin === true;
      const text = Buffer.from(entry).toString('base64');
      await record?.({ side, ...(begin ? { begin } : {}) }, { key, entry: text });
      keep(known, { place: placeOf(side, key), begin }, entry);
    },
  });
  return { source: memoryOf('source'), target: memoryOf('target') };
}

type Entries = Map<string, Uint8Array[]>;

async function load({ store, sealer, stream, from }: KeptMemory): Promise<Entries> {
  const entries: Entries = new Map();
  if (from === undefined) return entries;
  const codec = { sealer, upcasters: ledgerUpcasters };
  for await (const recorded of store.readStream(stream, { from })) {
    if (recorded.type !== memoryEventType) continue;
    const event = decodeEvent<LedgerEvent>(recorded, codec);
    // Without its key it is forgotten.
    if (event.type !== memoryEventType || event.sealed === undefined) continue;
    const { side, begin = false } = event.data;
    const { key, entry } = event.sealed;
    keep(entries, { place: placeOf(side, key), begin }, Buffer.from(entry, 'base64'));
  }
  return entries;
}

function keep(
  entries: Entries,
  { place, begin }: { readonly place: string; readonly begin: boolean },
  entry: Uint8Array,
): void {
  const before = begin ? undefined : entries.get(place);
  if (before === undefined) entries.set(place, [entry]);
  else before.push(entry);
}

function placeOf(side: MemorySide, key: string): string {
  return `${side} ${key}`;
}
