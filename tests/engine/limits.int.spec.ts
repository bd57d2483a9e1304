import { answerWith, limitKeywords, refuseMessages } from '@mailhaul/mail-servers';
import type { PassProgress } from '@mailhaul/copy-engine';
import { systemClock } from '@mailhaul/kernel';
import { describe, expect, it } from 'vitest';
import { startStage } from '../support/engine-stage.ts';
import { mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const folders = ['INBOX', 'A', 'B', 'C', 'D', 'E'].map((name, at) => ({
  path: [name],
  messages: mails(at * 60 + 1, at * 60 + 60),
}));
const [inbox = { path: ['INBOX'], messages: [] }] = folders;
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

/** What a pass told of its waits. */
function heard() {
  const news: PassProgress[] = [];
  const waits = () =>
    news.flatMap((one) => (one.kind === 'waiting' ? [{ ...one, kind: undefined }] : []));
  return { onProgress: (one: PassProgress) => void news.push(one), waits, news };
}

describe('limits of connections', () => {
  it.each([
    ['source', 1],
    ['source', 2],
    ['source', 3],
    ['target', 1],
    ['target', 2],
    ['target', 3],
  ] as const)('a %s that allows %i: the pass goes on with what it gets', async (side, max) => {
    const stage = await startStage({ folders, [side]: { connectionsPerUserMax: max } });
    const { onProgress } = heard();
    const report = await stage.run({
      onProgress,
      options: { connectionPairs: 4, pairsAtStart: 4 },
    });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 360, failed: 0 });
    for (const { path } of folders) {
      expect(numbersIn(stage.target, path.join('/')).length).toBe(60);
    }
  });

  it.each([1, 2])(
    'a target that sends the connection after %i away with BYE: likewise',
    async (max) => {
      const stage = await startStage({ folders, target: { connectionsMax: max } });
      const report = await stage.run({ options: { connectionPairs: 4, pairsAtStart: 4 } });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report.totals).toMatchObject({ migrated: 360, failed: 0 });
    },
  );

  it.each([
    ['source', 1],
    ['source', 2],
    ['target', 1],
    ['target', 2],
  ] as const)('a delta between a %s that allows %i: likewise', async (side, max) => {
    const stage = await startStage({ folders, [side]: { connectionsPerUserMax: max } });
    const options = { connectionPairs: 4, pairsAtStart: 4 };
    expect((await stage.run({ options })).end).toEqual({ kind: 'completed' });
    for (const { path } of folders) stage.source.mailbox('ann').deliver(path, mail(1000, 'late'));
    const report = await stage.run({ options });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.passCounts).toMatchObject({ migrated: 6, failed: 0 });
  });

  it('a limit that comes in mid-run, when a connection is made anew: it waits for a place, and says so', async () => {
    const stage = await startStage({ folders: [inbox] });
    const busy = {
      status: 'NO',
      code: 'ALERT',
      text: 'Too many simultaneous connections. (Failure)',
    };
    stage.ways.target.push(
      answerWith({ ...busy, status: 'NO' }, { command: 'AUTHENTICATE', times: 3 }),
    );
    const { onProgress, waits } = heard();
    const report = await stage.run({ onProgress });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(waits().filter(({ reason }) => reason === 'connection-limit').length).toBe(3);
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });
});

