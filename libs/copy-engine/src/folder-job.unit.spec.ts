import { ConnectorError, type ItemInfo } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { FolderJob, type ItemSet, type PlannedBatch } from './folder-job.ts';
import type { ItemStanding } from './pass-ledger.ts';
import { defaultPassOptions, type PassOptions } from './pass-options.ts';
import { folderView } from './spec-support/folder-view.ts';

const limits = { itemsMax: 3, bytesMax: 1_000 };

function listed(id: number, size = 10): ItemInfo {
  return { id, size, receivedAt: { epochSeconds: 1_000 + id, zoneMinutes: 0 }, flags: [] };
}

function jobOf(
  standings: readonly (readonly [number, ItemStanding])[] = [],
  options: Partial<PassOptions> = {},
  set: Partial<ItemSet> = {},
): FolderJob {
  const whole = { generation: 1, belowId: 100_000, fromId: 1, itemCount: 0, isReadUnlisted: false };
  const all = { ...defaultPassOptions, ...options };
  return new FolderJob(folderView(standings), { ...whole, ...set }, all);
}

function range(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, i) => i + from);
}

/** The ids of all batches that can be planned now. */
function plannedOf(job: FolderJob, by = limits): number[][] {
  const batches: number[][] = [];
  for (let batch = job.plan(by); batch !== undefined; batch = job.plan(by)) {
    batches.push('items' in batch ? batch.items.map(({ id }) => id) : []);
  }
  return batches;
}

describe('a folder that is read unlisted', () => {
  const spansOf = (job: FolderJob) => {
    const planned: PlannedBatch[] = [];
    for (let next = job.plan(limits); next !== undefined; next = job.plan(limits)) {
      planned.push(next);
    }
    return planned.map((batch) => ('span' in batch ? batch.span : undefined));
  };

  it('is asked for in spans of about a thousand items, whatever holes there are', () => {
    const job = jobOf([], {}, { isReadUnlisted: true, belowId: 25_001, itemCount: 2_500 });
    expect(spansOf(job)).toEqual([
      { fromId: 1, belowId: 10_001 },
      { fromId: 10_001, belowId: 20_001 },
      { fromId: 20_001, belowId: 25_001 },
    ]);
    expect(job).toMatchObject({ isPlanned: true, outstanding: 3, expectedCount: 2_500 });
  });

  it('is looked into where the server says that it is empty, and left alone where it never held anything', () => {
    const set = { isReadUnlisted: true, itemCount: 0 };
    const emptied = jobOf([], {}, { ...set, belowId: 4_000 });
    expect(spansOf(emptied)).toEqual([{ fromId: 1, belowId: 4_000 }]);
    expect(jobOf([], {}, { ...set, belowId: 1 }).isPlanned).toBe(true);
  });
});

describe('planning', () => {
  it('fills batches in the order of arrival, and cuts none short while the listing comes in', () => {
    const job = jobOf();
    job.addListing(range(5).map((id) => listed(id)));
    expect(plannedOf(job)).toEqual([[1, 2, 3]]);
    expect(job.isPlanned).toBe(false);
    job.addListing([listed(6)]);
    expect(plannedOf(job)).toEqual([]);
    job.endListing();
    expect(plannedOf(job)).toEqual([[4, 5, 6]]);
    expect(job.isPlanned).toBe(true);
    expect(job.outstanding).toBe(2);
  });

  it('keeps to the bytes of a batch; a larger item goes alone', () => {
    const job = jobOf();
    job.addListing([listed(1, 600), listed(2, 400), listed(3, 1), listed(4, 5_000), listed(5)]);
    job.endListing();
    expect(plannedOf(job)).toEqual([[1, 2], [3], [4], [5]]);
  });

  it('takes each id of a listing once, also when a lost listing is asked for again', () => {
    const job = jobOf();
    job.addListing([listed(1), listed(2)]);
    expect(job.nextToListId).toBe(3);
    job.addListing([listed(2), listed(3)]);
    job.endListing();
    expect(plannedOf(job)).toEqual([[1, 2, 3]]);
  });

  it('leaves alone what is at the target or is a person’s to judge; tries the rest again', () => {
    const standings: [number, ItemStanding][] = [
      [1, 'migrated'],
      [2, 'collapsed'],
      [3, 'doubtful'],
      [4, 'failed'],
      [5, 'missing'],
      [6, 'excluded'],
    ];
    const job = jobOf(standings);
    job.addListing(range(7).map((id) => listed(id)));
    job.endListing();
    expect(plannedOf(job)).toEqual([[4, 5, 6], [7]]);
  });

  it('forgets what was found at the target already', () => {
    const job = jobOf();
    job.addListing(range(4).map((id) => listed(id)));
    job.remove(new Set([1, 3]));
    expect(job.waiting().map(({ id }) => id)).toEqual([2, 4]);
    expect(job.expectedCount).toBe(2);
  });

  it('copies newest windows first, ascending inside, once all is listed', () => {
    const job = jobOf([], { order: 'newest-first' });
    job.addListing(range(1_100).map((id) => listed(id)));
    expect(job.plan(limits)).toBeUndefined();
    job.endListing();
    const order = plannedOf(job, { ...limits, itemsMax: 100, bytesMax: 100_000 }).flat();
    expect(order).toEqual([...range(500, 601), ...range(500, 101), ...range(100)]);
  });
});

