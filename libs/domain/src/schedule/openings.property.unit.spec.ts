import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpenAt, limitsAt, nextClosing, nextOpening } from './openings.ts';
import type { JobSchedule } from './schedule.ts';

const minuteMs = 60_000;
const zones = [
  ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'],
  // Midnight itself is skipped or comes twice there.
  ...['America/Santiago', 'Africa/Cairo', 'Pacific/Apia'],
] as const;

const period = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    from: fc.integer({ min: 0, max: 47 }).map((half) => half * 30),
    to: fc.integer({ min: 1, max: 48 }).map((half) => half * 30),
    mailboxesMax: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  })
  .map(({ mailboxesMax, ...rest }) =>
    mailboxesMax === undefined ? rest : { ...rest, mailboxesMax },
  );

/** Near a change of the clocks as often as not. */
const moments = fc.oneof(
  fc.integer({ min: Date.parse('2026-01-01T00:00Z'), max: Date.parse('2028-01-01T00:00Z') }),
  ...['2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-11-01T06:00Z', '2026-04-04T15:00Z'].map(
    (near) =>
      fc.integer({ min: -36 * 60, max: 12 * 60 }).map((by) => Date.parse(near) + by * minuteMs),
  ),
  fc.integer({ min: -36, max: 12 }).map((by) => Date.parse('2026-09-06T04:00Z') + by * 3_600_000),
  fc.integer({ min: -36, max: 12 }).map((by) => Date.parse('2026-04-23T22:00Z') + by * 3_600_000),
);

const schedules: fc.Arbitrary<JobSchedule> = fc.record({
  zone: fc.constantFrom(...zones),
  periods: fc.array(period, { minLength: 0, maxLength: 4 }),
  exceptions: fc.array(
    fc.record({
      date: fc.integer({ min: 0, max: 6 }).map((day) => `2026-03-${27 + Math.min(4, day)}`),
      isOpen: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});

/** The same question asked of the calendar of Intl, minute by minute. */
class Oracle {
  readonly #schedule: JobSchedule;
  readonly #format: Intl.DateTimeFormat;

  constructor(schedule: JobSchedule) {
    this.#schedule = schedule;
    this.#format = new Intl.DateTimeFormat('en-CA', {
      ...{ timeZone: schedule.zone, hourCycle: 'h23', weekday: 'short' },
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    });
  }

  isOpen(atMs: number): boolean {
    const parts = Object.fromEntries(
      this.#format.formatToParts(atMs).map(({ type, value }) => [type, value]),
    );
    const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
    const exception = this.#schedule.exceptions?.filter((one) => one.date === date).at(-1);
    if (exception !== undefined) return exception.isOpen;
    const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
    const today = names.findIndex((name) => (parts['weekday'] ?? '').startsWith(name));
    const minute = Number(parts['hour']) * 60 + Number(parts['minute']);
    return this.#schedule.periods.some(({ days, from, to }) =>
      days.some((day) => {
        const length = to > from ? to - from : to + 1440 - from;
        const since = (((today - (day - 1) + 7) % 7) * 1440 + minute - from + 10080) % 10080;
        return since < length;
      }),
    );
  }
}

const bounds = { numRuns: 200 };

describe('schedules, of any kind', () => {
  it('are open exactly when the clock on the wall shows an open time', () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, ms) => {
        expect(isOpenAt(schedule, ms)).toBe(new Oracle(schedule).isOpen(ms));
        expect(limitsAt(schedule, ms) !== undefined).toBe(isOpenAt(schedule, ms));
      }),
      { numRuns: 2_000 },
    );
  });

  it('change next when they are said to, and not before', () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, ms) => {
        const oracle = new Oracle(schedule);
        const isOpen = oracle.isOpen(ms);
        const next = isOpen ? nextClosing(schedule, ms) : nextOpening(schedule, ms);
        const endMs = next ?? ms + 9 * 86_400_000;
        if (next !== undefined) {
          expect(next).toBeGreaterThan(ms);
          expect(oracle.isOpen(next)).toBe(!isOpen);
        }
        const stepMs = 15 * minuteMs;
        const lookedMs = Math.min(endMs, ms + 9 * 86_400_000);
        for (let at = ms; at < lookedMs; at += stepMs) expect(oracle.isOpen(at)).toBe(isOpen);
        if (next !== undefined) expect(oracle.isOpen(next - 1)).toBe(isOpen);
      }),
      bounds,
    );
  });

  it('mean the same however a time is cut into periods', () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, ms) => {
        const periods = schedule.periods.flatMap(({ days, from, to, ...limits }) => {
          if (to - from < 60) return [{ days, from, to, ...limits }];
          const middle = from + 30;
          return [
            { days, from, to: middle, ...limits },
            { days, from: middle, to, ...limits },
          ];
        });
        const cut = { ...schedule, periods };
        expect(nextOpening(cut, ms)).toBe(nextOpening(schedule, ms));
        expect(nextClosing(cut, ms)).toBe(nextClosing(schedule, ms));
        expect(limitsAt(cut, ms)).toEqual(limitsAt(schedule, ms));
      }),
      bounds,
    );
  });
});
