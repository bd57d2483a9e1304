import {
  addHeader,
  changeInternalDate,
  closeAt,
  type ImapBehaviour,
  limitKeywords,
  mergeTwins,
  MessageBody,
  rewriteMessages,
} from '@mailhaul/mail-servers';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { describe, expect, it } from 'vitest';
import { type EngineStage, startStage } from '../support/engine-stage.ts';
import { at } from '../support/moments.ts';
import { mail, mails, numbersIn, range, twins } from '../support/numbered-mail.ts';

const folders = [{ path: ['INBOX'], messages: mails(1, 120) }];
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

function altered(alter: (text: string) => string): ImapBehaviour {
  return rewriteMessages((message) => {
    const text = message.body.toBuffer().toString('latin1');
    return { ...message, body: new MessageBody([Buffer.from(alter(text), 'latin1')]) };
  });
}

/** The first process dies at that moment of the target's APPEND; another goes on. */
async function killedAndResumed(
  stage: EngineStage,
  moment: { count: number; when: 'complete' | 'stored' },
) {
  const { process, run } = stage.process();
  stage.ways.target.push(
    at({ command: 'APPEND', ...moment }, () => {
      process.kill();
      return { close: 'reset' };
    }),
  );
  void run();
  await expect.poll(() => stage.target.connectionCount()).toBe(0);
  return stage.run();
}

describe('targets that alter what they store', () => {
  it.for([
    { when: 'complete' as const, uids: 'with' },
    { when: 'stored' as const, uids: 'with' },
    { when: 'complete' as const, uids: 'without' },
    { when: 'stored' as const, uids: 'without' },
  ])(
    'a target that rewrites bytes, $uids UIDPLUS, a kill with a batch $when: no second copies',
    async ({ when, uids }) => {
      const without = uids === 'without' ? (['UIDPLUS'] as const) : [];
      const stage = await startStage({ folders, target: { behaviours: [addHeader()], without } });
      const report = await killedAndResumed(stage, { count: 3, when });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 120));
      expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    },
  );

  it('a target that rewrites some messages only, and a kill: no second copies', async () => {
    const some = rewriteMessages((message) =>
      /number \d*[05]\b/.test(message.body.toBuffer().toString('latin1'))
        ? { ...message, body: new MessageBody([...message.body.chunks, Buffer.from('\r\n')]) }
        : message,
    );
    const stage = await startStage({ folders, target: { behaviours: [some] } });
    const report = await killedAndResumed(stage, { count: 3, when: 'stored' });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 120));
  });

  it.for(['with', 'without'])(
    '%s UIDPLUS, a target that mends odd headers of mail without Message-ID, and a kill: no second copies',
    async (uids) => {
      const odd = range(1, 120).map((n) => ({
        ...mail(n),
        bytes: Buffer.from(`Subject: number ${n} caf\xe9\r\n\r\nNumber ${n}.\r\n`, 'latin1'),
      }));
      const messages = [...mails(121, 122), ...odd];
      const without = uids === 'without' ? (['UIDPLUS'] as const) : [];
      const stage = await startStage({
        folders: [{ path: ['INBOX'], messages }],
        target: { behaviours: [altered((text) => text.replace('caf\xe9', 'cafX'))], without },
      });
      const report = await killedAndResumed(stage, { count: 3, when: 'stored' });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 122));
      expect(report.totals).toMatchObject({ migrated: 122, failed: 0 });
    },
  );

  it.for([
    { title: 'keeps the size of', alter: (text: string) => text.replace('This is', 'Thus is') },
    { title: 'lengthens', alter: (text: string) => `X-Top: yes\r\n${text}`, isNameless: true },
    {
      title: 'shortens',
      alter: (text: string) => text.replace('This is', 'It is'),
      isNameless: true,
    },
  ])(
    'a target that alters some messages and $title them, and a kill: Investigate at most, never a second copy',
    async ({ alter, isNameless = false }) => {
      const named = mails(1, 120);
      const messages = isNameless
        ? named.map((one) => ({
            ...one,
            bytes: String(one.bytes).replace(/^Message-ID.*\r\n/m, ''),
          }))
        : named;
      const some = altered((text) => (/number \d*[05]\b/.test(text) ? alter(text) : text));
      const stage = await startStage({
        folders: [{ path: ['INBOX'], messages }],
        target: { behaviours: [some] },
      });
      const report = await killedAndResumed(stage, { count: 3, when: 'stored' });
      expect(report.end).toEqual({ kind: 'completed' });
      expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 120));
      expect(report.totals.migrated + report.totals.failed).toBe(120);
      expect(report.totals.failed).toBeLessThanOrEqual(24);
      expect(report.investigate).toBe(report.totals.failed);
    },
  );

  it('a target that mends odd headers only: seen at the end of the pass, also where the first item had none', async () => {
    const odd = {
      ...mail(121),
      bytes: Buffer.from('Subject: number 121 caf\xe9\r\n\r\nNumber 121.\r\n', 'latin1'),
    };
    const messages = [...mails(1, 120), odd];
    const mends = altered((text) => text.replace('caf\xe9', 'cafX'));
    for (const behaviours of [[], [mends]]) {
      const stage = await startStage({
        folders: [{ path: ['INBOX'], messages }],
        target: { behaviours },
      });
      await stage.run();
      const { tenant, pairId, store, sealer } = stage.pass({});
      const ledger = await readLedgerReport({ tenant, pairId, store, sealer });
      expect(ledger?.isTargetAltering).toBe(behaviours.length > 0);
    }
  });

  it('a target that keeps no early dates, and a kill: no second copies', async () => {
    const early = changeInternalDate(({ epochSeconds, zoneMinutes }) => ({
      epochSeconds: epochSeconds % 1_200 === 1_000 ? 1_700_000_000 : epochSeconds,
      zoneMinutes,
    }));
    const stage = await startStage({ folders, target: { behaviours: [early] } });
    const report = await killedAndResumed(stage, { count: 3, when: 'stored' });
    expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 120));
  });

  it('a target that rewrites bytes of mail without Message-ID: what cannot be told is Investigate, never a second copy', async () => {
    const anonymous = range(1, 60).map((n) => ({
      ...mail(n),
      bytes: `Subject: number ${n}\r\n\r\nThis is number ${n}.\r\n`,
    }));
    const stage = await startStage({
      folders: [{ path: ['INBOX'], messages: anonymous }],
      target: { behaviours: [addHeader()] },
    });
    const report = await killedAndResumed(stage, { count: 2, when: 'stored' });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 60));
    expect(report.investigate).toBe(report.totals.failed);
    expect(report.totals.migrated + report.totals.failed).toBe(60);
  });

  it('a target that keeps dates of its own, and a kill: no second copies', async () => {
    const behaviours = [
      changeInternalDate(() => ({ epochSeconds: 1_600_000_000, zoneMinutes: 0 })),
    ];
    const stage = await startStage({ folders, target: { behaviours } });
    const report = await killedAndResumed(stage, { count: 3, when: 'stored' });
    expect(report.totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(1, 120));
  });

  it('a target that keeps no keywords: the mail is migrated', async () => {
    const stage = await startStage({ folders, target: { behaviours: [limitKeywords(0)] } });
    expect((await stage.run()).totals).toMatchObject({ migrated: 120, failed: 0 });
    expect(numbersIn(stage.target, 'INBOX')).toEqual(range(1, 120));
  });
});

