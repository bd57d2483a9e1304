import {
  at,
  atBodies,
  atListing,
  done,
  fails,
  flood,
  type HostileCase,
  perfect,
  rewriting,
  row,
  silence,
  tells,
  type Verdict,
} from './hostile-case.ts';

const date = 'INTERNALDATE "01-Jan-2001 00:00:00 +0000" FLAGS ()';

/** A body that announces a length of its own. */
function literal(name: string, text: string, ...codes: string[]): HostileCase {
  return {
    name: `a literal ${name}`,
    side: 'source',
    server: atBodies(({ send }) => {
      send(`* 1 FETCH (UID 1 ${date} BODY[] ${text})\r\n`);
      return done;
    }),
    verdict: fails(...codes),
  };
}

function listing(name: string, rows: readonly string[], ...codes: string[]): HostileCase {
  return {
    name: `a listing with ${name}`,
    side: 'source',
    server: atListing(({ send }) => {
      for (const text of rows) send(text);
      return done;
    }),
    verdict: fails(...codes),
  };
}

/** Rows without end, in a folder whose UIDNEXT leaves room for them. */
function endless(
  name: string,
  uidOf: (n: number) => number,
  what: { readonly rows: number; readonly verdict: Verdict },
): HostileCase {
  const rows = Array.from({ length: what.rows }, (_, n) => row(uidOf(n)));
  const { server } = listing(name, [rows.join('')]);
  const { behaviours = [] } = rewriting((line) => line.replace(/UIDNEXT \d+/, 'UIDNEXT 900000'));
  return {
    name: `a listing with ${name}`,
    side: 'source',
    server: { behaviours: [...behaviours, ...(server.behaviours ?? [])] },
    verdict: what.verdict,
  };
}

