import { jobStream, pairStream } from '@mailhaul/domain';
import type { GrantedLease } from '@mailhaul/contracts';
import { eventually } from '@mailhaul/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Scheduler } from './scheduler.ts';
import { Office } from './spec-support/office.ts';

let office: Office;

beforeEach(() => {
  office = new Office();
});

afterEach(async () => {
  await office.close();
  expect(office.errors).toEqual([]);
});

const totals = {
  ...{ migrated: 1, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, bytesMigrated: 1 },
};

/** Asks until something is granted. */
async function granted(scheduler: Scheduler, freeSlots = 1): Promise<readonly GrantedLease[]> {
  return eventually(async () => {
    const { leases } = await scheduler.ask({ workerId: 'w', freeSlots });
    expect(leases).not.toEqual([]);
    return leases;
  }, 10);
}

async function complete({ tenant, pairId, passId, lease }: GrantedLease): Promise<void> {
  await office.pair(tenant, pairId, { kind: 'CompletePass', passId, lease, totals });
}

async function queued(tenant: string, pairs: readonly string[]): Promise<void> {
  await eventually(async () => {
    for (const id of pairs) {
      expect((await office.events(pairStream(tenant, id))).at(-1)?.type).toBe('PassScheduled');
    }
  });
}

async function types(stream: string): Promise<readonly string[]> {
  return (await office.events(stream)).map(({ type }) => type);
}

