import { NoResponder, RequestTimedOut } from '@mailhaul/application';
import { type GrantedLease, subjects } from '@mailhaul/contracts';
import { type JobSchedule, jobStream, usualConditions } from '@mailhaul/domain';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Office } from './spec-support/office.ts';

const hourMs = 3_600_000;
const patience = { interval: 20, timeout: 30_000 };
const totals = {
  ...{ migrated: 1, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, bytesMigrated: 1 },
};
/** Open from 11 to 13, in UTC. */
const everyHour: JobSchedule = {
  zone: 'UTC',
  periods: [{ days: [1, 2, 3, 4, 5, 6, 7], from: 11 * 60, to: 13 * 60 }],
  deltaEveryHours: 1,
};

let office: Office;
let jobId: string;
/** What gateways are asked to read, and how one answers. */
let readings: object[];
let answer: (at: number) => Promise<true>;

beforeEach(async () => {
  office = new Office();
  // A moment after eleven: nothing closes by itself while a spec runs.
  office.wallAheadMs = 11 * hourMs + 300_000 - (office.clock.wallMs() % (24 * hourMs));
  readings = [];
  answer = () => Promise.resolve(true);
  office.bus.answers = (subject, body) => {
    expect(subject).toBe(subjects.readSource);
    readings.push(body as object);
    return answer(readings.length);
  };
  ({ jobId } = await office.jobOf(await office.opened('acme'), [{ source: 'a' }]));
  await office.job('acme', jobId, { kind: 'SetSchedule', schedule: everyHour });
  await office.job('acme', jobId, { kind: 'SetConditions', conditions: usualConditions });
});

afterEach(() => office.close());

const told = async () =>
  (await office.events(jobStream('acme', jobId)))
    .map(({ type }) => type)
    .filter((type) => /^Conditions|^Delta|^Window/.test(type))
    .slice(1);
const until = (types: readonly string[]) =>
  vi.waitFor(async () => expect(await told()).toEqual(types), patience);
/** Of the scheduler: enough to do what it is to leave. */
const turns = () => new Promise((resolve) => setTimeout(resolve, 150));

/** The job's first run is over, and an hour more. */
async function anHourLater(limits: Parameters<Office['scheduler']>[0] = {}) {
  await office.job('acme', jobId, { kind: 'StartJob' });
  const scheduler = await office.scheduler({ graceMs: 0, ...limits }, 's');
  const [lease] = await vi.waitFor(async () => {
    const { leases } = await scheduler.ask({ workerId: 'w', freeSlots: 1 });
    expect(leases).toHaveLength(1);
    return leases;
  }, patience);
  const { tenant, pairId, passId, lease: number } = lease as GrantedLease;
  await office.pair(tenant, pairId, { kind: 'CompletePass', passId, lease: number, totals });
  await vi.waitFor(async () => {
    expect((await office.events(jobStream('acme', jobId))).at(-1)?.type).toBe('JobFinished');
  }, patience);
  expect(readings).toEqual([]);
  office.wallAheadMs += hourMs;
  return scheduler;
}

it('has the source read first, once, and asks for the delta when it was', async () => {
  const { promise, resolve } = Promise.withResolvers<true>();
  answer = () => promise;
  await anHourLater();
  await vi.waitFor(() => expect(readings).toEqual([{ tenant: 'acme', jobId }]), patience);
  await turns();
  expect(await told()).toEqual([]);
  resolve(true);
  await until(['DeltaRequested']);
  expect(readings).toHaveLength(1);
  expect(office.errors).toEqual([]);
});

it('asks another gateway where one has gone, and reads nothing twice', async () => {
  answer = (at) => (at < 3 ? Promise.reject(new NoResponder('gone')) : Promise.resolve(true));
  await anHourLater({ sourceAgainMs: 30 });
  await until(['DeltaRequested']);
  expect(readings).toHaveLength(3);
});

it.each([
  {
    when: 'nobody can read it',
    ...{ error: new NoResponder('gone'), asked: 4, words: 'No gateway could read it.' },
  },
  {
    when: 'nobody answers in time',
    ...{ error: new RequestTimedOut('late'), asked: 1, words: 'No gateway answered in time.' },
  },
])('goes on without it where $when, and says so', async ({ error, asked, words }) => {
  answer = () => Promise.reject(error);
  await anHourLater({ sourceAgainMs: 10 });
  await until(['ConditionsNotApplied', 'DeltaRequested']);
  expect(readings).toHaveLength(asked);
  const events = await office.events(jobStream('acme', jobId));
  const event = events.find(({ type }) => type === 'ConditionsNotApplied');
  expect(event?.data).toMatchObject({ why: 'unread', actor: 'scheduler' });
  expect(JSON.stringify([event?.data, event?.metadata])).toContain(words);
});

it('waits for the schedule where it closes meanwhile, and reads anew when it opens', async () => {
  const { promise, resolve } = Promise.withResolvers<true>();
  answer = () => promise;
  await anHourLater();
  await vi.waitFor(() => expect(readings).toHaveLength(1), patience);
  office.wallAheadMs += hourMs;
  resolve(true);
  await turns();
  expect(await told()).toEqual([]);
  office.leapMs(22 * hourMs);
  await until(['DeltaRequested']);
  expect(readings).toHaveLength(2);
});

it('leaves it where a person was faster', async () => {
  const { promise, resolve } = Promise.withResolvers<true>();
  answer = () => promise;
  await anHourLater();
  await vi.waitFor(() => expect(readings).toHaveLength(1), patience);
  await office.job('acme', jobId, { kind: 'RequestDelta' });
  resolve(true);
  await turns();
  expect(await told()).toEqual(['DeltaRequested']);
});

it('is asked for once, also where a scheduler dies while the source is read', async () => {
  answer = (at) => (at === 1 ? new Promise<true>(() => undefined) : Promise.resolve(true));
  const first = await anHourLater();
  await vi.waitFor(() => expect(readings).toHaveLength(1), patience);
  await first.stop();
  await office.scheduler({ graceMs: 0 }, 's');
  await until(['DeltaRequested']);
  expect(readings).toHaveLength(2);
});

it('reads nothing for a job without conditions', async () => {
  await office.job('acme', jobId, { kind: 'SetConditions', conditions: [] });
  await anHourLater();
  await until(['ConditionsSet', 'DeltaRequested']);
  expect(readings).toEqual([]);
});
