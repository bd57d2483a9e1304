import { decodeEvent, type EventStore } from '@mailhaul/application';
import { memoryConnector, MemoryMailSystem } from '@mailhaul/connector-memory';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import {
  evolveLedger,
  initialLedger,
  type LedgerEvent,
  ledgerStream,
  ledgerUpcasters,
  type ProgressCounts,
} from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Clock, seededRandom, systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { excludedFor, folderTotalsOf, totalsOf } from './ledger-totals.ts';
import { progressFoldersMax } from './progress-teller.ts';
import { type MailboxPass, runMailboxPass } from './run-mailbox-pass.ts';
import { BoundSealer } from './spec-support/bound-sealer.ts';

/** Appends by the types of their events. */
class WatchedStore extends MemoryEventStore {
  readonly appends: string[][] = [];

  override append(...args: Parameters<EventStore['append']>) {
    this.appends.push(args[1].map(({ type }) => type));
    return super.append(...args);
  }
}

function world({ folders = 3, each = 200, clock = systemClock } = {}) {
  const source = new MemoryMailSystem('source');
  const target = new MemoryMailSystem('target');
  for (let f = 0; f < folders; f += 1) {
    const folder = source.mailbox('ann').ensureFolder([`folder ${f}`]);
    for (let i = 0; i < each; i += 1) {
      folder.add({
        bytes: Buffer.from(`message ${f} ${i}\r\n`),
        receivedAt: { epochSeconds: 1000 + i, zoneMinutes: 0 },
        flags: [],
      });
    }
  }
  const store = new WatchedStore({ clock: systemClock });
  const pass: MailboxPass = {
    tenant: 'local',
    pairId: 'a',
    store,
    sealer: new BoundSealer(),
    source: memoryConnector(source, 'ann'),
    target: memoryConnector(target, 'ann'),
    options: defaultPassOptions,
    worker: { id: 'w', host: 'h', isAloneOnHost: true },
    clock,
    random: seededRandom(1),
    stop: new AbortController().signal,
    tellsProgress: true,
  };
  return { store, pass };
}

/** Each look at the time finds it half a second later. */
function hastyClock(): Clock {
  let nowMs = 0;
  return { ...systemClock, monotonicMs: () => (nowMs += 500), sleep: () => Promise.resolve() };
}

async function eventsOf({ store, sealer, tenant, pairId }: MailboxPass): Promise<LedgerEvent[]> {
  const events: LedgerEvent[] = [];
  for await (const recorded of store.readStream(ledgerStream(tenant, pairId, 1))) {
    events.push(decodeEvent<LedgerEvent>(recorded, { sealer, upcasters: ledgerUpcasters }));
  }
  return events;
}

/** Every one equals the fold at its place, the folders told so far together as well; gives how many there are. */
function expectTrue(events: readonly LedgerEvent[]): number {
  const ledger = initialLedger();
  const told = new Map<number, ProgressCounts>();
  let count = 0;
  for (const event of events) {
    evolveLedger(ledger, event);
    if (event.type === 'PassOpened') told.clear();
    if (event.type !== 'PassProgressed') continue;
    count += 1;
    const { totals, folders, bytes, excludedFor: reasons = {} } = event.data;
    expect(totals).toEqual(totalsOf(ledger));
    expect(reasons).toEqual(excludedFor(ledger));
    expect(bytes).toBe(ledger.folders.reduce((sum, folder) => sum + (folder.bytes ?? 0), 0));
    for (const [f, counts] of folders) told.set(f, counts);
    for (const folder of ledger.folders) {
      const { m = 0, x = 0, d = 0, g = 0, c = 0, p = 0 } = told.get(folder.f) ?? {};
      const counts = { migrated: m, excluded: x, failed: d, gone: g, collapsed: c, pending: p };
      expect(counts).toEqual(folderTotalsOf(folder));
    }
  }
  return count;
}

describe('progress as facts', () => {
  it('is off where nobody asked for it', async () => {
    const { pass } = world();
    await runMailboxPass({ ...pass, tellsProgress: false });
    expect(expectTrue(await eventsOf(pass))).toBe(0);
  });

  it('is true at its place in the log, and stands in the append of what it describes', async () => {
    const { pass, store } = world({ clock: hastyClock() });
    expect((await runMailboxPass(pass)).end.kind).toBe('completed');
    expect(expectTrue(await eventsOf(pass))).toBeGreaterThan(3);
    const alone = store.appends.filter(([first]) => first === 'PassProgressed');
    expect(alone).toEqual([['PassProgressed', 'PassClosed']]);
  });

  it('names only folders that changed', async () => {
    const { pass } = world({ folders: 40, each: 20, clock: hastyClock() });
    await runMailboxPass(pass);
    const told = (await eventsOf(pass)).flatMap((event) =>
      event.type === 'PassProgressed' ? [event.data.folders.length] : [],
    );
    expect(told.length).toBeGreaterThan(10);
    expect(Math.min(...told)).toBeLessThan(5);
  });

  it('comes once a second at most, and right before the pass closes', async () => {
    const frozen: Clock = { ...systemClock, monotonicMs: () => 7 };
    const { pass, store } = world({ clock: frozen });
    await runMailboxPass(pass);
    const types = (await eventsOf(pass)).map(({ type }) => type);
    expect(types.filter((type) => type === 'PassProgressed')).toHaveLength(2);
    expect(types.slice(-2)).toEqual(['PassProgressed', 'PassClosed']);
    expect(store.appends.at(-1)?.slice(-2)).toEqual(['PassProgressed', 'PassClosed']);
    expectTrue(await eventsOf(pass));
  });

  it('is said once more where the pass is stopped on its way', async () => {
    const frozen: Clock = { ...systemClock, monotonicMs: () => 7 };
    const { pass } = world({ each: 2_000, clock: frozen });
    const stop = new AbortController();
    const stopping: MailboxPass = {
      ...pass,
      stop: stop.signal,
      onProgress: ({ kind }) => {
        if (kind === 'settled') stop.abort(new Error('asked to stop'));
      },
    };
    expect((await runMailboxPass(stopping)).end.kind).toBe('stopped');
    const events = await eventsOf(pass);
    expect(events.at(-1)?.type).toBe('PassProgressed');
    expect(expectTrue(events)).toBe(2);
    expect((await runMailboxPass(pass)).end.kind).toBe('completed');
    expectTrue(await eventsOf(pass));
  });

  it('of many folders takes as many events as it needs', async () => {
    const frozen: Clock = { ...systemClock, monotonicMs: () => 7 };
    const { pass } = world({ folders: progressFoldersMax + 50, each: 1, clock: frozen });
    await runMailboxPass(pass);
    const last = (await eventsOf(pass))
      .slice(-3)
      .map((event) => (event.type === 'PassProgressed' ? event.data.folders.length : event.type));
    expect(last).toEqual([progressFoldersMax, 50, 'PassClosed']);
  });
});
