import type { ImapServerOptions } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage } from '../support/engine-stage.ts';
import { mail, mails, numbersIn, range } from '../support/numbered-mail.ts';
import { connectorThrough } from './connector-through.ts';
import { at, done, silence } from './hostile-case.ts';

const itemCount = 8;

async function stageWith(target: ImapServerOptions): Promise<EngineStage> {
  const folders = [{ path: ['INBOX'], messages: mails(1, itemCount) }];
  return startStage({ folders, target });
}

/** One pass against that target, with little patience. */
function passOn(stage: EngineStage) {
  const target = connectorThrough(stage.target.port, { silenceMsMax: 200, answerMsMax: 500 });
  return stage.run({ target });
}

function storedIn(stage: EngineStage): number[] {
  return numbersIn(stage.target, 'INBOX').toSorted((a, b) => a - b);
}

/** APPEND is performed, and its answer says other ids. */
function saying(code: (given: string) => string): ImapServerOptions {
  return {
    behaviours: [
      {
        beforeAnswer: ({ name }, answer) =>
          name === 'APPEND' && answer.code !== undefined
            ? { ...answer, code: code(answer.code) }
            : undefined,
      },
    ],
  };
}

const idsOf = / [\d:,]+$/;

/** APPENDUID that is not so. The mail is there once, whatever the server says of it. */
const wrongIds: Readonly<Record<string, (given: string) => string>> = {
  'of another UIDVALIDITY': (given) => given.replace(/\d+/, '4711'),
  'of UIDVALIDITY 0': (given) => given.replace(/\d+/, '0'),
  'with too many ids': (given) => given.replace(idsOf, ' 1:4294967295'),
  'with too few ids': (given) => given.replace(idsOf, ' 1'),
  'with the ids of other messages': (given) => given.replace(/ (\d+):(\d+)$/, ' 1:7'),
  'with one id again and again': (given) => given.replace(idsOf, ' 1,1,1,1,1,1,1'),
  'with ids that go back': (given) => given.replace(/ (\d+):(\d+)$/, ' 8,7,6,5,4,3,2'),
  'with the highest ids there are': (given) => given.replace(idsOf, ' 4294967289:4294967295'),
  'with id 0': (given) => given.replace(idsOf, ' 0'),
  'with ids above 2^32': (given) => given.replace(idsOf, ' 4294967296:4294967302'),
  'without ids': () => 'APPENDUID',
  'of words': () => 'APPENDUID seven eight',
};

describe('a target that lies about what it stored', () => {
  it.each(Object.entries(wrongIds))('APPENDUID %s', async (_, code) => {
    const stage = await stageWith(saying(code));
    const report = await passOn(stage);
    expect(report.end).toEqual({ kind: 'completed' });
    expect(storedIn(stage)).toEqual(range(1, itemCount));
    const { migrated, collapsed, failed, pending } = report.totals;
    expect({ all: migrated + collapsed, failed, pending }).toEqual({
      all: itemCount,
      failed: 0,
      pending: 0,
    });
    // Nor does the next pass write anything twice.
    await passOn(stage);
    expect(storedIn(stage)).toEqual(range(1, itemCount));
  });

  it('OK before the bytes are there: the connection is given up, the mail is there once', async () => {
    let said = 0;
    const stage = await stageWith({
      behaviours: [
        {
          duringLiteral: ({ send, line }, { received, size }) => {
            if (received < size && said++ < 2) send(`${line.split(' ', 1)[0] ?? ''} OK Stored\r\n`);
            return undefined;
          },
        },
      ],
    });
    const report = await passOn(stage);
    expect(report.end).toEqual({ kind: 'completed' });
    expect(storedIn(stage)).toEqual(range(1, itemCount));
  });
});

it('a target that asks for more when it has all: the mail is there once', async () => {
  const stage = await stageWith({
    behaviours: [{ beforeCommit: ({ send }) => void send('+ more\r\n+ more\r\n') }],
  });
  expect((await passOn(stage)).end).toEqual({ kind: 'completed' });
  expect(storedIn(stage)).toEqual(range(1, itemCount));
});

