import { closeAt, cutBodyAfter } from '@mailhaul/mail-servers';
import { describe, expect, it } from 'vitest';
import { LeapingClock } from '../support/leaping-clock.ts';
import { startStage } from '../support/engine-stage.ts';
import { contentOf, mails, numbersIn, range } from '../support/numbered-mail.ts';

const folders = [
  { path: ['INBOX'], messages: mails(1, 180) },
  { path: ['Archive'], messages: mails(201, 260) },
  { path: ['Archive', '2024'], messages: mails(301, 420) },
  { path: ['Empty'] },
];
const paths = folders.map(({ path }) => path);
const itemCount = 360;

describe('connections', () => {
  it.for([1, 2, 3, 4])('%i connection pairs give the same result', async (connectionPairs) => {
    const stage = await startStage({ folders });
    const report = await stage.run({ options: { connectionPairs } });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0, pending: 0 });
    for (const path of paths) {
      expect(contentOf(stage.target, ...path)).toEqual(contentOf(stage.source, ...path));
    }
  });

  it('the first item is written and read back while the folders are made, once', async () => {
    const stage = await startStage({ folders });
    const sent: string[] = [];
    stage.ways.target.push({ beforeCommand: ({ name }) => void sent.push(name) });
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0, pending: 0 });
    expect(sent.indexOf('APPEND')).toBeLessThan(sent.indexOf('CREATE'));
    // What the target makes of keywords is asked once.
    expect(sent.filter((name) => name === 'SELECT')).toHaveLength(1);
    expect(numbersIn(stage.target, 'INBOX')).toEqual(range(1, 180));
  });

  it.for([
    { title: 'before a byte of the batch', moment: 'before' as const },
    { title: 'in the midst of a message', moment: { literalBytes: 20, message: 7 } },
    { title: 'before the commit', moment: 'before-commit' as const },
    { title: 'after the commit', moment: 'after-commit' as const },
    { title: 'before the answer', moment: 'before-answer' as const },
  ])('one target connection lost $title: nothing lost, nothing doubled', async ({ moment }) => {
    const cut = closeAt(moment, { command: 'APPEND', from: 3, times: 2 });
    const stage = await startStage({ folders, target: { behaviours: [cut] } });
    const lost: string[] = [];
    const report = await stage.run({
      options: { connectionPairs: 2 },
      onProgress: (news) => news.kind === 'connection-lost' && lost.push(news.side),
    });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(lost).toContain('target');
    expect(report.totals).toMatchObject({ migrated: itemCount, failed: 0, pending: 0 });
    for (const path of paths) {
      const wanted = contentOf(stage.source, ...path);
      // What is written again comes behind what was in the air meanwhile.
      expect(contentOf(stage.target, ...path)).toHaveLength(wanted.length);
      expect(contentOf(stage.target, ...path)).toEqual(expect.arrayContaining(wanted));
    }
  });

  it.for([
    { lacks: 'MULTIAPPEND', target: { without: ['MULTIAPPEND'] as const } },
    { lacks: 'LITERAL+', target: { without: ['LITERAL+'] as const } },
    { lacks: 'UIDPLUS', target: { without: ['UIDPLUS'] as const } },
    { lacks: 'every extension', target: { isBare: true } },
  ])(
    'one lost to a target that lacks $lacks: nothing lost, nothing doubled',
    async ({ target }) => {
      const stage = await startStage({
        folders,
        target: {
          ...target,
          behaviours: [closeAt('after-commit', { command: 'APPEND', from: 5 })],
        },
      });
      const report = await stage.run({ options: { connectionPairs: 2 } });
      expect(report.end).toEqual({ kind: 'completed' });
      for (const path of paths) {
        expect(numbersIn(stage.target, ...path).toSorted((a, b) => a - b)).toEqual(
          numbersIn(stage.source, ...path),
        );
      }
    },
  );

  it('a timer that fires before the wall clock says so: what is waited for is waited for', async () => {
    class EarlyClock extends LeapingClock {
      override sleep(ms: number, signal?: AbortSignal): Promise<void> {
        return super.sleep(ms > 1000 ? ms * 0.9 : ms, signal);
      }
    }
    const cut = closeAt('before-commit', { command: 'APPEND', from: 3 });
    const stage = await startStage({ folders, target: { behaviours: [cut] } });
    const report = await stage.run({ clock: new EarlyClock() });
    expect(report.end).toEqual({ kind: 'completed' });
    expect(report.totals).toMatchObject({ migrated: itemCount, pending: 0 });
  });

  it('one source connection lost in the midst of a body: it is read again', async () => {
    const cut = cutBodyAfter(30, { command: 'UID FETCH', from: 2, times: 3 });
    const stage = await startStage({ folders, source: { behaviours: [cut] } });
    const lost: string[] = [];
    const report = await stage.run({
      onProgress: (news) => news.kind === 'connection-lost' && lost.push(news.side),
    });
    expect(lost).toContain('source');
    expect(report.end).toEqual({ kind: 'completed' });
    for (const path of paths) {
      expect(contentOf(stage.target, ...path)).toEqual(contentOf(stage.source, ...path));
    }
  });

  it('the listing connection of the source lost: the listing goes on', async () => {
    const cut = closeAt('before-answer', { command: 'UID FETCH', from: 1 });
    const stage = await startStage({ folders, source: { behaviours: [cut] } });
    const report = await stage.run();
    expect(report.totals).toMatchObject({ migrated: itemCount, pending: 0 });
    expect(numbersIn(stage.target, 'INBOX')).toEqual(range(1, 180));
  });

  it('all connections of both sides lost again and again: the pass comes to its end', async () => {
    const stage = await startStage({ folders });
    let rounds = 0;
    stage.ways.target.push({
      afterCommit: ({ count }) => {
        if (count % 4 !== 0 || rounds > 3) return undefined;
        rounds += 1;
        stage.source.dropConnections();
        stage.target.dropConnections();
        return undefined;
      },
    });
    const report = await stage.run({ options: { connectionPairs: 4 } });
    expect(rounds).toBeGreaterThan(1);
    expect(report.end).toEqual({ kind: 'completed' });
    for (const path of paths) {
      expect(numbersIn(stage.target, ...path).toSorted((a, b) => a - b)).toEqual(
        numbersIn(stage.source, ...path),
      );
    }
  });
});
