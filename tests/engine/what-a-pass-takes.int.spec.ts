import type { ImapServer } from '@mailhaul/mail-servers';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { describe, expect, it } from 'vitest';
import { startStage, user } from '../support/engine-stage.ts';
import { at, latch } from '../support/moments.ts';
import { firstSeconds, mail, mails, numbersIn, range } from '../support/numbered-mail.ts';

const inbox = ['INBOX'];
const folders = [
  { path: inbox, messages: mails(1, 120) },
  { path: ['Archive'], messages: mails(201, 230) },
  { path: ['Archive', 'Old'], messages: mails(301, 310) },
];
const itemCount = 160;
const sorted = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

describe('order', () => {
  it('of arrival is kept', async () => {
    const messages = [5, 3, 9, 1, 7].flatMap((n) => mails(n * 100, n * 100 + 40));
    const stage = await startStage({ folders: [{ path: inbox, messages }] });
    await stage.run({ options: { connectionPairs: 4 } });
    expect(numbersIn(stage.target, ...inbox)).toEqual(numbersIn(stage.source, ...inbox));
  });

  it('newest first: the newest window goes first, in order of arrival inside', async () => {
    const stage = await startStage({ folders: [{ path: inbox, messages: mails(1, 1_200) }] });
    await stage.run({ options: { order: 'newest-first' } });
    expect(numbersIn(stage.target, ...inbox)).toEqual([
      ...range(701, 1_200),
      ...range(201, 700),
      ...range(1, 200),
    ]);
  });
});

describe('filters', () => {
  it('by age: older and newer mail is Excluded; a delta with wider filters takes it', async () => {
    const stage = await startStage({ folders });
    const filters = {
      receivedFrom: firstSeconds + 60 * 11,
      receivedBefore: firstSeconds + 60 * 21,
    };
    const report = await stage.run({ options: { filters } });
    expect(report.totals).toMatchObject({ migrated: 10, excluded: itemCount - 10, failed: 0 });
    expect(numbersIn(stage.target, ...inbox)).toEqual(range(11, 20));
    expect((await stage.run({ options: { filters } })).passCounts).toMatchObject({ migrated: 0 });
    const wide = await stage.run();
    expect(wide.totals).toMatchObject({ migrated: itemCount, excluded: 0 });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1, 120));
  });

  it('by size: larger mail is Excluded; a delta with wider filters takes it', async () => {
    const messages = [...mails(1, 20), mail(21, 'x'.repeat(5_000)), ...mails(22, 30)];
    const stage = await startStage({ folders: [{ path: inbox, messages }] });
    const report = await stage.run({ options: { filters: { itemBytesMax: 1_000 } } });
    expect(report.totals).toMatchObject({ migrated: 29, excluded: 1 });
    expect((await stage.run()).totals).toMatchObject({ migrated: 30, excluded: 0 });
  });

  it('by folder: mail of folders left out is Excluded; a delta with wider filters takes it', async () => {
    const stage = await startStage({ folders });
    const filters = { excludeFolders: ['Archive'] };
    const report = await stage.run({ options: { filters } });
    expect(report.totals).toMatchObject({ migrated: 120, excluded: 40, pending: 0 });
    expect(report.passCounts).toMatchObject({ migrated: 120, excluded: 40 });
    expect(await readLedgerReport(stage.pass({}))).toMatchObject({ leftOut: 40 });
    expect(stage.target.mailbox(user).find(['Archive'])).toBeUndefined();
    stage.source.mailbox(user).deliver(['Archive'], mail(231));
    const again = await stage.run({ options: { filters } });
    expect(again.totals).toMatchObject({ migrated: 120, excluded: 41, pending: 0 });
    expect(again.passCounts).toMatchObject({ migrated: 0, excluded: 1 });
    const wider = await stage.run({ options: { filters: { excludeFolders: ['Archive/Old'] } } });
    expect(wider.totals).toMatchObject({ migrated: 151, excluded: 10, pending: 0 });
    expect(wider.passCounts).toMatchObject({ migrated: 31, excluded: 0 });
    const narrow = await stage.run({ options: { filters } });
    expect(narrow.totals).toMatchObject({ migrated: 151, excluded: 10, pending: 0 });
    const wide = await stage.run();
    expect(wide.totals).toMatchObject({ migrated: itemCount + 1, excluded: 0, pending: 0 });
    expect(numbersIn(stage.target, 'Archive', 'Old')).toEqual(range(301, 310));
  });
});

