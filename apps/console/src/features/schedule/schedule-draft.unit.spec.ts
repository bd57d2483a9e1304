import type { JobSchedule } from '@mailhaul/contracts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closed,
  draftOf,
  freshDraft,
  hasFinerTimes,
  hasHalfHours,
  open,
  painted,
  presets,
  scheduleOf,
} from './schedule-draft.ts';
import { weekWords } from '../../lib/schedule-words.ts';

const draft = freshDraft('Europe/Berlin');
const wordsOf = (cells: typeof draft.cells) => weekWords(scheduleOf({ ...draft, cells }));

describe('the week of a schedule', () => {
  it.each([
    ['Always', 'daily all day'],
    ['Nights', 'daily 20:00–06:00'],
    ['Weekends', 'Sat–Sun all day'],
    [
      'Nights and weekends',
      'Mon 00:00–06:00, Mon–Thu 20:00–06:00, Fri 20:00–24:00, Sat–Sun all day',
    ],
  ])('%s is %s', (label, words) => {
    const cells = presets.find((one) => one.label === label)?.cells ?? [];
    expect(wordsOf(cells)).toBe(words);
  });

  it('is painted as a rectangle, whichever corner comes first', () => {
    const none = painted(
      draft.cells,
      [
        { day: 0, slot: 0 },
        { day: 6, slot: 47 },
      ],
      closed,
    );
    expect(wordsOf(none)).toBe('No day of the week');
    const work = painted(
      none,
      [
        { day: 4, slot: 34 },
        { day: 0, slot: 19 },
      ],
      open,
    );
    expect(wordsOf(work)).toBe('Mon–Fri 09:30–17:30');
  });

  it('comes back from the periods that it makes, whatever was painted', () => {
    const row = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 48, maxLength: 48 });
    const week = fc.array(row, { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(week, (cells) => {
        const levels = [{}, { mailboxesMax: 2 }];
        const made = scheduleOf({ ...draft, cells, levels });
        const again = draftOf(made);
        // Levels are numbered as they are met.
        const limitsOf = (one: typeof again) =>
          one.cells.map((hours) => hours.map((cell) => one.levels[cell - 1]));
        expect(limitsOf(again)).toEqual(limitsOf({ ...draft, cells, levels }));
        expect(made.periods.every(({ from, to }) => from !== to)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps limits, exceptions and deltas; until when only with how often', () => {
    const schedule: JobSchedule = {
      zone: 'America/New_York',
      periods: [{ days: [1, 2], from: 1320, to: 360, bytesPerSecond: 5_000_000 }],
      exceptions: [{ date: '2026-12-24', isOpen: false }],
      ...{ startAt: 5, deltaEveryHours: 6, deltaUntil: 9 },
    };
    expect(scheduleOf(draftOf(schedule))).toEqual(schedule);
    const { deltaUntil: _until, deltaEveryHours: _hours, ...rest } = schedule;
    expect(scheduleOf({ ...draftOf(schedule), deltaEveryHours: undefined })).toEqual(rest);
  });

  it('knows where whole hours are too coarse for it', () => {
    const half = { zone: 'UTC', periods: [{ days: [7], from: 1350, to: 330 }] };
    expect(scheduleOf(draftOf(half))).toEqual(half);
    expect(hasHalfHours(draftOf(half).cells)).toBe(true);
    expect(hasHalfHours(draft.cells)).toBe(false);
  });

  it('says where it cannot show the times', () => {
    const fine = { zone: 'UTC', periods: [{ days: [1], from: 85, to: 120 }] };
    expect(hasFinerTimes(fine)).toBe(true);
    expect(hasFinerTimes({ ...fine, periods: [{ days: [1], from: 90, to: 120 }] })).toBe(false);
    expect(hasFinerTimes(scheduleOf(draft))).toBe(false);
  });
});
