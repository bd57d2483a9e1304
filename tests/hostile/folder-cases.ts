import {
  at,
  done,
  fails,
  flood,
  type HostileCase,
  perfect,
  rewriting,
  tells,
} from './hostile-case.ts';

/** LIST answers with more lines, before the true ones. */
function listed(lines: readonly string[]) {
  return at('LIST', ({ send, line }) => {
    if (line.endsWith('LIST "" ""')) return undefined;
    for (const text of lines) send(`${text}\r\n`);
    return undefined;
  });
}

let generation = 1000;
const otherGeneration = () => String((generation += 1));

/** What a hostile source or target tells of folders. */
export const folderCases: readonly HostileCase[] = [
  {
    name: 'a hundred thousand folders',
    side: 'source',
    server: at('LIST', async (context) => {
      for (let at = 0; at < 100_000; at += 1000) {
        const names = Array.from(
          { length: 1000 },
          (_, n) => `* LIST () "/" "folder ${at + n}"\r\n`,
        );
        await flood(context, names.join(''), 1);
      }
      return undefined;
    }),
    verdict: fails('answer-too-large'),
  },
  {
    name: 'folders with a hundred thousand attributes each',
    side: 'source',
    server: at('LIST', async (context) => {
      for (let n = 0; n < 400; n += 1) {
        await flood(context, `* LIST (${'\\a '.repeat(60_000)}\\b) "/" "folder ${n}"\r\n`, 1);
      }
      return undefined;
    }),
    verdict: fails('answer-too-large'),
  },
  {
    name: 'a folder name of 200 kB',
    side: 'source',
    server: listed([`* LIST () "/" "${'n'.repeat(200_000)}"`]),
    verdict: fails('answer-too-large'),
  },
  {
    name: 'folders that are listed and not there',
    side: 'source',
    server: listed(['* LIST () "/" "Nowhere"', '* LIST () "/" "../../etc/passwd"']),
    verdict: tells('folder-missing', 'folder-refused'),
  },
  {
    name: 'UIDVALIDITY that changes with every command',
    side: 'source',
    server: rewriting((line) =>
      line.replace(/UIDVALIDITY \d+/, () => `UIDVALIDITY ${otherGeneration()}`),
    ),
    verdict: tells('folder-changed'),
  },
  {
    name: 'UIDVALIDITY 0',
    side: 'source',
    server: rewriting((line) => line.replace(/UIDVALIDITY \d+/, 'UIDVALIDITY 0')),
    verdict: tells('folder-refused'),
  },
  {
    name: 'a UIDNEXT below the items',
    side: 'source',
    server: rewriting((line) => line.replace(/UIDNEXT \d+/, 'UIDNEXT 2')),
    verdict: tells('folder-refused'),
  },
  {
    name: 'a UIDNEXT far above the items',
    side: 'source',
    server: rewriting((line) => line.replace(/UIDNEXT \d+/, 'UIDNEXT 4294967295')),
    verdict: perfect,
  },
  {
    name: 'a UIDNEXT above 2^32',
    side: 'source',
    server: rewriting((line) => line.replace(/UIDNEXT \d+/, 'UIDNEXT 4294967297')),
    verdict: tells('folder-refused'),
  },
  {
    name: 'counts without measure',
    side: 'source',
    server: rewriting((line) =>
      line
        .replace(/MESSAGES \d+/, 'MESSAGES 99999999999999999999')
        .replace(/ SIZE \d+\)/, ' SIZE 99999999999999999999)'),
    ),
    verdict: tells('folder-refused'),
  },
  {
    name: 'a separator that is a quote',
    side: 'source',
    server: rewriting((line) =>
      line.startsWith('* LIST') || line.startsWith('* NAMESPACE')
        ? line.replaceAll('"/"', '"\\""')
        : line,
    ),
    verdict: perfect,
  },
  {
    name: 'UIDVALIDITY that changes with every command',
    side: 'target',
    server: rewriting((line) =>
      line.replace(/UIDVALIDITY \d+/, () => `UIDVALIDITY ${otherGeneration()}`),
    ),
    verdict: tells('folder-changed'),
  },
  {
    name: 'a UIDNEXT that is always the highest',
    side: 'target',
    server: rewriting((line) => line.replace(/UIDNEXT \d+/, 'UIDNEXT 4294967295')),
    verdict: perfect,
  },
  {
    name: 'names that lead out of the state folder, with control codes',
    side: 'target',
    server: listed([
      '* LIST () "/" "../../../../tmp/out"',
      '* LIST () "/" "..\\\\..\\\\out"',
      '* LIST () "/" "\u001b]0;owned\u0007\u001b[2J"',
    ]),
    verdict: perfect,
  },
  {
    name: 'a folder name of 200 kB',
    side: 'target',
    server: listed([`* LIST () "/" "${'n'.repeat(200_000)}"`]),
    verdict: fails('answer-too-large'),
  },
  {
    name: 'UIDVALIDITY 0',
    side: 'target',
    server: rewriting((line) => line.replace(/UIDVALIDITY \d+/, 'UIDVALIDITY 0')),
    verdict: tells('folder-refused'),
  },
  {
    name: 'a UIDNEXT above 2^32',
    side: 'target',
    server: rewriting((line) => line.replace(/UIDNEXT \d+/, 'UIDNEXT 4294967297')),
    verdict: tells('folder-refused'),
  },
  {
    name: 'folders that are made and not there',
    side: 'target',
    server: at('CREATE', () => done),
    verdict: tells('folder-missing', 'folder-refused'),
  },
];
