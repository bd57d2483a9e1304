import { imapConnector } from '@mailhaul/connector-imap';
import type { MailConnector } from '@mailhaul/connector-contract';
import { systemClock } from '@mailhaul/kernel';
import { type CommandContext, closeAt } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage } from '../support/engine-stage.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';
import { type Cut, placesIn, startCuttingProxy } from './cutting-proxy.ts';

const folders = [
  { path: ['INBOX'], messages: mails(1, 3) },
  { path: ['Work'], messages: mails(4, 5) },
];
const sides = ['source', 'target'] as const;
type Side = (typeof sides)[number];

/** Nothing lost, nothing twice, and the ledger says the same. */
async function expectWhole(stage: EngineStage, change = {}): Promise<void> {
  // Newest first lists every folder before it is read, which oldest first need not.
  const report = await stage.run({ options: { order: 'newest-first' }, ...change });
  expect(report.end).toEqual({ kind: 'completed' });
  expect(report.totals).toMatchObject({ migrated: 5, failed: 0, gone: 0, collapsed: 0 });
  expect(numbersIn(stage.target, 'INBOX').toSorted((a, b) => a - b)).toEqual(range(1, 3));
  expect(numbersIn(stage.target, 'Work').toSorted((a, b) => a - b)).toEqual(range(4, 5));
}

/** Every command that side gets in a pass without faults, with its count. */
async function commandsOf(side: Side): Promise<readonly { command: string; from: number }[]> {
  const stage = await startStage({ folders });
  const seen: { command: string; from: number }[] = [];
  stage.ways[side].push({
    beforeCommand: ({ name, count }: CommandContext) => {
      seen.push({ command: name, from: count });
      return undefined;
    },
  });
  await expectWhole(stage);
  return seen;
}

function through(port: number): MailConnector {
  const settings = { host: '127.0.0.1', port, security: 'none', user: 'ann', password: 'secret' };
  const connector = imapConnector(settings as Parameters<typeof imapConnector>[0]);
  return {
    ...connector,
    open: (context) => connector.open({ ...context, clock: systemClock }),
  };
}

async function cutOnce(side: Side, cut: Cut | undefined) {
  const stage = await startStage({ folders });
  const proxy = await startCuttingProxy(stage[side].port, cut);
  await expectWhole(stage, { [side]: through(proxy.port) });
  return proxy;
}

const endings = [
  { name: 'reset before it is performed', moment: 'before', how: { close: 'reset' } },
  {
    name: 'closed when it is performed and not answered',
    moment: 'before-answer',
    how: { close: 'end' },
  },
  { name: 'BYE in place of it', moment: 'before', how: { close: 'end', bye: 'Enough' } },
] as const;

describe.each(sides)('a connection of the %s that ends once', (side) => {
  it.each(endings)('at every command: $name', async ({ moment, how }) => {
    const commands = await commandsOf(side);
    expect(commands.length).toBeGreaterThan(6);
    for (const command of commands) {
      const stage = await startStage({ folders });
      stage.ways[side].push(closeAt(moment, command, how));
      await expectWhole(stage);
    }
  });

  it('in the middle and at the end of every line the server says', async () => {
    const { said } = await cutOnce(side, undefined);
    const places = placesIn(said);
    expect(places.length).toBeGreaterThan(20);
    let cutCount = 0;
    for (const place of places) if ((await cutOnce(side, place)).hasCut) cutCount += 1;
    // Which connection says what may differ a little from run to run.
    expect(cutCount).toBeGreaterThan(places.length / 2);
  });
});