describe('targets that merge twins', () => {
  const withTwins = [{ path: ['INBOX'], messages: [...twins(7), ...mails(1, 60), ...twins(3)] }];

  it.for(['with', 'without'])('%s UIDPLUS: twins are counted as collapsed', async (uids) => {
    const without = uids === 'without' ? (['UIDPLUS'] as const) : [];
    const behaviours: ImapBehaviour[] = [mergeTwins()];
    const stage = await startStage({ folders: withTwins, target: { behaviours, without } });
    const report = await stage.run();
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: 61, collapsed: 9, failed: 0 });
    expect(report.passCounts).toMatchObject({ migrated: 61, collapsed: 9 });
    expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(0, 60));
    // A delta does not try them again.
    const appends = stage.target.commandCount('APPEND');
    expect((await stage.run()).totals).toEqual(report.totals);
    expect(stage.target.commandCount('APPEND')).toBe(appends);
  });

  it.for(['with', 'without'])(
    '%s UIDPLUS, and a lost connection: no item is lost',
    async (uids) => {
      const without = uids === 'without' ? (['UIDPLUS'] as const) : [];
      const cut = closeAt('after-commit', { command: 'APPEND', from: 2 });
      const behaviours: ImapBehaviour[] = [mergeTwins(), cut];
      const stage = await startStage({ folders: withTwins, target: { behaviours, without } });
      const report = await stage.run();
      expect(report.end).toEqual({ kind: 'completed' });
      expect(report.totals.migrated + report.totals.collapsed).toBe(70);
      expect(sorted(numbersIn(stage.target, 'INBOX'))).toEqual(range(0, 60));
    },
  );

  it('a target that keeps twins apart: each twin has a copy of its own', async () => {
    const stage = await startStage({ folders: withTwins });
    expect((await stage.run()).totals).toMatchObject({ migrated: 70, collapsed: 0 });
    expect(numbersIn(stage.target, 'INBOX')).toHaveLength(70);
  });
});
