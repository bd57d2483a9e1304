import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import type { JobSchedule } from '../schedule/schedule.ts';
import { type JobCommand, jobDecider } from './job.decide.ts';
import type { JobEvent } from './job-events.ts';
import { isDeltaDue, nextDeltaMs, windowAt, windowEnds } from './job-window.ts';
import type { Job, KnownJob } from './job.ts';

const given = specifyDecider<Job, JobCommand, JobEvent>(jobDecider);
const fold = (...events: readonly JobEvent[]) =>
  events.reduce(jobDecider.evolve, jobDecider.initial()) as Job & KnownJob;
const at = (text: string) => Date.parse(`2026-05-${text}Z`);

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const nights: JobSchedule = {
  zone: 'UTC',
  periods: [{ days: everyDay, from: 22 * 60, to: 6 * 60, mailboxesMax: 3 }],
};
const noon = at('04T12:00');
const evening = at('04T22:00');
const fact = (atMs: number) => ({ atMs, actor: 'ann' });
const command = (atMs: number) => ({ commandId: 'c', ...fact(atMs) });

const created: JobEvent = {
  type: 'JobCreated',
  data: {
    ...{ ...fact(1), sourceConnectionId: 's', targetConnectionId: 't', rank: 1 },
    options: {
      ...{ order: 'oldest-first', onFilledTarget: 'match', verifies: true },
      connectionsPerMailbox: 2,
    },
  },
  sealed: { name: 'Sales' },
};
const paired: JobEvent = {
  type: 'JobPairsChanged',
  data: { ...fact(1), added: 2, edited: 0, removed: 0 },
};
const set = (schedule?: JobSchedule): JobEvent => ({
  type: 'ScheduleSet',
  data: { ...fact(1), ...(schedule === undefined ? {} : { schedule }) },
});
const started = (run: number, atMs: number, outsideSchedule?: { untilMs?: number }): JobEvent => ({
  type: 'JobStarted',
  data: { ...fact(atMs), run, ...(outsideSchedule === undefined ? {} : { outsideSchedule }) },
});
const delta = (run: number, atMs: number): JobEvent => ({
  type: 'DeltaRequested',
  data: { ...fact(atMs), run },
});
const paused: JobEvent = { type: 'JobPaused', data: fact(2) };
const finished = (run: number): JobEvent => ({ type: 'JobFinished', data: { ...fact(2), run } });
const closed = (untilMs: number): JobEvent => ({
  type: 'WindowClosed',
  data: { ...fact(2), untilMs },
});
const opened: JobEvent = { type: 'WindowOpened', data: fact(2) };

const start = (atMs: number, outsideWindow?: 'run-now' | 'wait'): JobCommand => ({
  ...{ ...command(atMs), kind: 'StartJob' },
  ...(outsideWindow === undefined ? {} : { outsideWindow }),
});

describe('set schedule', () => {
  it('tells it once, and that there is none any more', () => {
    const wish = { ...command(1), kind: 'SetSchedule' } as const;
    given(created)
      .when({ ...wish, schedule: nights })
      .then(set(nights));
    given(created, set(nights))
      .when({ ...wish, schedule: nights })
      .then();
    given(created, set(nights)).when(wish).then(set());
    given(created).when(wish).then();
  });
});

describe('start while the schedule is closed', () => {
  it('is refused until the person says what is to be done', () => {
    given(created, paired, set(nights)).when(start(noon)).thenRejected('OutsideSchedule');
    expect(jobDecider.decide(fold(created, paired, set(nights)), start(noon))).toMatchObject({
      opensAtMs: evening,
    });
    given(created, paired, set(nights)).when(start(noon, 'wait')).then(started(1, noon));
    given(created, paired, set(nights))
      .when(start(noon, 'run-now'))
      .then(started(1, noon, { untilMs: evening }));
  });

  it('is as any other once it is open, whatever was said', () => {
    given(created, paired, set(nights)).when(start(evening)).then(started(1, evening));
    given(created, paired, set(nights)).when(start(evening, 'run-now')).then(started(1, evening));
  });

  it('that never opens again runs to its end where the person wants it so', () => {
    const never = { ...nights, periods: [] };
    given(created, paired, set(never))
      .when(start(noon, 'run-now'))
      .then(started(1, noon, {}));
    expect(jobDecider.decide(fold(created, paired, set(never)), start(noon))).not.toHaveProperty(
      'opensAtMs',
    );
  });

  it('holds for a delta as well', () => {
    const wish = { ...command(noon), kind: 'RequestDelta' } as const;
    const events = [created, paired, set(nights), started(1, 1), finished(1)] as const;
    given(...events)
      .when(wish)
      .thenRejected('OutsideSchedule');
    given(...events)
      .when({ ...wish, outsideWindow: 'wait' })
      .then(delta(2, noon));
  });
});

