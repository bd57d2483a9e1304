import type { MailConnector } from '@mailhaul/connector-contract';
import { PaceGovernor, withPace } from '@mailhaul/connector-decorators';
import { ewsConnector } from '@mailhaul/connector-ews';
import type { PassProgress } from '@mailhaul/copy-engine';
import { type Clock, systemClock } from '@mailhaul/kernel';
import {
  type EwsRequest,
  type EwsServer,
  type EwsServerOptions,
  type FolderSpec,
  type Misbehaviour,
  startEwsServer,
} from '@mailhaul/mail-servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStage } from '../support/engine-stage.ts';
import { LeapingClock } from '../support/leaping-clock.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';

const address = 'ann@example.com';
const password = 'secret';
const folders = ['INBOX', 'A', 'B', 'C', 'D', 'E'].map((name, at) => ({
  path: [name],
  messages: mails(at * 60 + 1, at * 60 + 60),
}));
const [inbox = { path: ['INBOX'], messages: [] }] = folders;
const all = range(1, 60);

interface Way {
  readonly clock: Clock;
  readonly governor?: PaceGovernor;
  readonly user?: string;
  readonly mailbox?: string;
}

/** Connections keep the machine's time: only the waits of the engine and of the pace are left out. */
function connectorTo({ host, port }: EwsServer, way: Way): MailConnector {
  const { clock, governor = new PaceGovernor(clock), user = address, mailbox } = way;
  const who = { user, password, ...(mailbox === undefined ? {} : { mailbox }) };
  const connector = ewsConnector({ host, port, security: 'none', ...who });
  const timed: MailConnector = {
    ...connector,
    open: (context) => connector.open({ ...context, clock: systemClock }),
  };
  return withPace(timed, { governor });
}

type Mood = (request: EwsRequest) => Misbehaviour | undefined | Promise<undefined>;

/** An IMAP server and an Exchange; what the pass told of its waits, and when Exchange was asked for something. */
async function stageWith(
  {
    folders = [inbox],
    ...options
  }: Partial<EwsServerOptions> & { folders?: readonly FolderSpec[] },
  mood: Mood = () => undefined,
) {
  const stage = await startStage({ folders });
  const asked: { readonly atMs: number; readonly isRefused: boolean }[] = [];
  const exchange = await startEwsServer({
    mailboxes: [{ address, password }],
    mime: 'kept',
    ...options,
    onRequest: (request) => {
      const deed = mood(request);
      const isRefused = deed !== undefined && !(deed instanceof Promise);
      asked.push({ atMs: stage.clock.wallMs(), isRefused });
      return deed;
    },
  });
  onTestFinished(() => exchange.stop());
  const news: PassProgress[] = [];
  const heard = { onProgress: (one: PassProgress) => void news.push(one) };
  return {
    stage,
    exchange,
    asked,
    news,
    heard,
    connector: connectorTo(exchange, { clock: stage.clock }),
  };
}

/** It was left alone for so long, and people were told until when. */
function expectObeyed(
  { asked, news }: Pick<Awaited<ReturnType<typeof stageWith>>, 'asked' | 'news'>,
  { waitMs, isSaid }: { readonly waitMs: number; readonly isSaid: boolean },
): void {
  const at = asked.findIndex(({ isRefused }) => isRefused);
  const refusedMs = asked[at]?.atMs ?? Infinity;
  const waits = news.flatMap((one) =>
    one.kind === 'waiting' && one.reason === 'server-asked-to-wait' ? [one.untilWallMs ?? 0] : [],
  );
  expect(Math.max(...waits) - refusedMs).toBeGreaterThanOrEqual(waitMs);
  // Where no time is said, what was written is looked for at once.
  if (!isSaid) return;
  const after = asked.slice(at + 1).map(({ atMs }) => atMs - refusedMs);
  // A second line may have been opened while the refusal came.
  const underWay = after.filter((ms) => ms < waitMs / 2);
  expect(underWay.length).toBeLessThanOrEqual(1);
  const next = after.slice(underWay.length);
  expect(Math.min(...next)).toBeGreaterThanOrEqual(waitMs);
  // It asked once, and is waited for once.
  expect(Math.max(...next)).toBeLessThan(waitMs * 1.5);
}

function numbersAt(exchange: EwsServer, owner = address): number[] {
  return exchange
    .mailbox(owner)
    .distinguished('inbox')
    .items.map(({ mime }) =>
      Number(/Subject: number (\d+)/.exec(Buffer.from(mime).toString())?.[1]),
    )
    .toSorted((a, b) => a - b);
}

const busy = { code: 'ErrorServerBusy', backOffMs: 92_415 };
const unsaidMs = 10_000;