describe('what is not copied', () => {
  it('is excluded with its reason, and told once', () => {
    const job = jobOf([[1, 'excluded']], { filters: { itemBytesMax: 100 } });
    job.addListing([listed(1, 101), listed(2, 101), listed(3, 100)]);
    job.endListing();
    expect(job.takeUnwritten()).toEqual([
      {
        sourceId: 2,
        size: 101,
        epochSeconds: 1_002,
        standing: 'excluded',
        reason: 'larger-than-filter',
      },
    ]);
    expect(job.takeUnwritten()).toEqual([]);
    expect(plannedOf(job)).toEqual([[3]]);
  });

  it('is told again when another filter leaves it out', () => {
    const job = jobOf([[1, 'excluded']], { filters: { receivedFrom: 2_000 } });
    job.addListing([listed(1, 101)]);
    expect(job.takeUnwritten()).toMatchObject([{ sourceId: 1, reason: 'older-than-filter' }]);
  });

  it.each([
    [{ kinds: ['mail'] }, [1, 3, 4]],
    [{ isRead: false }, [1, 2, 4]],
    [{ isFlagged: true }, [2, 4]],
  ] as const)('is decided by the listing alone: with %j %j go', (filters, ids) => {
    const job = jobOf([], { filters });
    const event = { ...listed(2), kind: 'event' } as const;
    const read = { ...listed(3), flags: ['\\Seen'] };
    job.addListing([listed(1), event, read, { ...listed(4), flags: ['\\Flagged'] }]);
    job.endListing();
    expect(plannedOf(job).flat()).toEqual(ids);
    expect(job.takeUnwritten()).toHaveLength(4 - ids.length);
  });

  it('is gone when it was to be tried again and the listing does not name it', () => {
    const standings: [number, ItemStanding][] = [
      [1, 'failed'],
      [2, 'failed'],
      [3, 'missing'],
      [4, 'excluded'],
      [5, 'migrated'],
      [6, 'intended'],
      [7, 'gone'],
    ];
    const job = jobOf(standings);
    job.addListing([listed(2)]);
    job.endListing();
    const gone = job.takeUnwritten();
    expect(gone.map(({ sourceId, standing }) => [sourceId, standing])).toEqual([
      [1, 'gone'],
      [3, 'gone'],
      [4, 'gone'],
    ]);
    expect(gone[0]).toMatchObject({ size: 10, reason: 'deleted-at-source' });
  });

  it('is not gone where the listing did not look, or was cut', () => {
    const standings: [number, ItemStanding][] = [
      [1, 'failed'],
      [5, 'failed'],
      [9, 'failed'],
    ];
    const part = jobOf(standings, {}, { generation: 1, fromId: 2, belowId: 9 });
    part.endListing();
    expect(part.takeUnwritten().map(({ sourceId }) => sourceId)).toEqual([5]);
    const cut = jobOf(standings);
    cut.fail(broken('folder-missing'));
    cut.endListing();
    expect(cut.takeUnwritten()).toEqual([]);
  });
});

function broken(code: 'folder-missing' | 'folder-changed'): ConnectorError {
  const words = { message: 'it broke', remedy: 'Mend it.' };
  return new ConnectorError({ code, scope: 'folder', disposition: 'retry', ...words });
}

describe('whoever waits for the listing', () => {
  it('is woken by a page, by its end and by its failure', async () => {
    for (const change of [
      (job: FolderJob) => job.addListing([]),
      (job: FolderJob) => job.endListing(),
      (job: FolderJob) => job.fail(broken('folder-missing')),
      (job: FolderJob) => job.wake(),
    ]) {
      const job = jobOf();
      let isAwake = false;
      const waiting = job.changed().then(() => (isAwake = true));
      await Promise.resolve();
      expect(isAwake).toBe(false);
      change(job);
      await waiting;
    }
  });

  it('does not wait for what will not come; the first failure is kept', async () => {
    const job = jobOf();
    job.fail(broken('folder-missing'));
    job.fail(broken('folder-changed'));
    await job.changed();
    expect(job.failure?.code).toBe('folder-missing');
    expect(job.hasFailed).toBe(true);
  });
});
