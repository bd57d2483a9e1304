import type { ImapServerOptions } from '@mailhaul/mail-servers';
import {
  at,
  done,
  fails,
  type HostileCase,
  perfect,
  silence,
  type Verdict,
} from './hostile-case.ts';

/** APPEND is performed, and its answer says other ids. */
function appendUid(name: string, code: (given: string) => string, verdict: Verdict): HostileCase {
  const server: ImapServerOptions = {
    behaviours: [
      {
        beforeAnswer: ({ name: command }, answer) =>
          command === 'APPEND' && answer.code !== undefined
            ? { ...answer, code: code(answer.code) }
            : undefined,
      },
    ],
  };
  return { name: `APPENDUID ${name}`, side: 'target', server, verdict };
}

function appends(name: string, server: ImapServerOptions, verdict: Verdict): HostileCase {
  return { name: `APPEND: ${name}`, side: 'target', server, verdict };
}

const ids = (given: string) => given.split(' ').slice(0, 2).join(' ');

/** What a hostile target tells of what it was given. */
export const writingCases: readonly HostileCase[] = [
  appendUid(
    'of another UIDVALIDITY',
    (given) => given.replace(/APPENDUID \d+/, 'APPENDUID 4711'),
    fails('folder-changed'),
  ),
  appendUid('with too many ids', (given) => `${ids(given)} 1:4294967295`, perfect),
  appendUid('with too few ids', (given) => `${ids(given)} 1`, { end: 'completed' }),
  appendUid('with the ids of other messages', (given) => given.replace(/\d+(?::\d+)?$/, '1'), {
    end: 'completed',
  }),
  appendUid('with ids that go back', (given) => given.replace(/(\d+):(\d+)$/, '$2,$1'), {
    end: 'completed',
  }),
  appendUid(
    'with the highest id there is',
    (given) => given.replace(/\d+(?::\d+)?$/, '4294967295'),
    { end: 'completed' },
  ),
  appendUid('with id 0', (given) => given.replace(/\d+(?::\d+)?$/, '0'), perfect),
  appendUid('without ids', () => 'APPENDUID', perfect),
  appends(
    'answered before it was sent',
    {
      behaviours: [
        {
          duringLiteral: ({ send, line }) => {
            send(`${line.split(' ', 1)[0] ?? ''} OK [APPENDUID 1 1] Stored\r\n`);
            return undefined;
          },
        },
      ],
    },
    fails('protocol-violation'),
  ),
  appends(
    'said to be stored and dropped',
    { behaviours: [{ beforeCommit: () => done }] },
    { end: 'completed', grade: 'Poor' },
  ),
  appends(
    'refused each time',
    { behaviours: [{ beforeCommit: () => ({ status: 'NO', text: '\u001b[2Jno \u009b31m' }) }] },
    { end: 'completed', grade: 'Investigate' },
  ),
  appends(
    'not understood each time',
    at('APPEND', () => ({ status: 'BAD', text: 'What?' })),
    fails('command-refused'),
  ),
  appends(
    'never answered',
    { behaviours: [{ beforeCommit: silence }] },
    fails('connection-timeout'),
  ),
  appends(
    'answered with words for ever',
    {
      behaviours: [
        {
          beforeCommit: async ({ send, clock }) => {
            for (let said = 0; said < 600; said += 1) {
              send('* OK Still here\r\n');
              await clock.sleep(100);
            }
            return undefined;
          },
        },
      ],
    },
    fails('connection-timeout', 'answer-too-large'),
  ),
  appends(
    'a continuation that nobody asked for',
    { behaviours: [{ beforeCommit: ({ send }) => (send('+ more\r\n+ more\r\n'), undefined) }] },
    fails('protocol-violation'),
  ),
];
