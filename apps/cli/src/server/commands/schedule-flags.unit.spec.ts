import type { JobSchedule } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../usage-error.ts';
import { changedSchedule, parsePeriod } from './schedule-flags.ts';

describe('--allow', () => {
  it.each([
    ['mon-fri 22:00-06:00', { days: [1, 2, 3, 4, 5], from: 1320, to: 360 }],
    ['sat,sun all-day', { days: [6, 7], from: 0, to: 1440 }],
    ['fri-mon', { days: [5, 6, 7, 1], from: 0, to: 1440 }],
    ['Daily 20:00-00:00', { days: [1, 2, 3, 4, 5, 6, 7], from: 1200, to: 1440 }],
    [
      'monday 08:00-18:30 rate=5MB/s mailboxes=3',
      { days: [1], from: 480, to: 1110, bytesPerSecond: 5_000_000, mailboxesMax: 3 },
    ],
  ])('%s', (text, period) => {
    expect(parsePeriod(text)).toEqual(period);
  });

  it.each([
    '',
    'noday',
    'mon 22-06',
    'mon 25:00-26:00',
    'mon 08:00-18:60',
    'mon 1:00-2:00 3:00-4:00',
  ])('refuses %j', (text) => {
    expect(() => parsePeriod(text)).toThrow(UsageError);
  });

  it.each(['mon rate=fast', 'mon mailboxes=0', 'mon speed=3'])('refuses %j', (text) => {
    expect(() => parsePeriod(text)).toThrow(/^--allow: /u);
  });
});

describe('a changed schedule', () => {
  const before: JobSchedule = {
    zone: 'Europe/Berlin',
    periods: [{ days: [6], from: 0, to: 1440 }],
    exceptions: [{ date: '2026-12-24', isOpen: false }],
    deltaEveryHours: 6,
    deltaUntil: 9,
  };

  it('keeps what no option names', () => {
    expect(changedSchedule({}, before)).toEqual(before);
    expect(changedSchedule({ allow: ['sun'] }, before)).toEqual({
      ...before,
      periods: [{ days: [7], from: 0, to: 1440 }],
    });
  });

  it('begins as open all the time', () => {
    expect(changedSchedule({ zone: 'UTC', deltaEvery: '6h' }, undefined)).toEqual({
      ...{ zone: 'UTC', deltaEveryHours: 6 },
      periods: [{ days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 }],
    });
  });

  it('has days that differ, once each, and loses them', () => {
    const raw = { closed: ['2026-12-25'], open: ['2026-12-24'] };
    expect(changedSchedule(raw, before).exceptions).toEqual([
      { date: '2026-12-25', isOpen: false },
      { date: '2026-12-24', isOpen: true },
    ]);
    expect(changedSchedule({ asUsual: ['2026-12-24'] }, before)).not.toHaveProperty('exceptions');
  });

  it('reads times on the clock of its zone; off takes them away', () => {
    const changed = changedSchedule({ notBefore: '2026-12-01T22:00', deltaEvery: 'off' }, before);
    expect(changed.startAt).toBe(Date.parse('2026-12-01T21:00Z'));
    expect(changed).not.toHaveProperty('deltaEveryHours');
    expect(changed).not.toHaveProperty('deltaUntil');
    expect(changedSchedule({ notBefore: 'off' }, { ...before, startAt: 5 })).not.toHaveProperty(
      'startAt',
    );
  });

  it.each([
    [{ zone: 'Mars' }, /zone/u],
    [{ closed: ['24.12.2026'] }, /exceptions/u],
    [{ notBefore: 'tomorrow' }, /--not-before/u],
    [{ deltaEvery: '0' }, /--delta-every/u],
    [{ deltaEvery: 'off', deltaUntil: '2026-12-01T22:00' }, /deltaUntil/u],
  ])('refuses %j, naming it', (raw, name) => {
    expect(() => changedSchedule(raw, before)).toThrow(name);
  });
});