describe('a server that asks to wait', () => {
  it('is left alone for as long as it says, and people are told until when', async () => {
    const text = 'Request is throttled. Suggested Backoff Time: 92415 milliseconds';
    const stage = await startStage({ folders: [inbox] });
    stage.ways.target.push(answerWith({ status: 'BAD', text }, { command: 'APPEND', from: 2 }));
    const { onProgress, waits } = heard();
    const startMs = stage.clock.wallMs();
    const report = await stage.run({ onProgress });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    const [wait] = waits().filter(({ reason }) => reason === 'server-asked-to-wait');
    expect((wait?.untilWallMs ?? 0) - startMs).toBeGreaterThanOrEqual(92_415);
    expect(stage.clock.wallMs()).toBeGreaterThanOrEqual(wait?.untilWallMs ?? Infinity);
  });

  it.each([
    ['NO', 'OVERQUOTA', 'Account exceeded command or bandwidth limits.'],
    ['NO', 'THROTTLED', 'Slow down'],
    ['NO', 'UNAVAILABLE', 'Backend is down'],
    ['NO', 'INUSE', 'Mailbox in use'],
  ] as const)('a source that says %s [%s] once: nothing is lost', async (status, code, text) => {
    const stage = await startStage({ folders: [inbox] });
    stage.ways.source.push(answerWith({ status, code, text }, { command: 'UID FETCH' }));
    const report = await stage.run();
    expect(report.end).toMatchObject({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });
});

describe('quota', () => {
  const bytes = 60 * 1024;
  const big = { path: ['INBOX'], messages: range(1, 60).map((n) => mail(n, 'x'.repeat(2048))) };

  it('known to be too small before the pass: told, with both figures', async () => {
    const stage = await startStage({ folders: [big], target: { quota: { bytes } } });
    const { onProgress, news } = heard();
    await stage.run({ onProgress });
    const told = news.filter(({ kind }) => kind === 'quota-short');
    expect(told).toHaveLength(1);
    const [short] = told;
    if (short?.kind !== 'quota-short') throw new Error('nothing was told');
    // The first item may be there already: it shows what the target does with bytes.
    expect(bytes - short.freeBytes).toBeLessThan(4096);
    expect(short.neededBytes).toBeGreaterThan(59 * 2048);
  });

  it('full in mid-run: it stops and says how much is missing; with more room it goes on, nothing twice', async () => {
    const quota = { bytes };
    const stage = await startStage({ folders: [big], target: { quota } });
    // The target is asked once more, and has the machine's time for its answer.
    const report = await stage.run({ clock: systemClock });
    const error = report.end.kind === 'failed' ? report.end.error : undefined;
    expect(error).toMatchObject({ code: 'quota-exceeded', disposition: 'needsOperator' });
    expect(error?.message).toMatch(
      /\d+ bytes are still to copy, \d+ of 61440 bytes are free, \d+ bytes are missing/,
    );
    expect(report.totals.migrated).toBeGreaterThan(0);
    expect(report.totals.failed).toBe(0);
    quota.bytes = 10 * 1024 * 1024;
    const { onProgress, news } = heard();
    expect((await stage.run({ onProgress })).end).toEqual({ kind: 'completed' });
    expect(news.filter(({ kind }) => kind === 'quota-short')).toEqual([]);
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });

  it('a delta of a mailbox that is at the target does not warn, however little room is left', async () => {
    const stage = await startStage({ folders: [big], target: { quota: { bytes: 200 * 1024 } } });
    expect((await stage.run()).end).toEqual({ kind: 'completed' });
    stage.source.mailbox('ann').deliver(['INBOX'], mail(61, 'late'));
    const { onProgress, news } = heard();
    expect((await stage.run({ onProgress })).end).toEqual({ kind: 'completed' });
    expect(news.filter(({ kind }) => kind === 'quota-short')).toEqual([]);
  });
});

describe('limits of folders and messages', () => {
  it('a limit of size that only STATUS tells: the item fails, without a byte of it sent', async () => {
    const large = mail(61, 'x'.repeat(50_000));
    const stage = await startStage({
      folders: [{ path: ['INBOX'], messages: [...mails(1, 60), large] }],
      target: { appendLimit: 20_000, announcesAppendLimit: 'by-folder' },
    });
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 60, failed: 1 });
    expect(numbersIn(stage.target, 'INBOX')).toEqual(range(1, 60));
  });
});

describe('limits of keywords', () => {
  const keywords = (messages: readonly { keywords: readonly string[] }[]) =>
    new Set(messages.flatMap((message) => message.keywords));
  const marked = (n: number, ...flags: string[]) => ({ ...mail(n), flags: ['\\Seen', ...flags] });
  const messages = [
    ...mails(1, 20).map((one) => ({ ...one, flags: [] })),
    ...range(21, 40).map((n) => marked(n, '$Label1')),
    ...range(41, 60).map((n) => marked(n, '$Label1', 'Projekt')),
  ];

  it('a target that makes no new keywords: they are left out and named, the mail is all there', async () => {
    const stage = await startStage({
      folders: [{ path: ['INBOX'], messages }],
      target: { behaviours: [limitKeywords(0)] },
    });
    const { onProgress, news } = heard();
    const report = await stage.run({ onProgress });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    const told = news.flatMap((one) => (one.kind === 'keywords-left-out' ? [one] : []));
    expect(told.reduce((sum, { itemCount }) => sum + itemCount, 0)).toBe(40);
    expect(new Set(told.flatMap((one) => one.keywords))).toEqual(new Set(['$Label1', 'Projekt']));
    const there = stage.target.mailbox('ann').messages(['INBOX']);
    expect(there.filter(({ flags }) => flags.includes('\\Seen')).length).toBe(40);
  });

  it('a target that refuses messages for their keywords: written without, and named', async () => {
    const refusesKeywords = refuseMessages(
      ({ flags }) => flags.some((flag) => flag === 'Projekt'),
      { text: 'Invalid flag list' },
    );
    const stage = await startStage({
      folders: [{ path: ['INBOX'], messages }],
      target: { behaviours: [refusesKeywords] },
    });
    const { onProgress, news } = heard();
    const report = await stage.run({ onProgress });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    const told = news.flatMap((one) => (one.kind === 'keywords-left-out' ? [one] : []));
    expect(told.reduce((sum, { itemCount }) => sum + itemCount, 0)).toBe(20);
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
    expect(keywords(stage.target.mailbox('ann').messages(['INBOX'])).has('$Label1')).toBe(true);
  });

  it('a target that takes keywords: each is there, and nothing is told', async () => {
    const stage = await startStage({ folders: [{ path: ['INBOX'], messages }] });
    const { onProgress, news } = heard();
    await stage.run({ onProgress });
    expect(news.filter(({ kind }) => kind === 'keywords-left-out')).toEqual([]);
    const there = stage.target.mailbox('ann').messages(['INBOX']);
    expect(there.flatMap((message) => message.keywords).length).toBe(60);
  });
});