const refusals: readonly (readonly [string, number, Misbehaviour])[] = [
  ['a fault of HTTP 500', 92_415, { kind: 'fault', fault: busy }],
  ['a fault of HTTP 200', 92_415, { kind: 'fault', fault: busy, status: 200 }],
  [
    'a fault without detail',
    unsaidMs,
    { kind: 'fault', fault: { code: 'ErrorServerBusy', withoutDetail: true } },
  ],
  ['one answer for all items', 92_415, { kind: 'refusal', ...busy }],
  ['503 and seconds', 60_000, { kind: 'answer', status: 503, headers: { 'Retry-After': '60' } }],
  [
    '503 and a date',
    60_000,
    {
      ...{ kind: 'answer', status: 503 },
      headers: {
        Date: 'Sun, 06 Nov 1994 08:49:37 GMT',
        'Retry-After': 'Sun, 06 Nov 1994 08:50:37 GMT',
      },
    },
  ],
  ['503 alone', unsaidMs, { kind: 'answer', status: 503 }],
];

describe('an Exchange that asks to wait', () => {
  it.each(refusals)('as target, by %s: it is obeyed for %i ms, and told', async (...of) => {
    const [, waitMs, deed] = of;
    let writeCount = 0;
    const made = await stageWith({}, ({ operation }) => {
      writeCount += operation === 'CreateItem' ? 1 : 0;
      return operation === 'CreateItem' && writeCount === 2 ? deed : undefined;
    });
    const report = await made.stage.run({ target: made.connector, ...made.heard });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    expect(numbersAt(made.exchange)).toEqual(all);
    expectObeyed(made, { waitMs, isSaid: waitMs !== unsaidMs });
  });

  it.each(refusals)('as source, by %s: it is obeyed for %i ms, and told', async (...of) => {
    const [, waitMs, deed] = of;
    let readCount = 0;
    const made = await stageWith({ folders: [] }, ({ operation }) => {
      readCount += operation === 'GetItem' ? 1 : 0;
      return operation === 'GetItem' && readCount === 1 ? deed : undefined;
    });
    const mailbox = made.exchange.mailbox(address);
    for (const { bytes } of inbox.messages) {
      mailbox.addItem(mailbox.distinguished('inbox'), {
        ...{ mime: Buffer.from(bytes), itemClass: 'IPM.Note', isRead: true, isDraft: false },
        ...{ receivedAt: new Date(1.7e12), categories: [], properties: new Map() },
      });
    }
    const report = await made.stage.run({ source: made.connector, ...made.heard });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    expect(numbersIn(made.stage.target, 'INBOX').toSorted((a, b) => a - b)).toEqual(all);
    expectObeyed(made, { waitMs, isSaid: waitMs !== unsaidMs });
  });
});

describe('an Exchange with limits', () => {
  it.each([1, 7, 20])(
    'that opens %i items of a request: asked for the others by themselves, without a wait',
    async (openObjectsMax) => {
      const { stage, exchange, news, heard, connector } = await stageWith({ openObjectsMax });
      const report = await stage.run({ target: connector, ...heard });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
      expect(numbersAt(exchange)).toEqual(all);
      const home = await startStage({ folders: [] });
      expect((await home.run({ source: connector, ...heard })).end).toEqual({ kind: 'completed' });
      expect(numbersIn(home.target, 'INBOX').toSorted((a, b) => a - b)).toEqual(all);
      expect(news.filter(({ kind }) => kind === 'waiting')).toEqual([]);
    },
  );

  it.each([1, 2, 3])(
    'that answers %i requests at once: the pass goes on with what it gets',
    async (concurrentMax) => {
      const limits = { concurrentMax, folders };
      // Slow enough for requests to meet.
      const slow = () => systemClock.sleep(2).then(() => undefined);
      const { stage, heard, connector, exchange } = await stageWith(limits, slow);
      const report = await stage.run({
        target: connector,
        ...heard,
        options: { connectionPairs: 4, pairsAtStart: 4 },
      });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report.totals).toMatchObject({ migrated: 360, failed: 0 });
      expect(numbersAt(exchange)).toEqual(all);
    },
  );
});

describe('many mailboxes that one account opens', () => {
  it.each([
    ['2010', { version: { major: 14, minor: 1 } }],
    ['2016 of which two requests are left', { concurrentMax: 2 }],
  ] as const)('on an Exchange %s: all of them come to their end', async (_, limits) => {
    const admin = { address: 'admin@example.com', password, mayImpersonate: true };
    const owners = ['ann', 'bob', 'eve', 'joe'].map((name) => `${name}@example.com`);
    const exchange = await startEwsServer({
      mailboxes: [admin, ...owners.map((owner) => ({ address: owner, password: 'her own' }))],
      mime: 'kept',
      ...limits,
      onRequest: () => systemClock.sleep(2).then(() => undefined),
    });
    onTestFinished(() => exchange.stop());
    const clock = new LeapingClock();
    const governor = new PaceGovernor(clock);
    const ends = owners.map(async (mailbox) => {
      const stage = await startStage({ folders });
      const target = connectorTo(exchange, { clock, governor, mailbox, user: admin.address });
      const options = { connectionPairs: 4, pairsAtStart: 4 };
      return (await stage.run({ target, clock, options })).totals;
    });
    for (const totals of await Promise.all(ends)) {
      expect(totals).toMatchObject({ migrated: 360, failed: 0, pending: 0 });
    }
    for (const owner of owners) expect(numbersAt(exchange, owner)).toEqual(all);
  });
});
