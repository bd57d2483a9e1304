import type { GrantedLease } from '@mailhaul/contracts';
import { type JobSchedule, jobStream } from '@mailhaul/domain';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Scheduler } from './scheduler.ts';
import { Office } from './spec-support/office.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const patience = { interval: 20, timeout: 30_000 };
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const totals = {
  ...{ migrated: 1, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, bytesMigrated: 1 },
};

let office: Office;
let opened: Awaited<ReturnType<Office['opened']>>;

beforeEach(async () => {
  office = new Office();
  // A moment after noon, in whole minutes: nothing opens or closes by itself while a spec runs.
  office.wallAheadMs = 12 * hourMs + 5 * minuteMs - (office.clock.wallMs() % (24 * hourMs));
  opened = await office.opened('acme');
});

afterEach(async () => {
  await office.close();
  expect(office.errors).toEqual([]);
});

/** Open for two hours from that hour on, in UTC. */
const from = (hour: number, limits = {}): JobSchedule => ({
  zone: 'UTC',
  periods: [{ days: everyDay, from: hour * 60, to: (hour + 2) * 60, ...limits }],
});

async function jobWith(schedule: JobSchedule | undefined, names: readonly string[] = ['a', 'b']) {
  const job = await office.jobOf(
    opened,
    names.map((source) => ({ source })),
  );
  await setSchedule(job.jobId, schedule);
  return job;
}

const setSchedule = (jobId: string, schedule: JobSchedule | undefined) =>
  office.job('acme', jobId, {
    kind: 'SetSchedule',
    ...(schedule === undefined ? {} : { schedule }),
  });

async function told(jobId: string): Promise<readonly string[]> {
  const types = (await office.events(jobStream('acme', jobId))).map(({ type }) => type);
  return types.slice(types.lastIndexOf('ScheduleSet') + 1);
}

const ask = async (scheduler: Scheduler, freeSlots = 10) =>
  (await scheduler.ask({ workerId: 'w', freeSlots })).leases;

async function granted(scheduler: Scheduler, freeSlots = 10): Promise<readonly GrantedLease[]> {
  return vi.waitFor(async () => {
    const leases = await ask(scheduler, freeSlots);
    expect(leases).not.toEqual([]);
    return leases;
  }, patience);
}

const complete = ({ tenant, pairId, passId, lease }: GrantedLease) =>
  office.pair(tenant, pairId, { kind: 'CompletePass', passId, lease, totals });