describe('turns', () => {
  it('go by weight over tenants', async () => {
    for (const [tenant, weight] of [
      ['light', 1],
      ['heavy', 2],
    ] as const) {
      const opened = await office.opened(tenant, { weight });
      const job = await office.jobOf(
        opened,
        ['a', 'b', 'c', 'd'].map((source) => ({ source })),
      );
      await office.job(tenant, job.jobId, { kind: 'StartJob' });
      if (tenant === 'heavy') continue;
    }
    const scheduler = await office.scheduler();
    const order: string[] = [];
    await eventually(() => expect(scheduler.leadsSinceMs('light')).toBeDefined());
    while (order.length < 6) {
      const leases = await granted(scheduler);
      if (order.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
      order.push(...leases.map(({ tenant }) => tenant));
    }
    expect(order.filter((tenant) => tenant === 'heavy')).toHaveLength(4);
  });

  it('go by the rank of jobs, then by priority, then by the alphabet', async () => {
    const opened = await office.opened('acme');
    const second = await office.jobOf(opened, [{ source: 's1', priority: 1 }], 2);
    const first = await office.jobOf(
      opened,
      [
        { source: 'f3', priority: 3 },
        { source: 'f1', priority: 1 },
        { source: 'f2', priority: 2 },
        { source: 'E3', priority: 3 },
        { source: 'unsaid' },
      ],
      1,
    );
    for (const { jobId } of [second, first]) await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    await queued('acme', [...first.pairs, ...second.pairs]);
    await eventually(() => expect(scheduler.leadsSinceMs('acme')).toBeDefined());
    const { leases } = await scheduler.ask({ workerId: 'w', freeSlots: 10 });
    const [f3, f1, f2, e3, unsaid] = first.pairs;
    expect(leases.map(({ pairId }) => pairId)).toEqual([f1, unsaid, f2, e3, f3, ...second.pairs]);
  });

  it('follow a change of priority with the next grant', async () => {
    const opened = await office.opened('acme');
    const { jobId, pairs } = await office.jobOf(opened, [
      { source: 'a' },
      { source: 'b' },
      { source: 'c' },
    ]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    await queued('acme', pairs);
    for (const pair of pairs.slice(0, 2)) {
      await office.pair('acme', pair, { kind: 'SetPriority', priority: 2 });
    }
    await eventually(() => expect(scheduler.leadsSinceMs('acme')).toBeDefined());
    const [lease] = await granted(scheduler);
    expect(lease?.pairId).toBe(pairs[2]);
  });
});

describe('a connection that asks for a tag', () => {
  it('is worked on by workers that have it alone, and its tenant waits behind nobody meanwhile', async () => {
    const [far, near] = [
      await office.opened('far', { workerTag: 'site.far' }),
      await office.opened('near'),
    ];
    const jobs = [
      await office.jobOf(far, [{ source: 'a' }]),
      await office.jobOf(near, [{ source: 'b' }]),
    ];
    for (const { tenant, jobId } of jobs) await office.job(tenant, jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    await queued('far', jobs[0]?.pairs ?? []);
    await queued('near', jobs[1]?.pairs ?? []);
    await eventually(() => expect(scheduler.leadsSinceMs('far')).toBeDefined());
    const askAs = async (workerId: string, tags?: string[]) => {
      const asked = { workerId, freeSlots: 5, ...(tags === undefined ? {} : { tags }) };
      return (await scheduler.ask(asked)).leases.map(({ tenant }) => tenant);
    };
    // As a worker of 0.1.0 asks; and one at another site.
    expect(await askAs('old')).toEqual(['near']);
    expect(await askAs('elsewhere', ['eu', 'site.other'])).toEqual([]);
    expect(await askAs('there', ['eu', 'site.far'])).toEqual(['far']);
  });
});

describe('limits', () => {
  it('hold over both jobs of a connection', async () => {
    const opened = await office.opened('acme', { mailboxesMax: 2 });
    for (const names of [
      ['a', 'b'],
      ['c', 'd'],
    ]) {
      const { jobId } = await office.jobOf(
        opened,
        names.map((source) => ({ source })),
      );
      await office.job('acme', jobId, { kind: 'StartJob' });
    }
    const scheduler = await office.scheduler();
    const leases = [...(await granted(scheduler, 10))];
    await eventually(async () => {
      leases.push(...(await scheduler.ask({ workerId: 'w', freeSlots: 10 })).leases);
      expect(leases).toHaveLength(2);
    });
    expect((await scheduler.ask({ workerId: 'w', freeSlots: 10 })).leases).toEqual([]);
    await complete(leases[0] as GrantedLease);
    expect(await granted(scheduler, 10)).toHaveLength(1);
  });

  it('of a server hold over tenants, each of which only waits for its turn', async () => {
    const ids: string[] = [];
    for (const tenant of ['acme', 'best', 'cove']) {
      const opened = await office.opened(tenant, { sourceHost: 'Shared.example' });
      const { jobId } = await office.jobOf(opened, [{ source: 'a' }, { source: 'b' }]);
      await office.job(tenant, jobId, { kind: 'StartJob' });
      ids.push(jobId);
    }
    office.serversMax.set('shared.example', 2);
    const scheduler = await office.scheduler();
    const leases: GrantedLease[] = [];
    const ask = async () =>
      leases.push(...(await scheduler.ask({ workerId: 'w', freeSlots: 10 })).leases);
    await eventually(async () => {
      await ask();
      expect(leases).toHaveLength(2);
    });
    const owners = new Set(leases.map(({ tenant }) => tenant));
    expect(owners.size).toBe(2);
    await ask();
    expect(leases).toHaveLength(2);
    await complete(leases[0] as GrantedLease);
    await eventually(async () => {
      await ask();
      expect(leases).toHaveLength(3);
    });
    // Who has had nothing goes first.
    expect(owners.has(leases[2]?.tenant ?? '')).toBe(false);
  });

  it('keep two jobs off one source mailbox at the same time', async () => {
    const opened = await office.opened('acme');
    const jobs = [];
    for (const target of ['x', 'y'])
      jobs.push(await office.jobOf(opened, [{ source: 'Ann', target }]));
    for (const { jobId } of jobs) await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    await queued(
      'acme',
      jobs.flatMap(({ pairs }) => pairs),
    );
    const [lease] = await granted(scheduler, 10);
    expect((await scheduler.ask({ workerId: 'w', freeSlots: 10 })).leases).toEqual([]);
    await complete(lease as GrantedLease);
    expect(await granted(scheduler, 10)).toHaveLength(1);
  });

  it('let one pair alone write into a target mailbox, however its name is written', async () => {
    const opened = await office.opened('acme');
    const { jobId, pairs } = await office.jobOf(opened, [
      { source: 'a', target: 'Team' },
      { source: 'b', target: 'team' },
    ]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    await queued('acme', pairs);
    const [lease] = await granted(scheduler, 10);
    await complete(lease as GrantedLease);
    const other = pairs.find((id) => id !== lease?.pairId) as string;
    await eventually(async () => {
      await scheduler.ask({ workerId: 'w', freeSlots: 1 });
      const pair = await office.pairNow('acme', other);
      expect(pair).toMatchObject({ status: 'paused', reason: 'target-taken', retryAt: undefined });
    });
    await eventually(async () => {
      const last = (await office.events(jobStream('acme', jobId))).at(-1);
      expect([last?.type, last?.data['incomplete']]).toEqual(['JobFinished', 1]);
    });
  });

  it('grant nothing over a broken connection, in a paused job or to a held pair', async () => {
    const opened = await office.opened('acme');
    const { jobId, pairs } = await office.jobOf(opened, [{ source: 'a' }, { source: 'b' }]);
    await office.pair('acme', pairs[0] as string, { kind: 'HoldPair' });
    await office.job('acme', jobId, { kind: 'StartJob' });
    await office.connection('acme', opened.sides.sourceConnectionId, {
      kind: 'TellBroken',
      code: 'x',
    });
    const scheduler = await office.scheduler();
    await queued('acme', pairs.slice(1));
    const ask = () => scheduler.ask({ workerId: 'w', freeSlots: 10 });
    expect((await ask()).leases).toEqual([]);
    await office.job('acme', jobId, { kind: 'PauseJob' });
    await office.connection('acme', opened.sides.sourceConnectionId, { kind: 'TellVerified' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await ask()).leases).toEqual([]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const leases = await granted(scheduler, 10);
    expect(leases.map(({ pairId }) => pairId)).toEqual(pairs.slice(1));
    await office.pair('acme', pairs[0] as string, { kind: 'ReleasePair' });
    expect((await granted(scheduler, 10)).map(({ pairId }) => pairId)).toEqual(pairs.slice(0, 1));
  });
});

describe('a run', () => {
  it('ends when every pair of it has, and takes what joins meanwhile', async () => {
    const opened = await office.opened('acme');
    const { jobId, pairs } = await office.jobOf(opened, [{ source: 'a' }]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    const [lease] = await granted(scheduler);
    const joined = '00000000-0000-4000-8000-000000000000';
    const mailboxes = { source: 'late', target: 'late' };
    await office.pair('acme', joined, { kind: 'AddPair', mailboxes, placing: { jobId } });
    await complete(lease as GrantedLease);
    const [second] = await granted(scheduler);
    expect(second?.pairId).toBe(joined);
    expect(await types(jobStream('acme', jobId))).not.toContain('JobFinished');
    await complete(second as GrantedLease);
    await eventually(async () =>
      expect((await types(jobStream('acme', jobId))).at(-1)).toBe('JobFinished'),
    );
    await office.job('acme', jobId, { kind: 'RequestDelta' });
    const deltas = [...(await granted(scheduler)), ...(await granted(scheduler))];
    expect(deltas.map(({ pass }) => pass)).toEqual(['delta', 'delta']);
    expect(deltas.map(({ pairId }) => pairId).sort()).toEqual([joined, ...pairs].sort());
  });

  it('schedules a paused pass again when its time has come, and not before', async () => {
    const opened = await office.opened('acme');
    const { jobId, pairs } = await office.jobOf(opened, [{ source: 'a' }]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    const [lease] = await granted(scheduler);
    const { passId, lease: number } = lease as GrantedLease;
    const retryAt = Date.now() + 200;
    const pause = {
      kind: 'PausePass',
      passId,
      lease: number,
      reason: 'server-busy',
      retryAt,
    } as const;
    await office.pair('acme', pairs[0] as string, pause);
    await granted(scheduler);
    expect(Date.now()).toBeGreaterThanOrEqual(retryAt);
    const last = (await office.events(pairStream('acme', pairs[0] as string))).at(-2);
    expect([last?.type, last?.data['run'], last?.data['pass']]).toEqual([
      'PassScheduled',
      1,
      'start',
    ]);
  });
});

describe('leases', () => {
  const short = { leaseMs: 150, graceMs: 150 };

  it('expire when nothing is heard, and not while something is', async () => {
    const opened = await office.opened('acme');
    const { jobId, pairs } = await office.jobOf(opened, [
      { source: 'silent' },
      { source: 'alive' },
    ]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler({ ...short, leaseMs: 2_000 });
    await queued('acme', pairs);
    const leases = [...(await granted(scheduler, 2))];
    const [silent, alive] = leases as [GrantedLease, GrantedLease];
    expect(office.counted).toMatchObject({ granted: 2, expired: 0 });
    expect(office.counted.waiting()).toBe(0);
    const beat = () => scheduler.heartbeat({ workerId: 'w', slots: 2, leases: [alive] });
    await eventually(async () => {
      expect(beat().lost).toEqual([]);
      expect(await types(pairStream('acme', silent.pairId))).toContain('LeaseExpired');
    });
    expect(beat().lost).toEqual([]);
    expect(await types(pairStream('acme', alive.pairId))).not.toContain('LeaseExpired');
    expect(scheduler.heartbeat({ workerId: 'w', slots: 2, leases: [silent] }).lost).toMatchObject([
      { pairId: silent.pairId },
    ]);
    expect(scheduler.workers()).toMatchObject([{ id: 'w', slots: 2, busy: 1 }]);
    expect(office.counted).toMatchObject({ granted: 2, expired: 1 });
    // The one that was silent waits again, until its job is paused.
    await expect.poll(() => office.counted.waiting()).toBe(1);
    await office.job('acme', jobId, { kind: 'PauseJob' });
    await expect.poll(() => office.counted.waiting()).toBe(0);
  });

  it('of the past expire at once where workers died with the process', async () => {
    const opened = await office.opened('acme');
    const { jobId } = await office.jobOf(opened, [{ source: 'a' }]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const before = await office.scheduler({}, 'only');
    await granted(before);
    await before.stop();
    const after = await office.scheduler({ graceMs: 0 }, 'only');
    const startedMs = Date.now();
    await granted(after);
    expect(Date.now() - startedMs).toBeLessThan(5_000);
  });
});

describe('a watch', () => {
  it('is scheduled when its time is over, and the run is finished without it', async () => {
    const opened = await office.opened('acme');
    const { jobId, pairs } = await office.jobOf(opened, [{ source: 'a' }]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler({ shardMs: 100 });
    const [first] = await granted(scheduler);
    const { tenant, pairId, passId, lease } = first as GrantedLease;
    const findings = { investigate: 0, surplusReported: 0, parkedFolders: 0 };
    const watchedUntilMs = Date.now() + 1_000;
    await office.pair(tenant, pairId, {
      ...{ kind: 'CompletePass', passId, lease, totals },
      findings: { ...findings, watchedUntilMs },
    });
    await eventually(async () => {
      expect((await types(jobStream('acme', jobId))).at(-1)).toBe('JobFinished');
    });
    expect((await types(pairStream('acme', pairId))).at(-1)).toBe('PassCompleted');
    // Nobody needs the shard until then.
    await new Promise((resolve) => setTimeout(resolve, 150));
    const turns = (await office.events('shard-provider.0')).length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await office.events('shard-provider.0')).toHaveLength(turns);
    const [look] = await granted(scheduler);
    expect(Date.now()).toBeGreaterThanOrEqual(watchedUntilMs);
    expect(look).toMatchObject({ pairId: pairs[0], pass: 'watch' });
    await office.pair(tenant, pairId, {
      ...{ kind: 'CompletePass', passId: look?.passId ?? '', lease: look?.lease ?? 0, totals },
      findings,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await types(pairStream('acme', pairId))).slice(-2)).toEqual([
      ...['LeaseGranted', 'PassCompleted'],
    ]);
  });
});

describe('two schedulers', () => {
  it('decide one at a time; the other takes over', async () => {
    const opened = await office.opened('acme');
    const { jobId } = await office.jobOf(opened, [{ source: 'a' }, { source: 'b' }]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const first = await office.scheduler({ shardMs: 400 });
    await eventually(() => expect(first.leadsSinceMs('acme')).toBeDefined());
    const second = await office.scheduler({ shardMs: 400 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await second.ask({ workerId: 'w', freeSlots: 1 })).toMatchObject({
      ...{ leases: [], askAnother: true },
    });
    expect(second.leadsSinceMs('acme')).toBeUndefined();
    await first.stop();
    expect(await granted(second)).toHaveLength(1);
    const shard = await office.events('shard-provider.0');
    expect(shard.at(-1)?.data['epoch']).toBe(2);
  });

  it('do not wait for a holder whose clock was far ahead', async () => {
    const opened = await office.opened('acme');
    const { jobId } = await office.jobOf(opened, [{ source: 'a' }]);
    await office.job('acme', jobId, { kind: 'StartJob' });
    await office.shard({ scheduler: 'gone', untilMs: Date.now() + 3_600_000 });
    const scheduler = await office.scheduler({ shardMs: 200 });
    expect(await granted(scheduler)).toHaveLength(1);
  });

  it('leave a shard alone that has nothing to decide', async () => {
    await office.opened('acme');
    const scheduler = await office.scheduler();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(scheduler.isReady).toBe(true);
    expect(await office.events('shard-provider.0')).toEqual([]);
  });
});
