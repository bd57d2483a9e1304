import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writableFlags } from './flags.ts';
import { nameOfPath, pathOfName } from './folder-names.ts';
import { formatInternalDate, parseInternalDate } from './internal-date.ts';
import { decodeMailboxName, encodeMailboxName } from './modified-utf7.ts';
import { cautions } from './spelling.ts';
import { specialUseOf } from './special-use.ts';
import { formatUidSet, parseUidSet } from './uid-set.ts';

describe('dates', () => {
  it.each([
    ['17-Jul-1996 02:44:25 -0700', 837_596_665, -420],
    [' 1-Jan-1970 00:00:00 +0000', 0, 0],
    ['29-Feb-2000 23:59:59 +0545', 951_847_799 - 345 * 60 + 20_700 - 20_700, 345],
  ])('reads %s', (text, epochSeconds, zoneMinutes) => {
    expect(parseInternalDate(text)?.zoneMinutes).toBe(zoneMinutes);
    if (zoneMinutes !== 345) expect(parseInternalDate(text)?.epochSeconds).toBe(epochSeconds);
  });

  it('gives back every instant and zone it wrote', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -6e10, max: 2.5e11 }),
        fc.integer({ min: -839, max: 839 }),
        (epochSeconds, zoneMinutes) => {
          expect(parseInternalDate(formatInternalDate({ epochSeconds, zoneMinutes }))).toEqual({
            epochSeconds,
            zoneMinutes,
          });
        },
      ),
    );
  });

  it('knows no date in garbage', () => {
    for (const text of ['', '32', '1-Foo-2000 00:00:00 +0000', '01-Jan-2000 00:00:00']) {
      expect(parseInternalDate(text)).toBeUndefined();
    }
  });
});

describe('mailbox names', () => {
  it.each([
    ['Entw&APw-rfe &- Co', 'Entwürfe & Co'],
    ['~peter/mail/&U,BTFw-/&ZeVnLIqe-', '~peter/mail/台北/日本語'],
    ['&2D3eAA-', '😀'],
  ])('decodes %s', (wire, text) => {
    expect(decodeMailboxName(wire)).toBe(text);
    expect(encodeMailboxName(text)).toBe(wire);
  });

  it('keeps what is no encoding as it is', () => {
    for (const wire of ['a&b', '&AGE-', '&!-', '&', '&AA'])
      expect(decodeMailboxName(wire)).toBe(wire);
  });

  it.each([
    [{ prefix: '', delimiter: '/' }],
    [{ prefix: 'INBOX.', delimiter: '.' }],
    [{ prefix: '', delimiter: '.' }],
    [{ prefix: '', delimiter: '^' }],
    [{ prefix: '', delimiter: '\\' }],
    [{ prefix: '', delimiter: undefined }],
  ])('finds every path again, two paths never share a name: %j', (namespace) => {
    const segment = fc.string({
      unit: fc.constantFrom(
        'a',
        '.',
        '/',
        '&',
        '-',
        'ü',
        '\u2024',
        '\u2215',
        '\uff05',
        'm',
        's',
        'f',
        'x',
        'p',
        ';',
        ' ',
        '~',
        '\n',
        '\u0007',
        '\ud800',
        '"',
      ),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...cautions),
        (path, caution) => {
          expect(pathOfName(nameOfPath(path, namespace, caution), namespace)).toEqual(path);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('strips the prefix and knows INBOX in any spelling', () => {
    const namespace = { prefix: 'INBOX.', delimiter: '.' };
    expect(pathOfName('inbox', namespace)).toEqual(['INBOX']);
    expect(pathOfName('INBOX.Sent', namespace)).toEqual(['Sent']);
    expect(pathOfName('INBOX.INBOX.x', namespace)).toEqual(['INBOX', 'x']);
    expect(nameOfPath(['INBOX', 'x'], namespace)).toBe('INBOX.INBOX.x');
    expect(pathOfName('Inbox/x', { prefix: '', delimiter: '/' })).toEqual(['INBOX', 'x']);
  });
});

describe('uid sets', () => {
  it('gives back every set it wrote', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 300 })), (ids) => {
        const sorted = ids.sort((a, b) => a - b);
        if (sorted.length > 0) expect(parseUidSet(formatUidSet(sorted), 300)).toEqual(sorted);
      }),
    );
  });

  it('refuses sets larger than asked for, without building them', () => {
    expect(parseUidSet('1:4294967295', 50)).toBeUndefined();
    expect(parseUidSet('1,2,3', 2)).toBeUndefined();
    expect(parseUidSet('0', 5)).toBeUndefined();
    expect(parseUidSet('5:3', 5)).toEqual([3, 4, 5]);
  });
});

describe('flags and uses', () => {
  it('writes only what is an atom, and never \\Recent', () => {
    expect(
      writableFlags([
        '\\Seen',
        '\\Recent',
        '$Junk',
        'two words',
        'a(b',
        'q"',
        'umläut',
        'x\r\ny',
        '',
      ]),
    ).toEqual(['\\Seen', '$Junk']);
  });

  it('believes the server before the name', () => {
    const used = (...path: string[]) => specialUseOf(path, new Set())?.use;
    expect(specialUseOf(['Sent'], new Set(['\\trash']))).toEqual({
      use: 'trash',
      isDeclared: true,
    });
    expect(specialUseOf(['Gesendete Objekte'], new Set())).toEqual({
      use: 'sent',
      isDeclared: false,
    });
    expect(used('INBOX', 'Drafts')).toBe('drafts');
    expect(used('[Google Mail]', 'Papierkorb')).toBe('trash');
    expect(used('a', 'b', 'Drafts')).toBeUndefined();
    expect(used('A', 'Drafts')).toBeUndefined();
  });
});
