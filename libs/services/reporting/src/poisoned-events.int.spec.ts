import { type EventStore, type JsonObject, type NewEvent, Sealer } from '@mailhaul/application';
import { collections } from '@mailhaul/contracts';
import { jobStream, ledgerStream, pairStream, tenantStream } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventsLeftOut } from './event-left-out.ts';
import { Projector } from './projector.ts';
import { PlainSealers, SystemLog } from './spec-support/system-log.ts';

const tenant = 'acme';
const [job, pair] = [uuid4(systemRandom), uuid4(systemRandom)];
const sides = { sourceConnectionId: 'c1', targetConnectionId: 'c2' };
const options = {
  order: 'oldest-first',
  onFilledTarget: 'match',
  verifies: true,
  connectionsPerMailbox: 4,
} as const;

class AlteredSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    if (sealed === 'altered') throw new Error('the sealed part was altered');
    return sealed;
  }
}

class Sealers extends PlainSealers {
  override of(): Promise<Sealer> {
    return Promise.resolve(new AlteredSealer());
  }
}

describe('an event that cannot be shown', () => {
  let events: EventStore;
  let documents: SqliteReadStore;
  let log: SystemLog;
  let leftOut: EventsLeftOut[];

  beforeEach(async () => {
    events = new MemoryEventStore({ clock: systemClock });
    documents = await SqliteReadStore.open({ path: ':memory:', collections });
    log = new SystemLog(events);
    leftOut = [];
    await log.tenant(tenant, 'Acme');
    const details = { name: 'All' };
    await log.job(tenant, job, { kind: 'CreateJob', ...sides, rank: 1, details, options });
    await log.pair(tenant, pair, {
      kind: 'AddPair',
      mailboxes: { source: 'ann@old', target: 'ann@new' },
      placing: { jobId: job },
    });
  });

  afterEach(async () => {
    await documents.close();
    await events.close();
  });

  async function append(stream: string, event: Omit<NewEvent, 'id'>): Promise<void> {
    const last = await events.readLast(stream);
    const id = uuid4(systemRandom);
    await events.append(stream, [{ ...event, id }], last?.revision ?? 'no-stream');
  }

  async function projected(): Promise<JsonObject | undefined> {
    const ports = { events, documents, sealers: new Sealers(), clock: systemClock };
    await new Projector(ports, 'live').follow(AbortSignal.timeout(60_000), {
      onLeftOut: (error) => leftOut.push(error),
      isEnough: (isCaughtUp) => isCaughtUp,
    });
    return (await documents.get('pairs', { tenant, id: pair }))?.body;
  }

  const by = { atMs: 7, actor: 'ann' };
  const cases: readonly (readonly [string, string, Omit<NewEvent, 'id'>])[] = [
    [
      'of a later version',
      pairStream(tenant, pair),
      { type: 'PairHeld', data: by, metadata: { v: 7 } },
    ],
    ['of an unknown type', pairStream(tenant, pair), { type: 'PairBlessed', data: by }],
    [
      'whose sealed part was altered',
      pairStream(tenant, pair),
      { type: 'PairEdited', data: { ...by, sealed: 'altered' } },
    ],
    [
      'whose sealed part is no JSON',
      pairStream(tenant, pair),
      { type: 'PairEdited', data: { ...by, sealed: 'ann@secret' } },
    ],
    ['without what it should hold', jobStream(tenant, job), { type: 'JobEdited', data: by }],
    [
      'of a packed column that is cut short',
      ledgerStream(tenant, pair, 1),
      { type: 'ItemsSettled', data: { e: 1, f: 0, unwritten: [['failed', 'why', '/w==']] } },
    ],
    [
      'that makes a document of the wrong kind',
      pairStream(tenant, pair),
      { type: 'PriorityChanged', data: { ...by, priority: 'high' } },
    ],
    [
      'of a name that no document can have',
      pairStream(tenant, 'x'.repeat(400)),
      { type: 'PairAdded', data: { ...by, jobId: job } },
    ],
  ];

  it.each(cases)('%s is left out and told, and holds up nothing', async (_, stream, event) => {
    await append(stream, event);
    await log.job(tenant, job, { kind: 'MoveJob', rank: 5 });
    await append(tenantStream(tenant), {
      type: 'TenantEdited',
      data: { ...by, weight: 3, colour: 'red', sealed: '{"name":"After"}' },
    });
    expect(await projected()).toMatchObject({ priority: 1, isHeld: false, source: 'ann@old' });
    const after = await documents.get('tenants', { tenant, id: tenant });
    expect(after?.body).toMatchObject({ name: 'After', pairs: 1, jobs: 1 });
    expect((await documents.get('jobs', { tenant, id: job }))?.body).toMatchObject({ rank: 5 });
    expect(leftOut).toMatchObject([{ count: 1, eventType: event.type, stream }]);
    expect(leftOut[0]?.message).not.toContain('secret');
    leftOut = [];
    await projected();
    expect(leftOut).toEqual([]);
  });

  it('is told once a batch, however many there are', async () => {
    for (let n = 0; n < 20; n += 1) {
      await append(pairStream(tenant, pair), { type: 'PairBlessed', data: by });
    }
    await projected();
    expect(leftOut.reduce((sum, { count }) => sum + count, 0)).toBe(20);
    expect(leftOut.length).toBeLessThan(5);
  });

  it('is not one where the store of the documents fails', async () => {
    await documents.close();
    await expect(projected()).rejects.toThrow();
    expect(leftOut).toEqual([]);
  });
});