describe('a job whose schedule is closed', () => {
  it('is told so, granted nothing, and goes on by itself when it opens', async () => {
    const { jobId } = await jobWith(from(22));
    await office.job('acme', jobId, { kind: 'StartJob', outsideWindow: 'wait' });
    const scheduler = await office.scheduler();
    await vi.waitFor(
      async () => expect(await told(jobId)).toEqual(['JobStarted', 'WindowClosed']),
      patience,
    );
    const opensAtMs = office.clock.wallMs() + 10 * hourMs - 5 * minuteMs;
    const { data } = (await office.events(jobStream('acme', jobId))).at(-1) ?? {};
    expect(Math.abs(Number(data?.['untilMs']) - opensAtMs)).toBeLessThan(minuteMs);
    expect(await ask(scheduler)).toEqual([]);
    expect(office.counted.waiting()).toBe(0);
    office.wallAheadMs += 10 * hourMs;
    expect(await granted(scheduler)).toHaveLength(2);
    expect(await told(jobId)).toEqual(['JobStarted', 'WindowClosed', 'WindowOpened']);
  });

  it('closes while passes run: they are told, and given again when it opens the next day', async () => {
    const { jobId } = await jobWith(from(11));
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    const [first] = await granted(scheduler, 1);
    office.wallAheadMs += hourMs;
    await vi.waitFor(async () => expect((await told(jobId)).at(-1)).toBe('WindowClosed'), patience);
    const { tenant, pairId, passId, lease } = first as GrantedLease;
    await office.pair(tenant, pairId, { kind: 'ReleaseLease', passId, lease });
    expect(await ask(scheduler)).toEqual([]);
    office.wallAheadMs += 22 * hourMs;
    expect(await granted(scheduler)).toHaveLength(2);
  });

  it('stays so over another scheduler’s start, and a clock that is put back', async () => {
    const { jobId } = await jobWith(from(11));
    await office.job('acme', jobId, { kind: 'StartJob' });
    office.wallAheadMs += 4 * hourMs;
    const first = await office.scheduler({ graceMs: 0 }, 's');
    await vi.waitFor(async () => expect((await told(jobId)).at(-1)).toBe('WindowClosed'), patience);
    await first.stop();
    const second = await office.scheduler({ graceMs: 0 }, 's');
    await vi.waitFor(() => expect(second.leadsSinceMs('acme')).toBeDefined(), patience);
    expect(await ask(second)).toEqual([]);
    office.wallAheadMs -= 4 * hourMs;
    expect(await granted(second)).toHaveLength(2);
    expect((await told(jobId)).filter((type) => type.startsWith('Window'))).toEqual([
      'WindowClosed',
      'WindowOpened',
    ]);
  });

  it('is told anew when another schedule opens it earlier, later, or at once', async () => {
    const { jobId } = await jobWith(from(22));
    await office.job('acme', jobId, { kind: 'StartJob', outsideWindow: 'wait' });
    const scheduler = await office.scheduler();
    const last = async () => (await office.events(jobStream('acme', jobId))).at(-1);
    await vi.waitFor(async () => expect((await last())?.type).toBe('WindowClosed'), patience);
    const before = (await last())?.data['untilMs'];
    await setSchedule(jobId, from(20));
    await vi.waitFor(async () => expect(await told(jobId)).toEqual(['WindowClosed']), patience);
    expect((await last())?.data['untilMs']).toBe(Number(before) - 2 * hourMs);
    await setSchedule(jobId, undefined);
    expect(await granted(scheduler)).toHaveLength(2);
    expect(await told(jobId)).toEqual(['WindowOpened']);
  });

  it('runs all the same where a person said so, until it opens and closes again', async () => {
    const { jobId } = await jobWith(from(22, { mailboxesMax: 1 }));
    await office.job('acme', jobId, { kind: 'StartJob', outsideWindow: 'run-now' });
    const scheduler = await office.scheduler();
    expect(await granted(scheduler, 1)).toHaveLength(1);
    expect(await granted(scheduler, 1)).toHaveLength(1);
    office.wallAheadMs += 12 * hourMs;
    await vi.waitFor(async () => expect((await told(jobId)).at(-1)).toBe('WindowClosed'), patience);
  });

  it('keeps no other job back', async () => {
    const closed = await jobWith(from(22), ['a']);
    const free = await jobWith(undefined, ['b']);
    await office.job('acme', closed.jobId, { kind: 'StartJob', outsideWindow: 'wait' });
    await office.job('acme', free.jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    expect((await granted(scheduler)).map(({ jobId }) => jobId)).toEqual([free.jobId]);
  });
});

describe('limits by the time of day', () => {
  it('are those of the time at which a pass is granted, over the whole job', async () => {
    const schedule: JobSchedule = {
      zone: 'UTC',
      periods: [
        { days: everyDay, from: 0, to: 13 * 60, mailboxesMax: 2 },
        { days: everyDay, from: 13 * 60, to: 1440 },
      ],
    };
    const { jobId } = await jobWith(schedule, ['a', 'b', 'c', 'd']);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    const leases = [...(await granted(scheduler))];
    await vi.waitFor(async () => {
      leases.push(...(await ask(scheduler)));
      expect(leases).toHaveLength(2);
    }, patience);
    expect(await ask(scheduler)).toEqual([]);
    await complete(leases[0] as GrantedLease);
    expect(await granted(scheduler)).toHaveLength(1);
    office.wallAheadMs += hourMs;
    expect(await granted(scheduler)).toHaveLength(1);
  });
});

describe('a delta every so often', () => {
  it('is asked for when it is due and open, one at a time, and once for all that were missed', async () => {
    const everyHour = { ...from(11), deltaEveryHours: 1 };
    const { jobId } = await jobWith(everyHour, ['a']);
    await office.job('acme', jobId, { kind: 'StartJob' });
    const scheduler = await office.scheduler();
    const deltas = async () =>
      (await told(jobId)).filter((type) => type === 'DeltaRequested').length;
    const run = async () => {
      for (const lease of await granted(scheduler)) await complete(lease);
      await vi.waitFor(async () => {
        expect((await told(jobId)).at(-1)).toBe('JobFinished');
      }, patience);
    };
    /** Of the scheduler: enough to do what it is to leave. */
    const turns = () => new Promise((resolve) => setTimeout(resolve, 150));
    await run();
    // Due after an hour, when it is closed; nine more are missed by the time it opens again.
    office.wallAheadMs += 10 * hourMs;
    await turns();
    expect(await deltas()).toBe(0);
    office.wallAheadMs += 13 * hourMs;
    await run();
    await turns();
    expect(await deltas()).toBe(1);
    office.wallAheadMs += hourMs;
    await run();
    expect(await deltas()).toBe(2);
  });
});
