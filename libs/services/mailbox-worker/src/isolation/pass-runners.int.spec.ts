import { systemClock } from '@mailhaul/kernel';
import { delayAnswer, type ImapBehaviour, type ImapServer } from '@mailhaul/mail-servers';
import { eventually } from '@mailhaul/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { PassNews, PassResult } from './pass-assignment.ts';
import { password, RunnerStage, type StageOptions } from '../spec-support/runner-stage.ts';

let stage: RunnerStage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

async function open(options: StageOptions): Promise<RunnerStage> {
  stage = await RunnerStage.open(options);
  return stage;
}

/** APPENDs take their time: passes are still under way when something happens to their thread. */
const slowTarget = { behaviours: [delayAnswer(150, 'APPEND')] };

const kindOf = ({ end }: PassResult) => end.kind;

describe('passes in threads', () => {
  it('run, tell, and come back with the figures', async () => {
    const { runners, ...rest } = await openParts({ users: ['ann'] });
    const news: PassNews[] = [];
    const result = await runners.run(rest.assignment('ann'), (one) => news.push(one)).done;
    expect(result).toMatchObject({
      end: { kind: 'completed' },
      figures: {
        totals: { migrated: 60, failed: 0, pending: 0 },
        passCounts: { migrated: 60 },
        verification: { grade: 'Perfect', found: {} },
      },
    });
    expect(await rest.stage.harmOf('ann')).toEqual([]);
    const kinds = news.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['phase', 'planned', 'verifying']));
    const types = (await rest.stage.ledgerOf('ann')).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['PassProgressed', 'PassClosed']);
  });

  it('that cannot be verified are completed all the same, and say why', async () => {
    const hasAll = () => stage !== undefined && held(stage.target) === 60;
    const shut: ImapBehaviour = {
      onConnect: () => (hasAll() ? { close: 'end', bye: 'Closed for the night' } : undefined),
    };
    const target = { behaviours: [shut] };
    const { runners, ...rest } = await openParts({ users: ['ann'], target });
    const assignment = rest.assignment('ann');
    const limited = { ...assignment.target, deadlines: patience };
    const { end, figures } = await runners.run({ ...assignment, target: limited }).done;
    expect(end).toEqual({ kind: 'completed' });
    expect(figures).toMatchObject({
      totals: { migrated: 60, pending: 0 },
      unverified: { code: 'connection-lost', side: 'target' },
    });
    expect(figures).not.toHaveProperty('verification');
  });

  it('read no faster than they are told to, until they are told otherwise', async () => {
    const { runners, ...rest } = await openParts({ users: ['ann'] });
    const handle = runners.run(rest.assignment('ann'));
    handle.pace({ bytesPerSecond: 1 });
    let isDone = false;
    void handle.done.then(() => (isDone = true));
    await eventually(async () => expect(await rest.stage.ledgerOf('ann')).not.toEqual([]));
    await systemClock.sleep(500);
    expect(isDone).toBe(false);
    handle.pace({});
    expect(await handle.done).toMatchObject({ end: { kind: 'completed' } });
    expect(await rest.stage.harmOf('ann')).toEqual([]);
  });

  it('that wait for their rate stop when they are asked to', async () => {
    const { runners, ...rest } = await openParts({ users: ['ann'] });
    const handle = runners.run(rest.assignment('ann'));
    handle.pace({ bytesPerSecond: 1 });
    await eventually(async () => expect(await rest.stage.ledgerOf('ann')).not.toEqual([]));
    handle.stop();
    expect(kindOf(await handle.done)).toBe('stopped');
  });

  it('keep passwords out of results, news and the log', async () => {
    const { runners, ...rest } = await openParts({ users: ['ann'] });
    const said: unknown[] = [];
    const wrong = rest.assignment('ann');
    const nonsense = { ...wrong, target: { connection: `imap://ann:${password}@:?port=x#y` } };
    const closed = {
      ...wrong,
      target: { connection: `imap://ann:${password}@127.0.0.1:1?security=none` },
    };
    for (const assignment of [nonsense, rest.assignment('ann', 'throw-1'), closed, wrong]) {
      const limited = { ...assignment, target: { ...assignment.target, deadlines: patience } };
      const handle = runners.run(limited, (news) => said.push(news));
      if (assignment === closed) void systemClock.sleep(500).then(() => handle.stop());
      said.push(await handle.done);
    }
    expect(said.length).toBeGreaterThan(4);
    const events = (await rest.stage.ledgerOf('ann')).map(({ data }) => data);
    const log = JSON.stringify([said, events]);
    expect(log).toContain('connection-settings-refused');
    expect(log).toContain('a poisoned mailbox');
    expect(log).not.toContain(password);
    expect(log).not.toContain('secret-of-ann');
  });

  it('never run twice for one pair at once', async () => {
    const { runners, ...rest } = await openParts({ users: ['ann'], target: slowTarget });
    const first = runners.run(rest.assignment('ann'));
    const second = runners.run(rest.assignment('ann'));
    let isFirstOver = false;
    void first.done.then(() => (isFirstOver = true));
    await second.done.then(() => expect(isFirstOver).toBe(true));
    expect((await first.done).end.kind).toBe('completed');
    expect((await second.done).end.kind).toBe('completed');
  });

  it('wait for room in the order of asking, and may be called off meanwhile', async () => {
    const users = ['a', 'b', 'c', 'd'];
    const limits = { threadsMax: 1, passesPerThreadMax: 1 };
    const { runners, ...rest } = await openParts({ users, limits, target: slowTarget });
    const ends: string[] = [];
    const handles = users.map((user) => {
      const handle = runners.run(rest.assignment(user));
      void handle.done.then(({ end }) => ends.push(`${user} ${end.kind}`));
      return handle;
    });
    handles[2]?.stop();
    await Promise.all(handles.map(({ done }) => done));
    expect(ends).toEqual(['c stopped', 'a completed', 'b completed', 'd completed']);
    expect(await rest.stage.ledgerOf('c')).toEqual([]);
  });

  it('refuse a mailbox that is copied into itself', async () => {
    const { runners, ...rest } = await openParts({ users: ['ann'] });
    const { source, ...other } = rest.assignment('ann');
    const result = await runners.run({ ...other, source, target: source }).done;
    expect(result.end).toMatchObject({ kind: 'failed', failure: { code: 'same-mailbox' } });
  });
});