/** What a hostile source tells of items and bodies. */
export const readingCases: readonly HostileCase[] = [
  literal('longer than what comes', '{5000}\r\nshort', 'connection-timeout'),
  literal('shorter than what comes', '{3}\r\nthis is longer', 'protocol-violation'),
  literal('of negative length', '{-5}\r\nshort', 'protocol-violation'),
  literal('without a length', '{}\r\nshort', 'protocol-violation'),
  literal('of 100 GB', '{99999999999}\r\nshort', 'answer-too-large'),
  literal('of 2^64 bytes', '{18446744073709551616}\r\nx', 'answer-too-large'),
  literal('of more digits than numbers have', `{${'9'.repeat(40)}}\r\nx`, 'protocol-violation'),
  literal(
    'of 4 GB that does not come',
    '{4294967295}\r\nx',
    'connection-timeout',
    'answer-too-large',
  ),
  literal(
    'many times in one response',
    `{9}\r\n${'123456789'} BODY[] {4000000}\r\n${'x'.repeat(1000)}`,
    'answer-too-large',
  ),
  listing('uid 0', [row(0)], 'protocol-violation'),
  listing('a uid above 2^32', [row(4_294_967_296)], 'protocol-violation'),
  listing('a negative uid', [row('-1')], 'protocol-violation'),
  endless('more items than the folder holds', (n) => 1 + n, {
    rows: 30_000,
    verdict: fails('answer-too-large'),
  }),
  endless('uids that go back', (n) => 100_000 - n, {
    rows: 8_000,
    verdict: tells('folder-refused'),
  }),
  endless('the same uids again and again', (n) => 1 + (n % 1500), {
    rows: 8_000,
    verdict: tells('folder-refused'),
  }),
  listing(
    'parentheses in parentheses',
    [`* 1 FETCH ${'('.repeat(100_000)}\r\n`],
    'answer-too-large',
  ),
  {
    name: 'uids twice in a listing',
    side: 'source',
    server: {
      behaviours: [{ rewriteLine: (line) => (/ RFC822.SIZE /.test(line) ? line + line : line) }],
    },
    verdict: perfect,
  },
  {
    name: 'rows of other items than asked for',
    side: 'source',
    server: atBodies(({ send }) => {
      send(`* 9 FETCH (UID 999 ${date} BODY[] {5}\r\nother)\r\n`);
      return undefined;
    }),
    verdict: perfect,
  },
  {
    name: 'sizes in the listing that are not so',
    side: 'source',
    server: rewriting((line) => line.replace(/RFC822\.SIZE (\d+)/, 'RFC822.SIZE 9$1')),
    verdict: perfect,
  },
  {
    name: 'sizes of 15 digits',
    side: 'source',
    server: rewriting((line) => line.replace(/RFC822\.SIZE \d+/, 'RFC822.SIZE 999999999999999')),
    verdict: perfect,
  },
  {
    name: 'dates that are none',
    side: 'source',
    server: rewriting((line) =>
      line.replace(/INTERNALDATE "[^"]*"/, 'INTERNALDATE "99-Foo-0000 99:99:99 +9999"'),
    ),
    // The reading tells the true dates: they are kept, and the listing's are found to differ.
    verdict: { end: 'completed', grade: 'Investigate' },
  },
  {
    name: 'dates of the year 0 in a zone of four days',
    side: 'source',
    server: rewriting((line) =>
      line.replace(/INTERNALDATE "[^"]*"/, 'INTERNALDATE "31-Feb-0000 99:99:99 -9999"'),
    ),
    verdict: { end: 'completed', grade: 'Investigate' },
  },
  {
    name: 'items without content',
    side: 'source',
    server: atBodies(({ send, line }) => {
      const uid = /UID FETCH (\d+)/.exec(line)?.[1] ?? '1';
      send(`* 1 FETCH (UID ${uid} ${date} BODY[] NIL)\r\n`);
      return done;
    }),
    verdict: tells('item-unreadable'),
  },
  {
    name: 'items of which not a byte comes',
    side: 'source',
    server: atBodies(({ send, line }) => {
      const uid = /UID FETCH (\d+)/.exec(line)?.[1] ?? '1';
      send(`* 1 FETCH (UID ${uid} ${date} BODY[] {0}\r\n)\r\n`);
      return done;
    }),
    verdict: tells('item-unreadable'),
  },
  {
    name: 'a line without an end',
    side: 'source',
    server: atListing(async (context) => {
      await flood(context, '* 1 FETCH (UID 1 ', 64_000);
      return silence();
    }),
    verdict: fails('answer-too-large'),
  },
  {
    name: 'flags of 200 kB for each item',
    side: 'source',
    server: atListing(async (context) => {
      const flags = `\\Seen ${`x${'y'.repeat(100)} `.repeat(2000)}`;
      for (const uid of [1, 2, 3]) {
        await flood(context, row(uid, `RFC822.SIZE 9 FLAGS (${flags})`), 1);
      }
      return undefined;
    }),
    verdict: perfect,
  },
  {
    name: 'a gigabyte of EXISTS',
    side: 'source',
    server: at('EXAMINE', async (context) => {
      await flood(context, '* 3 EXISTS\r\n', 4_000_000);
      return undefined;
    }),
    verdict: fails('answer-too-large'),
  },
  {
    name: 'data of every sort that nobody asked for',
    side: 'source',
    server: {
      behaviours: [
        {
          beforeCommand: ({ send, name }) => {
            if (name === 'LOGIN' || name === 'AUTHENTICATE' || name === 'CAPABILITY')
              return undefined;
            send(unsolicited);
            return undefined;
          },
        },
      ],
    },
    verdict: perfect,
  },
  {
    name: 'an endless stream of data that nobody asked for',
    side: 'source',
    server: at('LIST', async (context) => {
      await flood(context, `* XYZ ${'z'.repeat(1000)} {3}\r\nabc\r\n`, 60_000);
      return undefined;
    }),
    verdict: fails('answer-too-large'),
  },
  ...['uid 0', 'a uid above 2^32'].map((name, at): HostileCase => ({
    ...listing(name, [row(at === 0 ? 0 : 4_294_967_296)], 'protocol-violation'),
    side: 'target',
  })),
  {
    ...endless('uids that go back', (n) => 100_000 - n, { rows: 8_000, verdict: tells() }),
    side: 'target',
  },
  {
    name: 'a line without an end',
    side: 'target',
    server: atListing(async (context) => {
      await flood(context, '* 1 FETCH (UID 1 ', 64_000);
      return silence();
    }),
    verdict: fails('answer-too-large'),
  },
  {
    name: 'a literal of 100 GB where the first item is read back',
    side: 'target',
    server: atBodies(({ send }) => {
      send(`* 1 FETCH (UID 1 ${date} BODY[] {99999999999}\r\nshort)\r\n`);
      return done;
    }),
    verdict: fails('answer-too-large'),
  },
  {
    name: 'data of every sort that nobody asked for',
    side: 'target',
    server: {
      behaviours: [
        {
          beforeCommand: ({ send, name }) => {
            if (name !== 'LOGIN' && name !== 'AUTHENTICATE' && name !== 'CAPABILITY')
              send(unsolicited);
            return undefined;
          },
        },
      ],
    },
    verdict: perfect,
  },
  {
    name: 'a gigabyte of EXISTS',
    side: 'target',
    server: at('EXAMINE', async (context) => {
      await flood(context, '* 3 EXISTS\r\n', 4_000_000);
      return undefined;
    }),
    verdict: fails('answer-too-large'),
  },
];

const unsolicited = [
  '* OK [ALERT] \u001b]0;owned\u0007 look here',
  '* 4 EXPUNGE',
  '* VANISHED (EARLIER) 1:4294967295',
  '* FLAGS (\\Answered $Odd)',
  '* SEARCH 1 2 3',
  '* ESEARCH (TAG "M1") UID ALL 1:3',
  '* STATUS Nowhere (MESSAGES 5 UIDNEXT 9 UIDVALIDITY 1)',
  '* CAPABILITY IMAP4rev1',
  '* ENABLED QRESYNC',
  '* QUOTA "" (STORAGE 1 1)',
  '* LIST () "/"',
  '* METADATA',
  '* 1 FETCH (FLAGS (\\Deleted))',
  '* 1 FETCH (MODSEQ (99999999999999999999))',
  '* OK [UIDNEXT 0] nothing',
  '* NO [UNAVAILABLE] not meant for you',
  '* BAD what',
  '* ',
  '* 99999999999999999999999 EXISTS',
]
  .map((line) => `${line}\r\n`)
  .join('');
