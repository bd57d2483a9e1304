import type { Job, Pair } from '@mailhaul/domain';
import { describe, expect, it } from 'vitest';
import type { Board } from './board.ts';
import { hasBusiness } from './business.ts';

const anyTenant = () => true;
const planned = (making: object, status: Job['status']) => ({
  tenant: { id: 'acme' },
  state: { status: 'ready', isMatched: false, isHeld: false, making } as Pair,
  job: { state: { status, run: 1, runKind: 'start' } as Job },
});
const boardOf = (entry: ReturnType<typeof planned>) =>
  ({
    ...{ leased: new Set(), timed: new Set(), owed: new Set(), scheduled: new Set() },
    ...{ planned: new Set([entry]), tenants: new Map() },
  }) as unknown as Board;

describe('what a shard needs an owner for', () => {
  it.each([
    ['a target that somebody asked for, whatever its job does', ['draft', true], true],
    ['also after the end of its job', ['finished', true], true],
    ['not one that is planned for the next start', ['draft', false], false],
    ['one that a run makes', ['running', false], true],
  ] as const)('%s', (_, [status, isAsked], isNeeded) => {
    const board = boardOf(planned({ plan: 'create', isAsked, count: 0 }, status));
    expect(hasBusiness(board, anyTenant, 0)).toBe(isNeeded);
    expect(hasBusiness(board, () => false, 0)).toBe(false);
  });
});
