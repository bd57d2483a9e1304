import type { Job, JobSchedule, ScheduleNow } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { jobSentence } from './job-sentence.ts';
import { exceptionWords, scheduleNotes, scheduleSentence, zoneClock } from './schedule-words.ts';

const at = (text: string) => Date.parse(text);
const now = at('2026-11-24T12:00Z');
const schedule: JobSchedule = { zone: 'Europe/Berlin', periods: [] };
const standing = (scheduleNow: Partial<ScheduleNow>, more: Partial<JobSchedule> = {}) =>
  ({
    schedule: { ...schedule, ...more },
    scheduleNow: { isOpen: false, isOutside: false, ...scheduleNow },
    ...{ status: 'running', pairs: 3, statuses: { waiting: 2, completed: 1 } },
  }) as unknown as Job;

describe('the clock of a zone', () => {
  it.each([
    ['2026-11-24T21:00Z', '22:00'],
    ['2026-11-25T21:00Z', 'Wed 22:00'],
    ['2026-12-24T21:00Z', '24 Dec 22:00'],
  ])('shows %s as %s', (text, words) => {
    expect(zoneClock(at(text), now, 'Europe/Berlin')).toBe(words);
  });
});

describe('how a schedule stands', () => {
  it.each([
    [{ changesAt: at('2026-11-24T21:00Z') }, 'Closed until 22:00 (Europe/Berlin)'],
    [{}, 'Closed, and never opens'],
    [{ isOpen: true, changesAt: at('2026-11-25T05:00Z') }, 'Open until Wed 06:00 (Europe/Berlin)'],
    [{ isOpen: true }, 'Open, without an end'],
    [
      { isOpen: true, isOutside: true, changesAt: at('2026-11-25T05:00Z') },
      'Runs outside the schedule until Wed 06:00 (Europe/Berlin)',
    ],
  ])('%j: %s', (scheduleNow, words) => {
    expect(scheduleSentence(standing(scheduleNow), now)).toBe(words);
  });

  it('stands in the sentence of a job that does nothing for it', () => {
    const closed = standing({ changesAt: at('2026-11-24T21:00Z') });
    expect(jobSentence(closed, now)).toBe(
      'Closed until 22:00 (Europe/Berlin): 2 mailboxes will go on by themselves',
    );
  });

  it('leaves out an end that it would not let come', () => {
    const pace = { itemsPerSecond: 10, bytesPerSecond: 5000, from: now - 60_000, to: now };
    const copying = {
      ...standing({ isOpen: true, changesAt: now + 3_600_000 }),
      ...{
        statuses: { running: 3 },
        migrated: 100,
        excluded: 0,
        failed: 0,
        runKind: 'start',
        pace,
      },
    } as unknown as Job;
    expect(jobSentence({ ...copying, pending: 600 }, now)).toMatch(/, done /);
    expect(jobSentence({ ...copying, pending: 600_000 }, now)).not.toMatch(/, done /);
    const always = { ...copying, schedule: undefined, scheduleNow: undefined };
    expect(jobSentence({ ...always, pending: 600_000 }, now)).toMatch(/, done /);
  });

  it('is told with its limits and deltas', () => {
    const job = standing(
      {
        ...{ isOpen: true, changesAt: at('2026-11-24T14:00Z'), mailboxesMax: 3 },
        ...{ bytesPerSecond: 5_000_000, nextDeltaAt: at('2026-11-24T17:00Z') },
      },
      { deltaUntil: at('2026-12-31T17:00Z') },
    );
    expect(scheduleNotes(job, now)).toEqual([
      'Closes in 2 h',
      'Now at most 5.0 MB/s and 3 mailboxes at once',
      'Next delta 18:00',
      'Deltas until 31 Dec 18:00',
    ]);
    const due = standing({ nextDeltaAt: now - 1 });
    expect(scheduleNotes(due, now)).toEqual(['Next delta as soon as it opens']);
  });

  it('counts the days that differ', () => {
    const exceptions = ['24', '25', '26'].map((day) => ({
      date: `2026-12-${day}`,
      isOpen: day === '26',
    }));
    expect(exceptionWords({ exceptions })).toBe('2 days off, 1 day open');
    expect(exceptionWords({})).toBe('');
  });
});
