import { describe, expect, it } from 'vitest';
import { isOpenAt, limitsAt, nextClosing, nextOpening } from './openings.ts';
import type { JobSchedule, SchedulePeriod } from './schedule.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const at = (text: string) => Date.parse(text);
const hour = (text: string) => {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
};

function daily(zone: string, from: string, to: string) {
  const period: SchedulePeriod = { days: everyDay, from: hour(from), to: hour(to) };
  return { zone, periods: [period] } satisfies JobSchedule;
}

/** Each moment at which it opens or closes between two times, beginning with how it stands. */
function changes(schedule: JobSchedule, from: string, to: string): readonly string[] {
  const told: string[] = [];
  let ms = at(from);
  let isOpen = isOpenAt(schedule, ms);
  told.push(isOpen ? 'open' : 'closed');
  for (;;) {
    const next = isOpen ? nextClosing(schedule, ms) : nextOpening(schedule, ms);
    if (next === undefined || next >= at(to)) return told;
    isOpen = !isOpen;
    ms = next;
    told.push(`${isOpen ? 'opens' : 'closes'} ${new Date(ms).toISOString().slice(0, 16)}Z`);
  }
}

describe('a week', () => {
  it('opens in the evening and closes the next morning, of the day on which it opened', () => {
    const nights: JobSchedule = {
      zone: 'Europe/Berlin',
      periods: [{ days: [5], from: hour('22:00'), to: hour('06:00') }],
    };
    expect(changes(nights, '2026-01-01T00:00Z', '2026-01-12T00:00Z')).toEqual([
      'closed',
      'opens 2026-01-02T21:00Z',
      'closes 2026-01-03T05:00Z',
      'opens 2026-01-09T21:00Z',
      'closes 2026-01-10T05:00Z',
    ]);
  });

  it('counts its last minute in, and the one after it out', () => {
    const schedule = daily('UTC', '08:00', '09:00');
    expect(isOpenAt(schedule, at('2026-05-04T07:59:59.999Z'))).toBe(false);
    expect(isOpenAt(schedule, at('2026-05-04T08:00:00.000Z'))).toBe(true);
    expect(isOpenAt(schedule, at('2026-05-04T08:59:59.999Z'))).toBe(true);
    expect(isOpenAt(schedule, at('2026-05-04T09:00:00.000Z'))).toBe(false);
  });

  it('that is open all the time never closes, and one with closed days alone never opens', () => {
    const always = daily('Europe/Berlin', '00:00', '24:00');
    expect(nextClosing(always, at('2026-03-28T00:00Z'))).toBeUndefined();
    const dates = Array.from({ length: 6 }, (_, n) => `2026-05-0${n + 4}`);
    const exceptions = dates.map((date) => ({ date, isOpen: false }));
    expect(nextOpening({ ...always, exceptions }, at('2026-05-04T10:00Z'))).toBe(
      at('2026-05-09T22:00Z'),
    );
    expect(nextOpening({ ...always, periods: [] }, at('2026-05-04T10:00Z'))).toBeUndefined();
  });

  it('goes on with the next period without a gap where they touch', () => {
    const periods = [
      { days: everyDay, from: hour('22:00'), to: hour('24:00') },
      { days: everyDay, from: 0, to: hour('06:00') },
    ];
    expect(changes({ zone: 'UTC', periods }, '2026-05-04T12:00Z', '2026-05-05T12:00Z')).toEqual([
      'closed',
      'opens 2026-05-04T22:00Z',
      'closes 2026-05-05T06:00Z',
    ]);
  });
});

