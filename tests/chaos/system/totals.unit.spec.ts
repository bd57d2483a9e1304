import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addUp } from './judge.ts';
import type { SystemChaosReport } from './run-system-chaos.ts';
import { type WriterState, writerStates } from './states.ts';
import { loadTotals, missingOf, noTotals, saveTotals, withRound } from './totals.ts';
import { recordOf } from './write-record.ts';

const judgement = { ...addUp([]), items: 100 };
const report = (lease: number[], lost = 0): SystemChaosReport => ({
  tally: {
    kills: new Map([['mailbox-worker', 3]]),
    stops: new Map([['scheduler', 1]]),
    others: new Map([['disk full', 2]]),
    states: new Map<WriterState, number>([['mid-literal', 2]]),
  },
  delays: { lease, free: [], open: [] },
  ...{
    silences: [],
    longestQuietMs: 1_200,
    events: 10,
    watched: 0,
    asked: [],
    late: [],
    faults: [],
  },
  atCompletion: judgement,
  afterWatch: { ...judgement, lost },
});
const aims = { kills: 6, stops: 2, items: 200, perState: 4 };

it('rounds are added up, kept in a file, and missed until all that is aimed at is reached', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-totals-'));
  try {
    const path = join(folder, 'totals');
    expect(loadTotals(path)).toEqual(noTotals);
    const first = withRound(noTotals, { seed: 1, mailboxes: 5, minutes: 2, report: report([10]) });
    saveTotals(path, first);
    const both = withRound(loadTotals(path), {
      ...{ seed: 2, mailboxes: 5, minutes: 3, report: report([30_000], 1) },
    });
    expect(both).toMatchObject({ seeds: [1, 2], unclean: [2], mailboxes: 10, minutes: 5 });
    expect(both.kills).toEqual({ 'mailbox-worker': 6 });
    expect(both.delays.lease).toEqual([10, 30_000]);
    expect(both.afterWatch).toMatchObject({ items: 200, lost: 1 });
    const others = writerStates.filter((state) => state !== 'mid-literal');
    expect(missingOf(both, aims)).toEqual(
      others.map((state) => `struck writers: ${state}: 0 of 4`),
    );
    expect(missingOf(first, aims)).toContain('kills: 3 of 6');
    const record = recordOf(both, aims);
    expect(record).toContain('| kills | 6 |');
    expect(record).toContain('| the same when the watch had ended | 1, 0, 0 |');
    expect(record).toContain('30.0 s (p99)');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
