import { describe, expect, it } from 'vitest';
import type { JobDocument, JobHistoryDocument, PairDocument } from './documents.ts';
import { aPair, type Given, runningPair, scheduled } from './spec-support/given.ts';

const none = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0, pending: 0 };
const jobOf = (given: Given) => given.get<JobDocument>('jobs', 'j');
const pointsOf = (given: Given) => given.get<JobHistoryDocument>('job-history', 'j')?.points ?? [];

/** The pass is so far; `afterMs` after what was told before, a second at least. */
async function progress(given: Given, migrated: number, afterMs: number): Promise<void> {
  given.atMs += afterMs - 1000;
  const totals = { ...none, migrated, pending: 100_000 - migrated, bytesMigrated: migrated * 1000 };
  await given.tell('ledger', 'p.1', {
    type: 'PassProgressed',
    data: { e: 1, totals, folders: [] },
  });
}

describe('how a job gets on', () => {
  it('is a pace over the last two minutes, by the times of the log', async () => {
    const given = await runningPair();
    // Counted from when its pass was scheduled.
    const from = given.atMs - 1000;
    await progress(given, 10, 2000);
    expect(jobOf(given)).not.toHaveProperty('pace');
    await progress(given, 100, 7000);
    expect(jobOf(given)?.pace).toEqual({
      ...{ from, to: from + 10_000 },
      ...{ itemsPerSecond: 10, bytesPerSecond: 10_000 },
    });
    // What went before a long wait says nothing of now.
    await progress(given, 100, 300_000);
    expect(jobOf(given)).not.toHaveProperty('pace');
    await progress(given, 400, 10_000);
    expect(jobOf(given)?.pace).toMatchObject({ itemsPerSecond: 30 });
  });

  it('is counted from when the first item moved', async () => {
    const given = await runningPair();
    await progress(given, 0, 60_000);
    await progress(given, 100, 10_000);
    expect(jobOf(given)?.pace?.itemsPerSecond).toBe(10);
  });

  it('has no pace once it does not run, or a mailbox begins anew', async () => {
    const given = await runningPair();
    await progress(given, 10, 9000);
    expect(jobOf(given)?.pace?.itemsPerSecond).toBe(1);
    await progress(given, 5, 10_000);
    expect(jobOf(given)).not.toHaveProperty('pace');
    await progress(given, 10, 10_000);
    await progress(given, 20, 10_000);
    expect(jobOf(given)).toHaveProperty('pace');
    await given.tell('job', 'j', { type: 'JobPaused' });
    expect(jobOf(given)).not.toHaveProperty('pace');
  });

  it('is a history from its start to its end, and goes with it', async () => {
    const given = await runningPair();
    const begin = given.atMs - 2000;
    await progress(given, 10, 4000);
    await progress(given, 20, 10_000);
    await given.tell('job', 'j', { type: 'JobFinished', data: { run: 1, incomplete: 1 } });
    const at = given.atMs;
    const sums = { done: 20, pending: 99_980, bytesMigrated: 20_000, running: 1, waiting: 0 };
    expect(pointsOf(given)).toEqual([
      {
        at: begin,
        status: 'running',
        done: 0,
        pending: 0,
        bytesMigrated: 0,
        running: 0,
        waiting: 0,
      },
      { at: at - 1000, status: 'running', ...sums },
      { at, status: 'finished', ...sums },
    ]);
    await given.tell('job', 'j', { type: 'JobDeleted' });
    expect(given.all('job-history')).toEqual([]);
  });

  it('stays a history of bounded length, however long it takes', async () => {
    const given = await runningPair();
    const begin = given.atMs - 2000;
    for (let n = 1; n <= 2000; n += 1) await progress(given, n, 10_000);
    const points = pointsOf(given);
    expect(points.length).toBeLessThanOrEqual(241);
    expect(points.length).toBeGreaterThan(100);
    expect(points[0]?.at).toBe(begin);
    expect(points.at(-1)?.at).toBeGreaterThan(given.atMs - 320_000);
    const gaps = points.slice(1).map(({ at }, n) => at - (points[n]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(80_000);
  });
});

it('a queued pair has its rank in line, by priority and then by the alphabet', async () => {
  const given = await aPair();
  for (const [id, priority] of [
    ['late', 3],
    ['bob', 1],
  ] as const) {
    const sealed = { source: id, target: id };
    await given.tell('pair', id, { type: 'PairAdded', data: { jobId: 'j', priority }, sealed });
  }
  for (const id of ['late', 'bob', 'p']) await given.tell('pair', id, scheduled);
  const line = () =>
    given
      .all<PairDocument>('pairs')
      .filter(({ lineRank }) => lineRank !== undefined)
      .toSorted((a, b) => ((a.lineRank ?? '') < (b.lineRank ?? '') ? -1 : 1))
      .map(({ id }) => id);
  expect(line()).toEqual(['p', 'bob', 'late']);
  await given.tell('pair', 'p', { type: 'PriorityChanged', data: { priority: 2 } });
  expect(line()).toEqual(['bob', 'p', 'late']);
  await given.tell('pair', 'bob', { type: 'PairHeld' });
  expect(line()).toEqual(['p', 'late']);
});