describe('exceptions', () => {
  const nights = daily('Europe/Berlin', '20:00', '06:00');

  it('close a whole day, the end of the night before it included', () => {
    const exceptions = [{ date: '2026-12-24', isOpen: false }];
    expect(changes({ ...nights, exceptions }, '2026-12-23T12:00Z', '2026-12-25T12:00Z')).toEqual([
      'closed',
      'opens 2026-12-23T19:00Z',
      'closes 2026-12-23T23:00Z',
      'opens 2026-12-24T23:00Z',
      'closes 2026-12-25T05:00Z',
    ]);
  });

  it('open a whole day, without limits', () => {
    const exceptions = [{ date: '2026-12-25', isOpen: true }];
    const periods = nights.periods.map((period) => ({ ...period, mailboxesMax: 2 }));
    const schedule = { ...nights, periods, exceptions };
    expect(changes(schedule, '2026-12-24T12:00Z', '2026-12-27T00:00Z')).toEqual([
      'closed',
      'opens 2026-12-24T19:00Z',
      'closes 2026-12-26T05:00Z',
      'opens 2026-12-26T19:00Z',
    ]);
    expect(limitsAt(schedule, at('2026-12-24T20:00Z'))).toEqual({ mailboxesMax: 2 });
    expect(limitsAt(schedule, at('2026-12-25T20:00Z'))).toEqual({});
  });

  it('far ahead are found, and so is the first day after a long closing', () => {
    const weekly: JobSchedule = { zone: 'UTC', periods: [{ days: [1], from: 0, to: 60 }] };
    const monday = (n: number) => at('2026-01-05T00:00Z') + n * 7 * 86_400_000;
    for (let count = 0; count < 40; count += 1) {
      const exceptions = Array.from({ length: count }, (_, n) => ({
        date: new Date(monday(n)).toISOString().slice(0, 10),
        isOpen: false,
      }));
      const opens = nextOpening({ ...weekly, exceptions }, at('2026-01-01T00:00Z'));
      expect(opens, `${count} Mondays closed`).toBe(monday(count));
    }
    const onlyOnce = {
      zone: 'UTC',
      periods: [],
      exceptions: [{ date: '2031-02-03', isOpen: true }],
    };
    expect(nextOpening(onlyOnce, at('2026-01-01T00:00Z'))).toBe(at('2031-02-03T00:00Z'));
    expect(nextClosing(onlyOnce, at('2031-02-03T10:00Z'))).toBe(at('2031-02-04T00:00Z'));
  });
});

describe('start later', () => {
  it('keeps everything closed until then, and then the week counts', () => {
    const nights = { ...daily('UTC', '22:00', '06:00'), startAtMs: at('2026-05-04T23:30:00.500Z') };
    expect(isOpenAt(nights, at('2026-05-03T23:00Z'))).toBe(false);
    expect(nextOpening(nights, at('2026-05-01T00:00Z'))).toBe(at('2026-05-04T23:30:00.500Z'));
    expect(nextClosing(nights, at('2026-05-04T23:45Z'))).toBe(at('2026-05-05T06:00Z'));
    const byDay = { ...nights, startAtMs: at('2026-05-04T12:00Z') };
    expect(nextOpening(byDay, at('2026-05-01T00:00Z'))).toBe(at('2026-05-04T22:00Z'));
  });
});

describe('a zone that this machine does not know', () => {
  it('is closed, and nobody knows when it opens', () => {
    const schedule = daily('Mars/Olympus', '00:00', '24:00');
    expect(isOpenAt(schedule, at('2026-05-04T12:00Z'))).toBe(false);
    expect(nextOpening(schedule, at('2026-05-04T12:00Z'))).toBeUndefined();
  });
});

describe('limits', () => {
  it('are those of the period, and the strictest where periods lie over each other', () => {
    const schedule: JobSchedule = {
      zone: 'UTC',
      periods: [
        { days: everyDay, from: 0, to: 1440, bytesPerSecond: 5_000_000 },
        { days: [1, 2, 3, 4, 5], from: hour('08:00'), to: hour('18:00'), mailboxesMax: 2 },
        { days: [1], from: hour('09:00'), to: hour('10:00'), bytesPerSecond: 9_000_000 },
      ],
    };
    expect(limitsAt(schedule, at('2026-05-04T07:00Z'))).toEqual({ bytesPerSecond: 5_000_000 });
    expect(limitsAt(schedule, at('2026-05-04T09:30Z'))).toEqual({
      bytesPerSecond: 5_000_000,
      mailboxesMax: 2,
    });
    expect(nextClosing(schedule, at('2026-05-04T07:00Z'))).toBeUndefined();
  });
});

