import type { LedgerEvent } from '@mailhaul/domain';
import { expect, it } from 'vitest';
import { type Given, runningPair } from './spec-support/given.ts';

const totals = { migrated: 0, failed: 0, gone: 0, collapsed: 0, pending: 0, bytesMigrated: 0 };

function progressed(excludedFor?: Readonly<Record<string, number>>): LedgerEvent {
  const excluded = Object.values(excludedFor ?? {}).reduce((sum, count) => sum + count, 0);
  const reasons = excludedFor === undefined ? {} : { excludedFor };
  return {
    type: 'PassProgressed',
    data: { e: 1, totals: { ...totals, excluded }, ...reasons, folders: [] },
  };
}

const shown = (given: Given) => [
  given.get('pairs', 'p')?.['excludedFor'],
  given.get('jobs', 'j')?.['excludedFor'],
];

it('which filter left out how much is told of a pair and summed for its job, as it was told last', async () => {
  const given = await runningPair();
  expect(shown(given)).toEqual([undefined, undefined]);
  const first = { 'older-than-filter': 3, 'mail-by-filter': 1 };
  await given.tell('ledger', 'p.1', progressed(first));
  expect(shown(given)).toEqual([first, first]);
  const second = { 'older-than-filter': 2, 'folder-excluded': 5 };
  await given.tell('ledger', 'p.1', progressed(second));
  expect(shown(given)).toEqual([second, second]);
  await given.tell('ledger', 'p.1', progressed());
  expect(shown(given)).toEqual([undefined, undefined]);
});

it('of a pair that is reset or removed nothing is left out any more', async () => {
  const given = await runningPair();
  const reasons = { 'older-than-filter': 3 };
  await given.tell('ledger', 'p.1', progressed(reasons));
  await given.tell('pair', 'p', { type: 'PairReset', data: { generation: 2 } });
  expect(shown(given)).toEqual([undefined, undefined]);
  await given.tell('ledger', 'p.2', progressed(reasons));
  await given.tell('pair', 'p', { type: 'PairRemoved' });
  expect(given.get('jobs', 'j')).not.toHaveProperty('excludedFor');
});
