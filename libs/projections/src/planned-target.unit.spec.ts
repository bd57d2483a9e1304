import { describe, expect, it } from 'vitest';
import type { JobDocument, PairDocument } from './documents.ts';
import { aPair } from './spec-support/given.ts';

const pairOf = (given: Awaited<ReturnType<typeof aPair>>) => given.get<PairDocument>('pairs', 'p');
const user = { dn: 'cn=Ann', address: 'ann@new', alias: 'ann', name: 'Ann' };
const unmatched = { type: 'PairUnmatched', data: {}, sealed: { source: 'ann@old' } } as const;
const planned = { type: 'TargetPlanned', data: { plan: 'create' }, sealed: user } as const;
const begun = {
  type: 'TargetBegun',
  data: { making: 1, workerId: 'w', untilMs: 9, password: 5 },
} as const;

describe('pairs whose target is to be made', () => {
  it('say what is to be made, and count as not matched', async () => {
    const given = await aPair();
    await given.tell('pair', 'p', unmatched, planned);
    expect(pairOf(given)).toMatchObject({
      ...{ status: 'not-matched', reason: 'to-be-created', plan: 'create', planned: user },
    });
    await given.tell('pair', 'p', begun);
    expect(pairOf(given)).toMatchObject({ status: 'not-matched', reason: 'being-created' });
    expect(pairOf(given)?.hasInitialPassword).toBeUndefined();
  });

  it('need a person where it was refused, until somebody asks again', async () => {
    const given = await aPair();
    const refused = {
      type: 'TargetRefused',
      data: { making: 1, code: 'hook-denied' },
      sealed: { words: 'no licence' },
    } as const;
    await given.tell('pair', 'p', unmatched, planned, begun, refused);
    expect(pairOf(given)).toMatchObject({
      ...{ status: 'needs-you', reason: 'hook-denied', side: 'target', serverText: 'no licence' },
    });
    await given.tell('pair', 'p', { type: 'TargetAsked', data: {} });
    expect(pairOf(given)).toMatchObject({ status: 'not-matched', reason: 'to-be-created' });
    expect(pairOf(given)).not.toHaveProperty('serverText');
  });

  it('are matched once it is made, and their password is to be told once', async () => {
    const given = await aPair();
    const target = { source: 'ann@old', target: 'ann@new', matchedBy: 'created' } as const;
    await given.tell('pair', 'p', unmatched, planned, begun);
    await given.tell('pair', 'p', { type: 'TargetMade', data: { making: 1 } });
    await given.tell('pair', 'p', { type: 'PairMatched', data: {}, sealed: target });
    expect(pairOf(given)).toMatchObject({ status: 'ready', hasInitialPassword: true });
    for (const gone of ['plan', 'planned', 'making', 'reason']) {
      expect(pairOf(given)).not.toHaveProperty(gone);
    }
    await given.tell('pair', 'p', { type: 'InitialPasswordTold', data: { password: 5 } });
    expect(pairOf(given)?.hasInitialPassword).toBe(false);
  });

  it('are left out, which is told and may be taken back', async () => {
    const given = await aPair();
    const left = { type: 'TargetPlanned', data: { plan: 'leave' } } as const;
    await given.tell('pair', 'p', unmatched, left);
    expect(pairOf(given)).toMatchObject({ status: 'not-migrated', plan: 'leave' });
    expect(given.get<JobDocument>('jobs', 'j')?.statuses).toEqual({ 'not-migrated': 1 });
    await given.tell('pair', 'p', { type: 'TargetPlanned', data: {} });
    expect(pairOf(given)).toMatchObject({ status: 'not-matched' });
    expect(pairOf(given)).not.toHaveProperty('plan');
  });
});
