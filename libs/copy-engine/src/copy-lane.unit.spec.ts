import type { MailSession, ReadItem } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { BytesInAir } from './bytes-in-air.ts';
import { CopyLane } from './copy-lane.ts';
import { LineRate } from './drain-rate.ts';
import { FolderJob } from './folder-job.ts';
import { defaultPassOptions } from './pass-options.ts';
import type { PassRun } from './pass-run.ts';
import { AskedAhead } from './read-request.ts';
import { folderView } from './spec-support/folder-view.ts';
import { Sickness } from './sickness.ts';
import { WorkFeed } from './work-feed.ts';

const receivedAt = { epochSeconds: 1_000, zoneMinutes: 0 };

/** A pass that is halted when the last of these items has been read and none of them is intended yet. */
function haltedBehindReading(ids: readonly number[]) {
  const halting = new AbortController();
  const session: Partial<MailSession> = {
    async *readItems(): AsyncGenerator<ReadItem> {
      for (const id of ids) {
        yield { id, receivedAt, flags: [], body: { kind: 'whole', bytes: Buffer.from('body') } };
      }
      await Promise.resolve();
      halting.abort(new Error('another lane has failed'));
    },
  };
  const slot = { get: () => Promise.resolve(session), proved: () => undefined };
  const context = {
    halt: halting.signal,
    stop: new AbortController().signal,
    inAir: new BytesInAir(),
    rules: { profileTargetFirst: true },
    ledger: { profile: { bytes: true, date: true, merges: false } },
    report: () => undefined,
  };
  const run = {
    context,
    sourceControl: slot,
    targetControl: slot,
    targetCapabilities: { batchItemsMax: 50, batchBytesMax: 1_000, writesInFlightMax: 8 },
    isFirstPlanned: true,
    line: new LineRate(),
    askedAhead: new AskedAhead(),
    sickness: new Sickness(),
    hasRead: () => undefined,
    settled: { items: 0, bytes: 0 },
    fail: (error: unknown) => halting.abort(error),
  };
  return run as unknown as PassRun;
}

describe('a lane', () => {
  it('a batch that was read and not intended when the pass halted keeps its folder from coming to its end', async () => {
    const ids = [1, 2, 3];
    const set = { generation: 1, belowId: 4, fromId: 1, itemCount: 3, isReadUnlisted: false };
    const job = new FolderJob(folderView(), set, defaultPassOptions);
    job.addListing(ids.map((id) => ({ id, size: 4, receivedAt, flags: [] })));
    job.endListing();
    const feed = new WorkFeed();
    feed.add(job);
    feed.close();
    const ends: boolean[] = [];
    const copying = new CopyLane(haltedBehindReading(ids)).copyAll(feed, ({ outstanding }) => {
      ends.push(job.isPlanned && outstanding === 0);
      return Promise.resolve();
    });
    await expect(copying).rejects.toThrow('another lane has failed');
    expect(ends).not.toContain(true);
    expect(job.outstanding).toBeGreaterThan(0);
  });
});