const refusals: readonly {
  name: string;
  target: ImapServerOptions;
  codes: readonly string[];
}[] = [
  {
    name: 'never answers a write',
    target: { behaviours: [{ beforeCommit: silence }] },
    codes: ['connection-timeout'],
  },
  {
    name: 'says "still here" for ever',
    target: {
      behaviours: [
        {
          beforeCommit: async ({ send, clock }) => {
            for (let said = 0; said < 200; said += 1) {
              send('* OK Still here\r\n');
              await clock.sleep(50);
            }
            return undefined;
          },
        },
      ],
    },
    codes: ['connection-timeout'],
  },
  {
    name: 'closes at each write',
    target: { behaviours: [{ beforeCommit: () => ({ close: 'reset' }) }] },
    codes: ['connection-lost'],
  },
  {
    name: 'says goodbye at each write',
    target: at('APPEND', () => ({ close: 'end', bye: '\u001b[31mgo away' })),
    codes: ['connection-lost'],
  },
];

describe('a target that takes nothing', () => {
  it.each(refusals)('$name: the pass ends in plain words', async ({ target, codes }) => {
    const stage = await stageWith(target);
    const report = await passOn(stage);
    expect(report.end.kind).toBe('failed');
    expect(codes).toContain(report.end.kind === 'failed' ? report.end.error.code : undefined);
    const { migrated, failed, pending } = report.totals;
    expect([migrated, failed + pending]).toEqual([0, itemCount]);
    // A server that takes nothing says nothing of an item.
    expect(failed).toBe(0);
    expect(storedIn(stage)).toEqual([]);
  });

  it('dies of one item each time: that one has failed, the others are there', async () => {
    const ofTheFirst = /02:47:40 \+0100/;
    const stage = await stageWith({
      behaviours: [
        {
          beforeCommit: ({ line }) => (ofTheFirst.test(line) ? { close: 'reset' } : undefined),
        },
      ],
    });
    const report = await passOn(stage);
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount - 1, failed: 1, pending: 0 });
    expect(storedIn(stage)).toEqual(range(2, itemCount));
  });

  it('dies of one item in the midst of others: that one has failed, the others are there', async () => {
    const poison = mail(5, 'x'.repeat(1000));
    const messages = [...mails(1, 4), poison, ...mails(6, itemCount)];
    const stage = await startStage({
      folders: [{ path: ['INBOX'], messages }],
      target: {
        behaviours: [
          {
            duringLiteral: (_, { size }) =>
              size === String(poison.bytes).length ? { close: 'reset' } : undefined,
          },
        ],
      },
    });
    const report = await passOn(stage);
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount - 1, failed: 1, pending: 0 });
    expect(storedIn(stage)).toEqual([1, 2, 3, 4, 6, 7, 8]);
  });

  it('understands no write: the folder is left out, every item is told', async () => {
    const stage = await stageWith(at('APPEND', () => ({ status: 'BAD', text: 'What?' })));
    const report = await passOn(stage);
    const { migrated, failed, pending } = report.totals;
    expect([migrated, failed + pending]).toEqual([0, itemCount]);
    expect(storedIn(stage)).toEqual([]);
  });

  it('refuses each item: each has failed with the words of the server, cleaned', async () => {
    const no = { status: 'NO', text: '\u001b[2Jno \u009b31mnever\u202e' } as const;
    const stage = await stageWith({ behaviours: [{ beforeCommit: () => no }] });
    const report = await passOn(stage);
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 0, failed: itemCount, pending: 0 });
  });

  it('answers OK and drops what it was given: that is for the verification to find', async () => {
    const stage = await stageWith({ behaviours: [{ beforeCommit: () => done }] });
    const report = await passOn(stage);
    expect(report.end.kind).toBe('completed');
    expect(storedIn(stage)).toEqual([]);
  });
});
