import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pairStatusLabels } from '@mailhaul/contracts';
import { describe, expect, it } from 'vitest';
import type { PairState } from './documents.ts';
import type { PairDocument } from './documents.ts';
import { statusOf } from './pair-status.ts';

const page = join(import.meta.dirname, '../../../docs/reference/pair-status.md');
const nothing = { failed: 0, investigate: 0, parkedFolders: 0 };

interface Case {
  readonly target?: string;
  readonly plan?: 'create' | 'enable' | 'leave';
  readonly making?: NonNullable<PairDocument['making']>;
  readonly state: PairState;
  readonly counts?: Partial<typeof nothing>;
}

/** What the first column of the table speaks of. */
const saidLast: Readonly<Record<string, readonly Case[]>> = {
  'has no target mailbox': [
    { state: { kind: 'ready' }, target: '' },
    { state: { kind: 'completed' }, target: '' },
  ],
  'has no target mailbox, a user is to be created': [
    { state: { kind: 'ready' }, target: '', plan: 'create' },
    { state: { kind: 'ready' }, target: '', plan: 'create', making: {} },
  ],
  'has no target mailbox, one is to be enabled': [
    { state: { kind: 'ready' }, target: '', plan: 'enable' },
  ],
  'has no target mailbox, it is being made': [
    { state: { kind: 'ready' }, target: '', plan: 'enable', making: { isBegun: true } },
  ],
  'has no target mailbox, it could not be made': [
    { state: { kind: 'ready' }, target: '', plan: 'create', making: { refused: 'throttled' } },
  ],
  'has no target mailbox, and is not to be migrated': [
    { state: { kind: 'completed' }, target: '', plan: 'leave' },
  ],
  'added, or reset': [{ state: { kind: 'ready' } }],
  'pass asked for': [{ state: { kind: 'under-way', isLeased: false } }],
  'worker has the pass': [{ state: { kind: 'under-way', isLeased: true } }],
  'worker has the pass, and waits': [
    {
      state: {
        kind: 'under-way',
        isLeased: true,
        wait: { reason: 'throttled', until: 7000 },
      },
    },
  ],
  'pass stopped because somebody wished it': [{ state: { kind: 'paused', reason: 'stopped' } }],
  'pass waits and goes on by itself': [
    { state: { kind: 'paused', reason: 'throttled', retryAt: 7000 } },
  ],
  'pass stands still for another reason': [{ state: { kind: 'paused', reason: 'throttled' } }],
  'pass failed': [{ state: { kind: 'failed', code: 'throttled' } }],
  'pass completed, all well': [{ state: { kind: 'completed' } }],
  'pass completed, a batch may still appear': [
    { state: { kind: 'completed', watchedUntil: 7000 } },
  ],
  'pass completed, the look for a late batch was given up': [
    { state: { kind: 'completed', isWatchGivenUp: true } },
  ],
  'pass completed, something to look at': [
    { state: { kind: 'completed' }, counts: { failed: 1 } },
    { state: { kind: 'completed' }, counts: { investigate: 1 } },
    { state: { kind: 'completed', watchedUntil: 7000 }, counts: { parkedFolders: 1 } },
  ],
};

const rows = readFileSync(page, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .slice(1)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const either: Readonly<Record<string, readonly boolean[]>> = {
  '*': [true, false],
  yes: [true],
  no: [false],
};

const cases = rows.flatMap(([last = '', held = '', paused = '', label, reason, until]) =>
  (either[held] ?? []).flatMap((isHeld) =>
    (either[paused] ?? []).flatMap((isPaused) =>
      (saidLast[last] ?? []).map((given) => ({
        ...{ last, isHeld, isPaused, given, label, reason, until },
        name: `${last}, held ${isHeld}, job paused ${isPaused}, ${JSON.stringify(given)}`,
      })),
    ),
  ),
);

describe('the status of a pair', () => {
  it('has each case in one row of its table', () => {
    const names = cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const caseCount = Object.values(saidLast).flat().length;
    expect(names).toHaveLength(caseCount * 4);
  });

  it.each(cases)('is as the table says: $name', ({ given, isHeld, isPaused, ...row }) => {
    const { counts, ...standing } = given;
    const pair = { ...nothing, ...counts, ...standing, isHeld };
    for (const status of isPaused ? (['paused'] as const) : (['running', 'finished'] as const)) {
      const shown = statusOf(pair, { status });
      expect(pairStatusLabels[shown.status]).toBe(row.label);
      expect(shown.reason ?? '').toBe(row.reason === 'why' ? 'throttled' : row.reason);
      expect(shown.until).toBe(row.until === '' ? undefined : 7000);
    }
  });
});

describe('the status of a pair while the schedule of its job is closed', () => {
  const inLine = { kind: 'under-way', isLeased: false } as const;
  const shownOf = (state: PairDocument['state'], closed: { until?: number }, isHeld = false) =>
    statusOf({ ...nothing, ...noCounts, isHeld, state }, { status: 'running', closed });
  const noCounts = { failed: 0, investigate: 0, parkedFolders: 0 };

  it('is Waiting, until it opens, where it would be Queued or wait for less', () => {
    const waits = { status: 'waiting', reason: 'outside-schedule', until: 9 };
    expect(shownOf(inLine, { until: 9 })).toEqual(waits);
    expect(shownOf(inLine, {})).toEqual({ ...waits, until: undefined });
    const busy = { kind: 'paused', reason: 'throttled', retryAt: 8 } as const;
    expect(shownOf(busy, { until: 9 })).toEqual(waits);
    expect(shownOf(busy, { until: 7 })).toMatchObject({ reason: 'throttled', until: 8 });
  });

  it('is what it would be where it runs to its stop, is held, or has ended', () => {
    expect(shownOf({ ...inLine, isLeased: true }, { until: 9 })).toMatchObject({
      status: 'running',
    });
    expect(shownOf(inLine, { until: 9 }, true)).toMatchObject({ status: 'paused' });
    expect(shownOf({ kind: 'completed' }, { until: 9 })).toMatchObject({ status: 'completed' });
  });
});
