import { imapConnector } from '@mailhaul/connector-imap';
import type { MailConnector } from '@mailhaul/connector-contract';
import type { PassProgress } from '@mailhaul/copy-engine';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { anyUserPassword, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EngineStage, type PassChange, startStage, user } from '../support/engine-stage.ts';
import { loseSecondBatch } from '../support/lost-batch.ts';
import { at, latch } from '../support/moments.ts';
import { mails, numbersIn, range } from '../support/numbered-mail.ts';

const folders = [{ path: ['INBOX'], messages: mails(1, 50) }];
const aside = 'Duplicates found';
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const option = { options: { setsSurplusAside: true } };

/** A late batch that is not whole any more: 48 copies that the next pass reports. */
async function withSurplus(stage: EngineStage, reported = 48): Promise<void> {
  const late = latch();
  stage.ways.target.push(
    at({ command: 'APPEND', count: 2, when: 'complete' }, async () => {
      stage.target.dropConnections();
      await late.opened;
    }),
  );
  await stage.run();
  late.open();
  const inbox = () => stage.target.mailbox(user).messages(['INBOX']);
  await expect.poll(() => inbox().length, { timeout: 30_000 }).toBe(99);
  stage.target.mailbox(user).removeMessages(['INBOX'], [inbox().at(-1)?.uid ?? 0]);
  expect((await stage.run()).surplusReported).toBe(reported);
}

async function runAndHear(stage: EngineStage, change: PassChange) {
  const told: PassProgress[] = [];
  const report = await stage.run({ ...change, onProgress: (news) => told.push(news) });
  const surplus = told.filter(({ kind }) => kind === 'surplus-moved' || kind === 'surplus-kept');
  return { report, surplus };
}

describe('copies that may be there twice', () => {
  it('go to a folder of their own when a person asks, and nothing is deleted or copied again', async () => {
    const stage = await startStage({ folders });
    await withSurplus(stage);
    const { report, surplus } = await runAndHear(stage, option);
    expect(report).toMatchObject({ end: { kind: 'completed' }, surplusReported: 0 });
    expect(surplus).toEqual([{ kind: 'surplus-moved', path: 'INBOX', itemCount: 48, to: aside }]);
    const check = () => {
      expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 50));
      expect(numbersIn(stage.target, aside)).toHaveLength(48);
    };
    check();
    const appends = stage.target.commandCount('APPEND');
    expect(await stage.run(option)).toMatchObject({ surplusReported: 0 });
    check();
    expect(stage.target.commandCount('APPEND')).toBe(appends);
  });

  it('also by a pass that only looks and never asks the source', async () => {
    const stage = await startStage({ folders });
    await withSurplus(stage);
    const source: MailConnector = {
      ...stage.pass({}).source,
      open: () => Promise.reject(new Error('the source is asked')),
    };
    const options = { onlyLooks: true, setsSurplusAside: true };
    expect(await stage.run({ source, options })).toMatchObject({ surplusReported: 0 });
    expect(numbersIn(stage.target, aside)).toHaveLength(48);
  });

  it('stay where the copy that they repeat has been taken away: it may be the only one', async () => {
    const stage = await startStage({ folders });
    await withSurplus(stage);
    const mailbox = stage.target.mailbox(user);
    mailbox.removeMessages(['INBOX'], [mailbox.messages(['INBOX'])[20]?.uid ?? 0]);
    const { report, surplus } = await runAndHear(stage, option);
    expect(report.surplusReported).toBe(1);
    expect(surplus).toMatchObject([
      { kind: 'surplus-moved', itemCount: 47 },
      { kind: 'surplus-kept', itemCount: 1, why: 'may-be-the-only' },
    ]);
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 50));
  });

  it('stay at a target that moves nothing in one step', async () => {
    const stage = await startStage({ folders, target: { without: ['MOVE'] } });
    await withSurplus(stage);
    const { report, surplus } = await runAndHear(stage, option);
    expect(report.surplusReported).toBe(48);
    expect(surplus).toMatchObject([{ kind: 'surplus-kept', why: 'cannot-be-moved' }]);
    expect(numbersIn(stage.target, 'INBOX')).toHaveLength(98);
  });

  it('are moved once, though the pass that moved them was killed before it could say so', async () => {
    const stage = await startStage({ folders });
    await withSurplus(stage);
    const dying = stage.process(option);
    stage.ways.target.push(
      at({ command: 'UID MOVE', count: 1, when: 'done' }, () => {
        dying.process.kill();
        stage.target.dropConnections();
      }),
    );
    void dying.run();
    const there = () => numbersIn(stage.target, 'INBOX').length;
    await expect.poll(there, { timeout: 30_000 }).toBe(50);
    const { report, surplus } = await runAndHear(stage, option);
    expect(report).toMatchObject({ end: { kind: 'completed' }, surplusReported: 0 });
    expect(surplus).toEqual([]);
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 50));
    expect(numbersIn(stage.target, aside)).toHaveLength(48);
  });

  it('never go to a folder that is copied into', async () => {
    const more = { path: [aside], messages: mails(77, 77) };
    const stage = await startStage({ folders: [...folders, more] });
    // The write that is late is of the other folder; what waited behind it on that connection is late as well.
    await withSurplus(stage, 49);
    expect(await stage.run(option)).toMatchObject({ surplusReported: 0 });
    expect(numbersIn(stage.target, aside)).toEqual([77]);
    expect(numbersIn(stage.target, `${aside} 2`)).toHaveLength(49);
  });
});

describeWithServer('dovecot', 'copies that may be there twice at Dovecot', () => {
  it('go to a folder of their own', { timeout: 120_000 }, async () => {
    const dovecot = await startDovecot({});
    onTestFinished(() => dovecot.stop());
    const { host, port } = dovecot;
    const settings = { host, port, security: 'none', user, password: anyUserPassword } as const;
    const connector = imapConnector(settings);
    const signal = AbortSignal.timeout(100_000);
    const open = () => connector.open({ clock: systemClock, random: systemRandom, signal });
    const target: MailConnector = { ...connector, open };
    const stage = await startStage({ folders });
    const lost = await loseSecondBatch(stage, { target });
    expect((await stage.run({ target })).totals).toMatchObject({ migrated: 50 });
    const person = await open();
    await person.writeBatch('INBOX', lost.slice(10, 13), {
      beforeCommit: () => Promise.resolve(),
    });
    expect((await stage.run({ target })).surplusReported).toBe(3);
    expect((await stage.run({ target, ...option })).surplusReported).toBe(0);
    const counts = (await person.listFolders()).map(({ path, state }) => [
      path.join('/'),
      state?.itemCount,
    ]);
    expect(Object.fromEntries(counts)).toEqual({ INBOX: 50, [aside]: 3 });
    await person.close();
  });
});
