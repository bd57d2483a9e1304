import type { Job, Pair } from '@mailhaul/domain';
import { describe, expect, it } from 'vitest';
import { isOpen, passOwed } from './pass-rules.ts';

const job = (status: 'draft' | 'running' | 'paused' | 'finished', runKind: 'start' | 'delta') =>
  ({ status, run: 2, runKind }) as Job;
const started = job('running', 'start');
const delta = job('running', 'delta');

const pair = (about: Partial<Extract<Pair, { status: 'paused' }>> & object) =>
  ({ status: 'ready', lastRun: 1, hasCompleted: false, making: {}, ...about }) as Pair;
const fresh = pair({});
const done = pair({ hasCompleted: true });
const paused = (about: object) =>
  pair({ status: 'paused', pass: 'start', run: 1, retryAt: undefined, ...about } as never);
const queued = (about: object) =>
  ({ ...pair({}), status: 'under-way', pass: 'delta', lease: undefined, ...about }) as Pair;

const watch = { untilMs: 9, looks: 0 };
const watched = pair({ hasCompleted: true, lastEnd: { kind: 'completed' } as never, watch });

describe('the pass that is owed', () => {
  const now = { notBeforeMs: 0 };
  it.each([
    ['of a start: who never completed', fresh, started, { pass: 'start', run: 2, ...now }],
    ['of a start: not who completed', done, started, undefined],
    ['of a delta: who completed once', done, delta, { pass: 'delta', run: 2, ...now }],
    ['of a delta: not who never did', fresh, delta, undefined],
    ['once a run', pair({ lastRun: 2 }), started, undefined],
    ['nothing of who has no target', pair({ isMatched: false }), started, undefined],
    [
      'nothing of a watch without a target',
      { ...watched, isMatched: false } as Pair,
      delta,
      undefined,
    ],
    ['nothing while the job stands still', fresh, job('paused', 'start'), undefined],
    [
      'nothing of a stopped pass while the job stands still',
      paused({ reason: 'stopped' }),
      job('paused', 'start'),
      undefined,
    ],
    ['nothing before the job was started', fresh, job('draft', 'start'), undefined],
    [
      'a stopped pass with the next run',
      paused({ reason: 'stopped' }),
      started,
      { pass: 'start', run: 2, ...now },
    ],
    [
      'a stopped first pass also with a delta',
      paused({ reason: 'stopped' }),
      delta,
      { pass: 'start', run: 2, ...now },
    ],
    [
      'a stopped pass of the run itself: its pair was released',
      paused({ reason: 'stopped', lastRun: 2, run: 2 }),
      started,
      { pass: 'start', run: 2, ...now },
    ],
    [
      'a paused one in its time',
      paused({ reason: 'x', retryAt: 9, lastRun: 2, run: 2 }),
      started,
      { pass: 'start', run: 2, notBeforeMs: 9 },
    ],
    [
      'what a person asked for, also when the job has finished',
      paused({ reason: 'x', retryAt: 9, run: undefined }),
      job('finished', 'start'),
      { pass: 'start', run: undefined, notBeforeMs: 9 },
    ],
    [
      'nothing that waits for a person, in its run',
      paused({ reason: 'target-taken', lastRun: 2 }),
      started,
      undefined,
    ],
    [
      'what waited for a person, with the next start',
      paused({ reason: 'target-taken' }),
      started,
      { pass: 'start', run: 2, ...now },
    ],
    [
      'a delta that waits from before becomes the run’s',
      queued({ hasCompleted: true }),
      delta,
      { pass: 'delta', run: 2, ...now },
    ],
    ['not one that a worker has', queued({ hasCompleted: true, lease: {} }), delta, undefined],
    [
      'a look where a batch may still appear, in its time',
      watched,
      job('finished', 'start'),
      { pass: 'watch', run: undefined, notBeforeMs: 9 },
    ],
    ['no look while the job stands still', watched, job('paused', 'start'), undefined],
    [
      'no look after a pass that failed',
      pair({ hasCompleted: true, lastEnd: { kind: 'failed', code: 'x' }, watch }),
      started,
      undefined,
    ],
    ['a delta instead of a look', watched, delta, { pass: 'delta', run: 2, ...now }],
    [
      'a delta for a look that nobody has begun',
      queued({ hasCompleted: true, pass: 'watch' }),
      delta,
      { pass: 'delta', run: 2, ...now },
    ],
  ] as const)('%s', (...[, one, of, expected]) => {
    expect(passOwed(one, of)).toEqual(expected);
  });
});

describe('a run', () => {
  it('is open while a pass is under way or owed', () => {
    expect(isOpen(queued({ lease: {} }), delta)).toBe(true);
    expect(isOpen(fresh, started)).toBe(true);
    expect(isOpen(done, started)).toBe(false);
    expect(isOpen(watched, started)).toBe(false);
    const looking = queued({ hasCompleted: true, pass: 'watch', lease: {} });
    expect(isOpen(looking, started)).toBe(false);
    expect(isOpen(looking, delta)).toBe(true);
    expect(isOpen(fresh, job('paused', 'start'))).toBe(false);
  });

  it('is open while a target mailbox is to be made for it', () => {
    const planned = (making: object) => pair({ isMatched: false, making } as never);
    expect(isOpen(planned({ plan: 'create' }), started)).toBe(true);
    expect(isOpen(planned({ plan: 'leave' }), started)).toBe(false);
    expect(isOpen(planned({ plan: 'create', refused: { run: 2 } }), started)).toBe(false);
    expect(isOpen(planned({ plan: 'create', refused: { run: 1 } }), started)).toBe(true);
    expect(isOpen(planned({ plan: 'enable' }), delta)).toBe(false);
    expect(isOpen(planned({ plan: 'enable', isAsked: true }), delta)).toBe(true);
  });
});
