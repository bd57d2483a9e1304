import type { Job, JobSchedule, Problem } from '@mailhaul/contracts';
import { systemClock } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { makeJob, makePair, makeTenant, type TenantWorld } from '../spec-support/tenant-world.ts';

const hourMs = 3_600_000;
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const always: JobSchedule = { zone: 'UTC', periods: [{ days: everyDay, from: 0, to: 1440 }] };
const later = (): JobSchedule => ({ ...always, startAt: systemClock.wallMs() + 100 * hourMs });

describe('the schedule of a job', () => {
  let bench: GatewayBench;
  let world: TenantWorld;
  let count = 0;
  beforeAll(async () => {
    bench = await startGateway();
    world = await makeTenant(bench.admin, 'acme');
  });
  afterAll(() => bench.close());

  async function jobWith(schedule: JobSchedule | null) {
    const job = await makeJob(bench.admin, world, `job ${(count += 1)}`);
    await makePair(bench.admin, { tenant: 'acme', job }, `anna${count}`);
    const path = `/tenants/acme/jobs/${job.id}`;
    if (schedule !== null) await set(path, schedule);
    return path;
  }

  async function set(path: string, schedule: JobSchedule | null) {
    const { revision } = await bench.admin.must<Job>('GET', path);
    const body = { schedule };
    return bench.admin.must<Job>('PUT', `${path}/schedule`, { body, revision });
  }

  const start = (path: string, outsideWindow?: string) =>
    bench.admin.call<Job & Omit<Problem, 'status'>>('POST', `${path}/start`, {
      ...(outsideWindow === undefined ? {} : { body: { outsideWindow } }),
    });

  it('is set, shown with how it stands now, and taken away', async () => {
    const path = await jobWith(null);
    const limited = { ...always, periods: [{ ...always.periods[0], mailboxesMax: 3 }] };
    const job = await set(path, { ...limited, deltaEveryHours: 6 } as JobSchedule);
    expect(job.schedule).toEqual({ ...limited, deltaEveryHours: 6 });
    expect(job.scheduleNow).toEqual({ isOpen: true, isOutside: false, mailboxesMax: 3 });
    const opensLater = later();
    expect((await set(path, opensLater)).scheduleNow).toEqual({
      ...{ isOpen: false, isOutside: false, changesAt: opensLater.startAt },
    });
    const without = await set(path, null);
    expect(without).not.toHaveProperty('schedule');
    expect(without).not.toHaveProperty('scheduleNow');
  });

  it('is set only over what was seen', async () => {
    const path = await jobWith(always);
    const body = { schedule: null };
    const blind = await bench.admin.call<Problem>('PUT', `${path}/schedule`, { body });
    expect(blind).toMatchObject({ status: 428, body: { code: 'revision-missing' } });
    const stale = await bench.admin.call<Problem>('PUT', `${path}/schedule`, { body, revision: 0 });
    expect(stale).toMatchObject({ status: 412, body: { code: 'revision-stale' } });
  });

  it.each([
    ['zone', { zone: 'Mars/Olympus' }],
    ['zone', { zone: '+01:00' }],
    ['periods', { periods: [] }],
    ['periods.0.days', { periods: [{ days: [], from: 0, to: 60 }] }],
    ['periods.0.days', { periods: [{ days: [1, 1], from: 0, to: 60 }] }],
    ['periods.0.days.0', { periods: [{ days: [0], from: 0, to: 60 }] }],
    ['periods.0.from', { periods: [{ days: [1], from: 1440, to: 60 }] }],
    ['periods.0.to', { periods: [{ days: [1], from: 60, to: 60 }] }],
    ['periods.0.bytesPerSecond', { periods: [{ days: [1], from: 0, to: 60, bytesPerSecond: 9 }] }],
    ['exceptions.0.date', { exceptions: [{ date: '2026-02-30', isOpen: true }] }],
    [
      'exceptions',
      {
        exceptions: [
          { date: '2026-02-03', isOpen: true },
          { date: '2026-02-03', isOpen: false },
        ],
      },
    ],
    ['deltaEveryHours', { deltaEveryHours: 0 }],
    ['deltaUntil', { deltaUntil: 1 }],
  ])('refuses what it cannot keep, and names the place: %s', async (place, wrong) => {
    const path = await jobWith(null);
    const { revision } = await bench.admin.must<Job>('GET', path);
    const body = { schedule: { ...always, ...wrong } };
    const answer = await bench.admin.call<Problem>('PUT', `${path}/schedule`, { body, revision });
    expect(answer).toMatchObject({ status: 422, body: { code: 'body-invalid' } });
    expect(answer.body.faults?.map((fault) => fault.place)).toContain(`schedule.${place}`);
    expect(answer.body.whatToDo).not.toBe('');
  });

  it('that is closed makes a start ask what is to be done, until when it is closed', async () => {
    const path = await jobWith({ ...later(), zone: 'Europe/Berlin' });
    const asked = await start(path);
    expect(asked).toMatchObject({ status: 409, body: { code: 'outside-schedule' } });
    expect(asked.body.detail).toMatch(/closed until \w+, \d+ \w+ \d{4}.* \(Europe\/Berlin\)/u);
    const wrong = await start(path, 'perhaps');
    expect(wrong).toMatchObject({ status: 422, body: { code: 'body-invalid' } });
    expect((await bench.admin.must<Job>('GET', path)).status).toBe('draft');
    const waits = await start(path, 'wait');
    expect(waits).toMatchObject({ status: 202, body: { status: 'running' } });
    expect(waits.body.scheduleNow).toMatchObject({ isOpen: false, isOutside: false });
  });

  it('gives way to a start that is to run now', async () => {
    const path = await jobWith(later());
    const runs = await start(path, 'run-now');
    expect(runs).toMatchObject({ status: 202, body: { status: 'running' } });
    expect(runs.body.scheduleNow).toMatchObject({ isOpen: true, isOutside: true });
    await bench.admin.must('POST', `${path}/pause`);
    const paused = await bench.admin.must<Job>('GET', path);
    expect(paused.scheduleNow).toMatchObject({ isOpen: false, isOutside: false });
  });

  it('holds for a delta as well', async () => {
    const path = await jobWith(null);
    expect((await start(path)).status).toBe(202);
    await bench.admin.must('POST', `${path}/pause`);
    await set(path, later());
    const asked = await bench.admin.call<Problem>('POST', `${path}/delta`);
    expect(asked).toMatchObject({ status: 409, body: { code: 'outside-schedule' } });
    const body = { outsideWindow: 'wait' };
    const waits = await bench.admin.call<Job>('POST', `${path}/delta`, { body });
    expect(waits).toMatchObject({ status: 202, body: { runKind: 'delta' } });
  });
});