describe('when the clocks change', () => {
  it('forward in Berlin: the hour from two to three is nobody’s', () => {
    const from = '2026-03-28T12:00Z';
    const to = '2026-03-29T12:00Z';
    expect(changes(daily('Europe/Berlin', '02:00', '03:00'), from, to)).toEqual(['closed']);
    expect(changes(daily('Europe/Berlin', '02:30', '05:00'), from, to)).toEqual([
      'closed',
      'opens 2026-03-29T01:00Z',
      'closes 2026-03-29T03:00Z',
    ]);
    expect(changes(daily('Europe/Berlin', '22:00', '02:30'), from, to)).toEqual([
      'closed',
      'opens 2026-03-28T21:00Z',
      'closes 2026-03-29T01:00Z',
    ]);
  });

  it('back in Berlin: the hour from two to three comes twice', () => {
    const from = '2026-10-24T12:00Z';
    const to = '2026-10-25T12:00Z';
    expect(changes(daily('Europe/Berlin', '02:00', '03:00'), from, to)).toEqual([
      'closed',
      'opens 2026-10-25T00:00Z',
      'closes 2026-10-25T02:00Z',
    ]);
    expect(changes(daily('Europe/Berlin', '02:30', '05:00'), from, to)).toEqual([
      'closed',
      'opens 2026-10-25T00:30Z',
      'closes 2026-10-25T01:00Z',
      'opens 2026-10-25T01:30Z',
      'closes 2026-10-25T04:00Z',
    ]);
    expect(changes(daily('Europe/Berlin', '22:00', '06:00'), from, to)).toEqual([
      'closed',
      'opens 2026-10-24T20:00Z',
      'closes 2026-10-25T05:00Z',
    ]);
  });

  it('in New York', () => {
    const nights = daily('America/New_York', '22:00', '06:00');
    expect(changes(nights, '2026-03-07T12:00Z', '2026-03-09T12:00Z')).toEqual([
      'closed',
      'opens 2026-03-08T03:00Z',
      'closes 2026-03-08T10:00Z',
      'opens 2026-03-09T02:00Z',
      'closes 2026-03-09T10:00Z',
    ]);
    expect(changes(nights, '2026-10-31T12:00Z', '2026-11-01T20:00Z')).toEqual([
      'closed',
      'opens 2026-11-01T02:00Z',
      'closes 2026-11-01T11:00Z',
    ]);
  });

  it('by half an hour on Lord Howe', () => {
    // Back at 02:00 to 01:30 on 5 April, forward at 02:00 to 02:30 on 4 October.
    const half = daily('Australia/Lord_Howe', '01:30', '02:00');
    expect(changes(half, '2026-04-04T12:00Z', '2026-04-04T20:00Z')).toEqual([
      'closed',
      'opens 2026-04-04T14:30Z',
      'closes 2026-04-04T15:30Z',
    ]);
    const gap = daily('Australia/Lord_Howe', '02:00', '02:30');
    expect(changes(gap, '2026-10-03T12:00Z', '2026-10-03T20:00Z')).toEqual(['closed']);
    const across = daily('Australia/Lord_Howe', '02:10', '04:00');
    expect(changes(across, '2026-10-03T12:00Z', '2026-10-03T20:00Z')).toEqual([
      'closed',
      'opens 2026-10-03T15:30Z',
      'closes 2026-10-03T17:00Z',
    ]);
  });

  it('never in Kolkata, nor where a zone has given it up', () => {
    for (const [zone, opens] of [
      ['Asia/Kolkata', '16:30'],
      ['America/Phoenix', '05:00'],
    ] as const) {
      for (const day of ['2026-03-29', '2026-07-01', '2026-10-25']) {
        const next = nextOpening(daily(zone, '22:00', '23:00'), at(`${day}T00:00Z`));
        expect(next).toBe(at(`${day}T${opens}Z`));
      }
    }
  });
});
