import { answerWith, closeAt, refuseMessages, storeOneByOne } from '@mailhaul/mail-servers';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage } from '../support/engine-stage.ts';
import { mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const folders = [{ path: ['INBOX'], messages: mails(1, 60) }];
const without = (...gone: number[]) => range(1, 60).filter((n) => !gone.includes(n));
const isPoison = (n: number) => (message: { body: { toBuffer(): Buffer } }) =>
  message.body.toBuffer().includes(`number ${n}.`);
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

async function failedRows(stage: EngineStage) {
  const report = await readLedgerReport(stage.pass({}));
  return [...(report?.rows() ?? [])].filter(({ outcome }) => outcome === 'failed');
}

describe('refusals', () => {
  it('a refused batch is split until only the refused items fail, with their reason', async () => {
    const why = { code: 'CANNOT', text: 'That message is not welcome' };
    const behaviours = [refuseMessages(isPoison(17), why), refuseMessages(isPoison(44), why)];
    const stage = await startStage({ folders, target: { behaviours } });
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 58, failed: 2 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(without(17, 44));
    const rows = await failedRows(stage);
    expect(rows.map(({ sourceId }) => sourceId)).toEqual([17, 44]);
    for (const { reason, serverText } of rows) {
      expect(reason).toBe('item-refused');
      expect(serverText).toContain('That message is not welcome');
    }
  });

  it('what was sent behind a refused batch comes before it once in a folder, and never again', async () => {
    const refusals = [160, 660, 860].map((n) => refuseMessages(isPoison(n)));
    const messages = mails(1, 900);
    const stage = await startStage({
      folders: [{ path: ['INBOX'], messages }],
      target: { behaviours: refusals },
    });
    expect((await stage.run()).totals).toMatchObject({ migrated: 897, failed: 3 });
    const order = numbersIn(stage.target, 'INBOX');
    const late = order.filter((n, at) => n < Math.max(...order.slice(0, at)));
    // The batch of the first one.
    expect(late.length).toBeLessThanOrEqual(50);
    expect(late.every((n) => Math.abs(n - 160) < 50)).toBe(true);
  });

  it('failed items are tried again by a delta', async () => {
    const stage = await startStage({ folders });
    const refusal = refuseMessages(isPoison(17));
    stage.ways.target.push(refusal);
    expect((await stage.run()).totals).toMatchObject({ migrated: 59, failed: 1 });
    expect((await stage.run()).totals).toMatchObject({ migrated: 59, failed: 1 });
    stage.ways.target.splice(0);
    const report = await stage.run();
    expect(report.passCounts).toMatchObject({ migrated: 1 });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });

  it('an item above the announced limit fails alone, without a byte of it sent', async () => {
    const big = mail(61, 'x'.repeat(50_000));
    const messages = [...mails(1, 30), big, ...mails(31, 60)];
    const stage = await startStage({
      folders: [{ path: ['INBOX'], messages }],
      target: { appendLimit: 20_000 },
    });
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: 60, failed: 1 });
    expect(numbersIn(stage.target, 'INBOX')).toEqual(range(1, 60));
    expect(await failedRows(stage)).toMatchObject([{ sourceId: 31, reason: 'item-too-large' }]);
  });

  it('a refused batch of which a part was stored all the same: that part is not written again', async () => {
    const behaviours = [storeOneByOne(), refuseMessages(isPoison(30))];
    const stage = await startStage({ folders, target: { behaviours } });
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 59, failed: 1 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(without(30));
  });

  it('a server that commits message by message and is cut in mid-batch: no second copies', async () => {
    const cut = closeAt({ literalBytes: 10, message: 23 }, { command: 'APPEND', from: 2 });
    const stage = await startStage({ folders, target: { behaviours: [storeOneByOne(), cut] } });
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });

  it('a server that is busy for a while is waited for', async () => {
    const busy = { status: 'NO', code: 'UNAVAILABLE', text: 'Later' } as const;
    const behaviours = [answerWith(busy, { command: 'APPEND', from: 2, times: 3 })];
    const stage = await startStage({ folders, target: { behaviours } });
    const waits: string[] = [];
    const report = await stage.run({
      onProgress: (news) => news.kind === 'waiting' && waits.push(news.reason),
    });
    expect(waits).toContain('server-asked-to-wait');
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });

  it('a server that fails at everything for a while, as with a full disk, is waited for: nothing fails', async () => {
    const fault = { status: 'NO', code: 'SERVERBUG', text: 'Internal error occurred' } as const;
    const behaviours = [answerWith(fault, { command: 'APPEND', from: 3, times: 24 })];
    const stage = await startStage({ folders, target: { behaviours } });
    const waits: string[] = [];
    const report = await stage.run({
      onProgress: (news) => news.kind === 'waiting' && waits.push(news.reason),
    });
    expect(waits).toContain('server-asked-to-wait');
    expect(report.totals).toMatchObject({ migrated: 60, failed: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });

  it('an item at which the server fails each time fails alone, after it was tried again', async () => {
    const fault = { code: 'SERVERBUG', text: 'Internal error occurred' };
    const behaviours = [refuseMessages(isPoison(17), fault), refuseMessages(isPoison(60), fault)];
    const stage = await startStage({ folders, target: { behaviours } });
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 58, failed: 2 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(without(17, 60));
  });

  it('a full target ends the pass with its reason, and room made lets the next go on', async () => {
    const stage = await startStage({ folders });
    const isFull = refuseMessages((_, folder) => folder.messages.length >= 20, {
      code: 'OVERQUOTA',
    });
    stage.ways.target.push(isFull);
    const full = await stage.run();
    expect(full.end).toMatchObject({ kind: 'failed', error: { code: 'quota-exceeded' } });
    expect(numbersIn(stage.target, 'INBOX').length).toBeLessThan(60);
    stage.ways.target.splice(0);
    expect((await stage.run()).totals).toMatchObject({ migrated: 60, failed: 0, pending: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
  });
});
