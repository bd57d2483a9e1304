import { describe, expect, it } from 'vitest';
import { compareMailboxes } from './compare-mailboxes.ts';
import { formatInternalDate, parseInternalDate } from './internal-date.ts';
import type { MailboxScan, ScannedMessage } from './mailbox-scan.ts';

function scan(messages: readonly Partial<ScannedMessage>[], path = ['A']): MailboxScan {
  const full = messages.map((message, index) => ({
    uid: index + 1,
    sha256: 'a',
    size: 1,
    flags: [],
    epochSeconds: 100,
    ...message,
  }));
  return {
    folders: [{ path, canHoldItems: true, isSubscribed: true, uidValidity: 1, messages: full }],
  };
}

function kinds(source: MailboxScan, target: MailboxScan): string[] {
  return compareMailboxes(source, target).differences.map(({ kind }) => kind);
}

describe('compareMailboxes', () => {
  const abc = [{ sha256: 'a' }, { sha256: 'b', epochSeconds: 200 }, { sha256: 'c' }];

  it('finds equal mailboxes equal, whatever their UIDs', () => {
    expect(kinds(scan(abc), scan(abc.map((m, i) => ({ ...m, uid: 50 + i }))))).toEqual([]);
  });

  it.each([
    ['lost', abc.slice(0, 2)],
    ['doubled', [...abc, { sha256: 'a' }]],
    ['foreign', [...abc, { sha256: 'z', epochSeconds: 1 }]],
    ['altered', [abc[0], { sha256: 'z', epochSeconds: 200 }, abc[2]]],
    ['date', [abc[0], { sha256: 'b', epochSeconds: 201 }, abc[2]]],
    ['flags', [abc[0], { ...abc[1], flags: ['x'] }, abc[2]]],
    ['order', [abc[1], abc[0], abc[2]]],
  ])('names a planted fault: %s', (kind, messages) => {
    expect(kinds(scan(abc), scan(messages.map((message) => message ?? {})))).toEqual([kind]);
  });

  it('counts twins as a multiset and matches their flags and dates as well as they can be', () => {
    const twins = [{ flags: ['x'] }, { epochSeconds: 5 }, {}];
    expect(kinds(scan(twins), scan([{}, { flags: ['x'] }, { epochSeconds: 5 }]))).toEqual([]);
    expect(kinds(scan(twins), scan([{}, { flags: ['x'] }]))).toEqual(['lost']);
  });

  it('names folders that are missing, extra or moved by the map', () => {
    expect(kinds(scan([{}], ['A']), scan([{}], ['B']))).toEqual([
      'folder-missing',
      'lost',
      'folder-extra',
    ]);
    const options = { targetPath: () => ['B'] };
    expect(compareMailboxes(scan([{}], ['A']), scan([{}], ['B']), options).differences).toEqual([]);
  });
});

describe('internal dates', () => {
  it.each([
    [0, 0, ' 1-Jan-1970 00:00:00 +0000'],
    [836_204_465, -420, ' 1-Jul-1996 00:01:05 -0700'],
    [836_204_465, 330, ' 1-Jul-1996 12:31:05 +0530'],
    [836_204_465, -210, ' 1-Jul-1996 03:31:05 -0330'],
    [836_204_465, 840, ' 1-Jul-1996 21:01:05 +1400'],
  ])('%i in zone %i is %s', (epochSeconds, zoneMinutes, text) => {
    expect(formatInternalDate(epochSeconds, zoneMinutes)).toBe(text);
    expect(parseInternalDate(text)).toBe(epochSeconds);
  });
});