describe('a pass that keeps to what was enumerated', () => {
  const options = { keepsToEnumerated: true };

  it('takes no mail that came while it was paused; a later one does', async () => {
    const stage = await startStage({ folders: [{ path: inbox, messages: mails(1, 1_000) }] });
    const stopping = new AbortController();
    const stopped = await stage.run({
      options,
      stop: stopping.signal,
      onProgress: ({ kind }) => {
        if (kind === 'settled') stopping.abort(new Error('paused'));
      },
    });
    expect(stopped.end.kind).toBe('stopped');
    stage.source.mailbox(user).deliver(inbox, mail(1_001));
    const resumed = await stage.run({ options });
    expect(resumed.end.kind).toBe('completed');
    expect(resumed.totals).toMatchObject({ migrated: 1_000, pending: 0 });
    expect(numbersIn(stage.target, ...inbox)).toEqual(range(1, 1_000));
    expect((await stage.run({ options })).passCounts).toMatchObject({ migrated: 0 });
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 1 });
    expect(numbersIn(stage.target, ...inbox)).toEqual(range(1, 1_001));
  });
});

describe('a folder left out since its pass was killed', () => {
  const filters = { excludeFolders: ['INBOX'] };
  const large = [{ path: inbox, messages: mails(1_001, 2_000) }, ...folders.slice(1)];
  const count = 1_040;

  it('is Excluded with what was not taken of it; a delta with wider filters goes on with it', async () => {
    const stage = await startStage({ folders: large });
    const { process, run } = stage.process();
    const isDead = latch();
    stage.ways.target.push(
      at({ command: 'APPEND', count: 2, when: 'before' }, () => {
        process.kill();
        isDead.open();
        return { close: 'reset' };
      }),
    );
    void run();
    await isDead.opened;
    const { end, totals, passCounts } = await stage.run({ options: { filters } });
    expect(end).toEqual({ kind: 'completed' });
    const excluded = count - totals.migrated;
    expect(totals).toMatchObject({ excluded, pending: 0 });
    expect(passCounts).toMatchObject({ excluded });
    const ledger = await readLedgerReport(stage.pass({}));
    const reasons = [...(ledger?.rows() ?? [])].flatMap(({ reason }) => reason ?? []);
    // Those in the air at the kill have rows; those behind them never had.
    expect(new Set(reasons)).toEqual(new Set(['folder-excluded']));
    expect(ledger?.leftOut).toBe(excluded - reasons.length);
    expect(ledger?.leftOut).toBeGreaterThan(0);
    const again = await stage.run({ options: { filters } });
    expect(again.totals).toEqual(totals);
    expect(again.passCounts).toMatchObject({ migrated: 0, excluded: 0 });
    const wide = await stage.run();
    expect(wide.totals).toMatchObject({ migrated: count, excluded: 0, pending: 0 });
    expect(sorted(numbersIn(stage.target, ...inbox))).toEqual(range(1_001, 2_000));
  });
});

describe('a delta', () => {
  const commands = ['LIST', 'STATUS', 'EXAMINE', 'SELECT', 'UID FETCH', 'CREATE', 'APPEND', 'NOOP'];
  const counts = (server: ImapServer) =>
    Object.fromEntries(commands.map((name) => [name, server.commandCount(name)]));
  const difference = (after: Record<string, number>, before: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(after)
        .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );

  it('of an unchanged mailbox costs one round trip and one connection per side', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    const before = [counts(stage.source), counts(stage.target)] as const;
    const connections = [stage.source.acceptedCount(), stage.target.acceptedCount()] as const;
    const report = await stage.run({ options: { connectionPairs: 4 } });
    expect(report.totals).toMatchObject({ migrated: itemCount });
    expect(difference(counts(stage.source), before[0])).toEqual({ LIST: 1 });
    expect(difference(counts(stage.target), before[1])).toEqual({ LIST: 1 });
    expect(stage.source.acceptedCount()).toBe(connections[0] + 1);
    expect(stage.target.acceptedCount()).toBe(connections[1] + 1);
  });

  it('takes only what is new, from where the last pass ended', async () => {
    const stage = await startStage({ folders });
    await stage.run();
    for (const message of mails(121, 125)) stage.source.mailbox(user).deliver(inbox, message);
    const before = counts(stage.source);
    expect((await stage.run()).passCounts).toMatchObject({ migrated: 5 });
    // One listing, one reading of bodies: of the new items only.
    expect(difference(counts(stage.source), before)).toMatchObject({ 'UID FETCH': 2 });
    expect(numbersIn(stage.target, ...inbox)).toEqual(range(1, 125));
  });

  it('costs one STATUS a folder where LIST-STATUS is not offered', async () => {
    const without = ['LIST-STATUS'] as const;
    const stage = await startStage({ folders, source: { without }, target: { without } });
    await stage.run();
    const before = counts(stage.source);
    await stage.run();
    expect(difference(counts(stage.source), before)).toEqual({ LIST: 1, STATUS: 3 });
  });
});
