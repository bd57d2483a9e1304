import { describe, expect, it } from 'vitest';
import { activityMax } from './activity.projection.ts';
import { aPair, runningPair, totals } from './spec-support/given.ts';

describe('activity', () => {
  it('says what happened, of what, and by whom', async () => {
    const given = await runningPair();
    await given.tell('job', 'j', {
      type: 'JobPairsChanged',
      data: { added: 1200, edited: 1, removed: 0 },
    });
    await given.tell('pair', 'p', {
      type: 'PassCompleted',
      data: {
        passId: 'x',
        totals: { ...totals, failed: 2 },
        findings: { grade: 'Good', investigate: 0, surplusReported: 0, parkedFolders: 0 },
      },
    });
    expect(given.all('activity').map(({ text, subject }) => [text, subject])).toEqual([
      ['Tenant created', 'Acme'],
      ['Connection defined', 'Old'],
      ['Connection defined', 'New'],
      ['Job created', 'All'],
      ['Started', 'All'],
      ['Pass queued', 'Ann@old.example'],
      ['Copying began', 'Ann@old.example'],
      ['1,200 mailbox pairs added, 1 mailbox pair changed', 'All'],
      ['Completed: 10 items on the target, 2 items failed, verified: Good', 'Ann@old.example'],
    ]);
    expect(given.all('activity').at(-1)).toMatchObject({
      ...{ actor: 'ann', at: given.atMs, jobId: 'j', pairId: 'p', tone: 'bad' },
    });
  });

  it('gives the code of what went wrong', async () => {
    const given = await runningPair();
    await given.tell('pair', 'p', {
      type: 'PassPaused',
      data: { passId: 'x', reason: 'throttled', retryAt: 5 },
    });
    const waits = { text: 'Waits and goes on by itself', code: 'throttled' };
    expect(given.all('activity').at(-1)).toMatchObject(waits);
  });

  it('keeps the newest entries of each pair and of each job', async () => {
    const given = await aPair();
    for (let n = 0; n < activityMax.other + 20; n += 1) {
      await given.tell('job', 'j', { type: 'JobMoved', data: { rank: n } });
      await given.tell('pair', 'p', { type: 'PriorityChanged', data: { priority: (n % 5) + 1 } });
    }
    const entries = given.all('activity');
    const ofPair = entries.filter((entry) => 'pairId' in entry);
    expect(ofPair).toHaveLength(activityMax.pair);
    const newest = Array.from({ length: activityMax.pair }, (_, n) => given.atMs - n * 2000);
    const at = ofPair.map((entry) => Number(entry['at'])).sort((a, b) => b - a);
    expect(at).toEqual(newest);
    expect(new Set(ofPair.map((entry) => entry['id'])).size).toBe(activityMax.pair);
    const ofJob = entries.filter((entry) => 'jobId' in entry && !('pairId' in entry));
    expect(ofJob).toHaveLength(activityMax.other);
    expect(ofJob.some((entry) => entry['type'] === 'JobCreated')).toBe(false);
  });
});