describe('a poisoned mailbox', () => {
  const bad = ['throw', 'reject', 'exit', 'memory', 'growth', 'loop'];

  it.each(bad)('that ends its thread (%s) takes nobody else down for good', async (fate) => {
    const healthy = ['a', 'b', 'c', 'd'];
    const limits = { threadsMax: 1, heapMbMax: 96, silenceMsMax: 2_000 };
    const { runners, ...rest } = await openParts({
      users: [...healthy, 'bad'],
      messages: 200,
      limits,
      target: slowTarget,
    });
    const runAll = (afterMs: number) =>
      Promise.all(
        [...healthy, 'bad'].map((user) => {
          const assignment = rest.assignment(
            user,
            user === 'bad' ? `${fate}-${afterMs}` : undefined,
          );
          return runners.run(assignment).done;
        }),
      );
    for (const { end } of await runAll(400)) {
      expect(end).toMatchObject({ kind: 'died', wasAlone: false });
    }
    const again = await runAll(10);
    expect(again.slice(0, -1).map(kindOf)).toEqual(healthy.map(() => 'completed'));
    expect(again.at(-1)?.end).toMatchObject({ kind: 'died', wasAlone: true });
    for (const user of healthy) {
      expect(await rest.stage.harmOf(user)).toEqual([]);
      expect(new Set(await rest.stage.threadsOf(user)).size).toBe(2);
    }
  });

  it('runs alone until it completes, and then with the others again', async () => {
    const limits = { threadsMax: 1 };
    const { runners, ...rest } = await openParts({ users: ['a', 'b'], limits, target: slowTarget });
    const both = await Promise.all([
      runners.run(rest.assignment('a')).done,
      runners.run(rest.assignment('b', 'throw-100')).done,
    ]);
    expect(both.map(kindOf)).toEqual(['died', 'died']);
    expect(rest.stage.deadThreads).toBe(1);
    const alone = await Promise.all(
      ['a', 'b'].map((user) => runners.run(rest.assignment(user)).done),
    );
    expect(alone.map(kindOf)).toEqual(['completed', 'completed']);
    await Promise.all(['a', 'b'].map((user) => runners.run(rest.assignment(user)).done));
    const [a, b] = [await rest.stage.threadsOf('a'), await rest.stage.threadsOf('b')];
    expect(a[0]).toBe(b[0]);
    expect(a[1]).not.toBe(b[1]);
    expect(a[2]).toBe(b[2]);
    // Those that ended after their only pass are none.
    expect(rest.stage.deadThreads).toBe(1);
  });

  it('killed at many moments loses nothing and doubles nothing', async () => {
    const { runners, ...rest } = await openParts({
      users: ['ann'],
      messages: 300,
      target: { behaviours: [delayAnswer(40, 'APPEND')] },
    });
    for (const afterMs of [30, 60, 90, 120, 150, 200, 250, 300]) {
      const { end } = await runners.run(rest.assignment('ann', `throw-${afterMs}`)).done;
      expect(end.kind).toBe('died');
    }
    expect((await runners.run(rest.assignment('ann')).done).end.kind).toBe('completed');
    expect(await rest.stage.harmOf('ann')).toEqual([]);
  });
});

describe('threads that do not start', () => {
  it('are told as such, after a few tries', async () => {
    const entry = new URL('./no-such-entry.ts', import.meta.url);
    const { runners, ...rest } = await openParts({ users: ['ann'], entry });
    const { end } = await runners.run(rest.assignment('ann')).done;
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { code: 'internal', message: expect.stringMatching(/do not start/) as unknown },
    });
  });
});

const held = (server: ImapServer) =>
  server
    .mailbox('ann')
    .folders()
    .reduce((sum, { messageCount }) => sum + messageCount, 0);

const patience = { connectMsMax: 2_000 };

async function openParts(options: StageOptions) {
  const opened = await open(options);
  const assignment = opened.assignment.bind(opened);
  return { stage: opened, runners: opened.runners, assignment };
}