describe('the window', () => {
  it('is the schedule’s, with its limits', () => {
    const job = fold(created, paired, set(nights), started(1, noon));
    expect(windowAt(job, noon)).toEqual({ limits: undefined, isOutside: false });
    expect(windowEnds(job, noon)).toBe(evening);
    expect(windowAt(job, evening)).toEqual({ limits: { mailboxesMax: 3 }, isOutside: false });
    expect(windowEnds(job, evening)).toBe(at('05T06:00'));
    expect(windowAt(fold(created), noon)).toEqual({ limits: {}, isOutside: false });
    expect(windowEnds(fold(created), noon)).toBeUndefined();
  });

  it('is open outside it where a person wanted that, until it opens; then it closes as ever', () => {
    const job = fold(created, paired, set(nights), started(1, noon, { untilMs: evening }));
    expect(windowAt(job, noon)).toEqual({ limits: {}, isOutside: true });
    expect(windowEnds(job, noon)).toBe(at('05T06:00'));
    expect(windowAt(job, at('05T06:00')).limits).toBeUndefined();
  });

  it.each([
    ['a pause', paused],
    ['the end of the run', finished(1)],
    ['another schedule', set({ ...nights, zone: 'Europe/London' })],
    ['another run', started(2, noon)],
  ])('ends to be open outside it with %s', (_, event) => {
    const job = fold(created, set(nights), started(1, noon, { untilMs: evening }), event);
    expect(windowAt(job, noon).limits).toBeUndefined();
  });

  it('is told when it closes, opens, or opens at another time, each once', () => {
    const close = { ...command(2), kind: 'CloseWindow', untilMs: 9 } as const;
    const open = { ...command(2), kind: 'OpenWindow' } as const;
    given(created).when(close).then(closed(9));
    given(created, closed(9)).when(close).then();
    given(created, closed(8)).when(close).then(closed(9));
    given(created, closed(8)).when(open).then(opened);
    given(created, closed(8), opened).when(open).then();
    const outside = fold(created, closed(8), started(1, noon, { untilMs: 9 }));
    expect(outside.closed).toBeUndefined();
    expect(fold(created, closed(8), started(1, noon)).closed).toEqual({ untilMs: 8 });
  });
});

describe('the next delta', () => {
  const hourly = { ...nights, deltaEveryHours: 12 };
  const events = [created, paired, set(hourly), started(1, evening), finished(1)] as const;

  it('is due so long after the last run began, inside the schedule', () => {
    expect(nextDeltaMs(fold(...events))).toBe(at('05T10:00'));
    expect(isDeltaDue(fold(...events), at('05T09:59'))).toBe(false);
    expect(isDeltaDue(fold(...events), at('05T10:00'))).toBe(false);
    expect(isDeltaDue(fold(...events), at('05T22:00'))).toBe(true);
  });

  it('is one, however many were missed', () => {
    const after = fold(...events, delta(2, at('09T23:00')), finished(2));
    expect(nextDeltaMs(after)).toBe(at('10T11:00'));
  });

  it('is none while a run goes on, is paused, or was never started', () => {
    expect(nextDeltaMs(fold(created, paired, set(hourly)))).toBeUndefined();
    expect(nextDeltaMs(fold(...events, delta(2, evening)))).toBeUndefined();
    expect(nextDeltaMs(fold(...events, delta(2, evening), paused))).toBeUndefined();
    expect(nextDeltaMs(fold(created, set(nights), started(1, 1), finished(1)))).toBeUndefined();
  });

  it('is none from the cutover on, also where it was missed before', () => {
    const until = { ...hourly, deltaUntilMs: at('05T23:00') };
    const job = fold(...events, set(until));
    expect(nextDeltaMs(job)).toBe(at('05T10:00'));
    expect(isDeltaDue(job, at('05T22:30'))).toBe(true);
    expect(isDeltaDue(job, at('05T23:00'))).toBe(false);
    const early = { ...hourly, deltaUntilMs: at('05T10:00') };
    expect(nextDeltaMs(fold(...events, set(early)))).toBeUndefined();
  });
});
