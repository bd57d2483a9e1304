import {
  ConnectorError,
  type ItemInfo,
  type MailSession,
  type ReadItem,
} from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { FolderJob } from './folder-job.ts';
import type { PassContext } from './pass-context.ts';
import type { PassLedger, UnwrittenOutcome } from './pass-ledger.ts';
import { defaultPassOptions } from './pass-options.ts';
import { readBatches } from './read-batches.ts';
import { AskedAhead } from './read-request.ts';
import type { SessionSlot } from './session-slot.ts';
import { Sickness } from './sickness.ts';
import { folderView } from './spec-support/folder-view.ts';
import { LanePlanner, WorkFeed } from './work-feed.ts';

const limits = () => ({ itemsMax: 3, bytesMax: 1_000 });

function info(id: number): ItemInfo {
  return { id, size: 4, receivedAt: { epochSeconds: 1_000 + id, zoneMinutes: 0 }, flags: [] };
}

/** Holds these items and keeps to the contract: nothing that is asked for moves before all asked for earlier is read or left. */
function strictSession(present: readonly number[]): { session: MailSession; asked: string[] } {
  const asked: string[] = [];
  let last = Promise.resolve();
  async function* inTurn<T>(earlier: Promise<void>, end: () => void, answers: readonly T[]) {
    try {
      await earlier;
      yield* answers;
    } finally {
      end();
    }
  }
  function queued<T>(what: string, answers: readonly T[]): AsyncIterable<T> {
    asked.push(what);
    const earlier = last;
    let end: () => void = () => undefined;
    last = new Promise((resolve) => (end = resolve));
    const turn = inTurn(earlier, end, answers);
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => turn.next(),
        // Left before its turn came: a generator that has not begun runs no `finally`.
        return: () => (end(), turn.return(undefined)),
      }),
    };
  }
  const session: Pick<MailSession, 'readItems' | 'listItems'> = {
    readItems: (_folder, { ids }) => {
      const wanted = ids as readonly number[];
      const found = wanted.filter((id) => present.includes(id));
      const items = found.map((id): ReadItem => {
        return { ...info(id), body: { kind: 'whole', bytes: Buffer.from('body') } };
      });
      return queued(`read ${wanted.join(' ')}`, items);
    },
    listItems: (_folder, { fromId = 1, belowId = Infinity } = {}) => {
      const items = present.filter((id) => id >= fromId && id < belowId).map(info);
      const state = { generation: 1, nextId: 100, itemCount: present.length };
      return queued(`list ${fromId}:${belowId}`, [{ state, items }]);
    },
  };
  return { session: session as MailSession, asked };
}

describe('reading ahead', () => {
  it('an item that was deleted since it was listed is looked for at once: what was asked for ahead is asked for again', async () => {
    const job = new FolderJob(
      folderView(),
      { generation: 1, belowId: 100, fromId: 1, itemCount: 9, isReadUnlisted: false },
      defaultPassOptions,
    );
    job.addListing([1, 2, 3, 4, 5, 6, 7, 8, 9].map(info));
    job.endListing();
    const feed = new WorkFeed();
    feed.add(job);
    feed.close();
    const { session, asked } = strictSession([1, 3, 4, 5, 6, 7, 8, 9]);
    const outcomes: UnwrittenOutcome[] = [];
    const ledger: Partial<PassLedger> = {
      recordUnwritten: (_f, items) => {
        outcomes.push(...items);
        return Promise.resolve();
      },
    };
    const slot: Partial<SessionSlot> = {
      get: () => Promise.resolve(session),
      proved: () => undefined,
    };
    const context: Partial<PassContext> = {
      ledger: ledger as PassLedger,
      halt: new AbortController().signal,
      report: () => undefined,
    };
    const batches = readBatches({
      context: context as PassContext,
      slot: slot as SessionSlot,
      planner: new LanePlanner({
        feed,
        limits,
        isStopping: () => false,
        onPlanned: () => undefined,
        onBatch: () => undefined,
      }),
      again: [],
      limits,
      askedAhead: new AskedAhead(),
      sickness: new Sickness(),
      onPart: () => undefined,
      onRead: () => undefined,
    });
    const read: number[] = [];
    for await (const { items } of batches) read.push(...items.map(({ id }) => id));
    expect(read).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
    expect(outcomes).toMatchObject([{ sourceId: 2, standing: 'gone' }]);
    expect(asked).toEqual([
      'read 1 2 3',
      'read 4 5 6',
      'read 7 8 9',
      'list 2:3',
      'read 4 5 6',
      'read 7 8 9',
    ]);
  });

  it('what was asked for ahead of a folder that fails is left: the next folder is read all the same', async () => {
    const { session } = strictSession([1, 2, 3, 4, 5, 6]);
    const readItems: MailSession['readItems'] = (folderId, request) => {
      if (folderId !== 'failing') return session.readItems(folderId, request);
      const items = session.readItems(folderId, request)[Symbol.asyncIterator]();
      // Its turn is over when it is refused.
      const refused = () => items.return?.().then(() => Promise.reject(folderRefused));
      return {
        [Symbol.asyncIterator]: () => ({ ...items, next: refused, return: items.return }),
      } as never;
    };
    const refusing = { ...session, readItems };
    const feed = new WorkFeed();
    for (const sourceId of ['failing', 'sound']) {
      const set = { generation: 1, belowId: 100, fromId: 1, itemCount: 6, isReadUnlisted: false };
      const job = new FolderJob({ ...folderView(), sourceId }, set, defaultPassOptions);
      job.addListing([1, 2, 3, 4, 5, 6].map(info));
      job.endListing();
      feed.add(job);
    }
    feed.close();
    const slot: Partial<SessionSlot> = {
      get: () => Promise.resolve(refusing),
      proved: () => undefined,
    };
    const halt = new AbortController().signal;
    const batches = readBatches({
      context: { halt, report: () => undefined } as Partial<PassContext> as PassContext,
      slot: slot as SessionSlot,
      planner: new LanePlanner({
        ...{ feed, limits, isStopping: () => false },
        ...{ onPlanned: () => undefined, onBatch: () => undefined },
      }),
      ...{ again: [], limits, askedAhead: new AskedAhead() },
      ...{ sickness: new Sickness(), onPart: () => undefined, onRead: () => undefined },
    });
    const read: string[] = [];
    for await (const { job, items } of batches) {
      read.push(...items.map(({ id }) => `${job.folder.sourceId} ${id}`));
    }
    expect(read).toEqual([1, 2, 3, 4, 5, 6].map((id) => `sound ${id}`));
  }, 5_000);
});

const folderRefused = new ConnectorError({
  code: 'folder-refused',
  scope: 'folder',
  disposition: 'retry',
  message: 'the folder is refused',
  remedy: '',
});
