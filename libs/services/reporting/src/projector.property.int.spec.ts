import type { JsonObject, LogPosition, ReadStore, RecordedEvent } from '@mailhaul/application';
import { collections } from '@mailhaul/contracts';
import { systemClock } from '@mailhaul/kernel';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Projector } from './projector.ts';
import { CuttingStore } from './spec-support/cutting-store.ts';
import { randomHistory } from './spec-support/random-history.ts';
import { RecordedLog } from './spec-support/recorded-log.ts';
import { PlainSealers } from './spec-support/system-log.ts';

const sealers = new PlainSealers();
const runs = Number(process.env['MAILHAUL_PROPERTY_RUNS'] ?? 10);

type Documents = Readonly<Record<string, readonly JsonObject[]>>;

async function withStore<T>(use: (store: ReadStore) => Promise<T>): Promise<T> {
  const store = await SqliteReadStore.open({ path: ':memory:', collections });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

async function allOf(store: ReadStore): Promise<Documents> {
  const all: Record<string, readonly JsonObject[]> = {};
  for (const { name, fields } of collections) {
    const field = Object.keys(fields)[0] ?? '';
    const sort = { field, direction: 'ascending' } as const;
    const { rows } = await store.find(name, { sort, limit: 1000 });
    const keyed = rows.map(({ tenant, id, body }) => ({ key: `${tenant} ${id}`, body }));
    all[name] = keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map((row) => ({ ...row }));
  }
  return all;
}

function projectorOf(events: RecordedLog, documents: ReadStore, next = false): Projector {
  return new Projector({ events, documents, sealers, clock: systemClock }, next ? 'next' : 'live');
}

async function catchUp(projector: Projector): Promise<void> {
  await projector.follow(AbortSignal.timeout(90_000), {
    onLeftOut: (leftOut) => {
      throw leftOut;
    },
    isEnough: (isCaughtUp) => isCaughtUp,
  });
}

function inOneGo(events: readonly RecordedEvent[]): Promise<Documents> {
  return withStore(async (store) => {
    const log = new RecordedLog(events);
    log.show(events.length);
    await catchUp(projectorOf(log, store));
    return allOf(store);
  });
}

const histories = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  commands: fc.integer({ min: 0, max: 160 }),
  ends: fc.array(fc.nat(400), { maxLength: 8 }),
  restarts: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  cuts: fc.array(fc.nat(40), { maxLength: 8 }),
});

/** A job's end is written, and the events before it are not all: what it leaves is not removed before they came again. */
const aheadOfItsTime = {
  ...{ seed: 4, commands: 15, ends: [], restarts: [] },
  cuts: [3, 23, 1, 35, 4, 4],
};

describe('documents of any valid history', () => {
  it('are equal whether it is projected in one go, in batches, with restarts, or anew', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ seed, commands, ends, restarts }) => {
        const events = await randomHistory(seed, commands);
        const expected = await inOneGo(events);
        await withStore(async (store) => {
          const log = new RecordedLog(events);
          let projector = projectorOf(log, store);
          const parts = [...ends.filter((end) => end < events.length), events.length];
          for (const [n, end] of parts.sort((a, b) => a - b).entries()) {
            log.show(end);
            await catchUp(projector);
            if (restarts[n] === true) projector = projectorOf(log, store);
          }
          expect(await allOf(store)).toEqual(expected);
          await store.beginRebuild();
          await catchUp(projectorOf(log, store, true));
          await store.finishRebuild();
          expect(await allOf(store)).toEqual(expected);
        });
      }),
      { numRuns: runs },
    );
  }, 120_000);

  it('are equal where writes were cut short between any two documents', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ seed, commands, ends, cuts }) => {
        const events = await randomHistory(seed, commands);
        const expected = await inOneGo(events);
        await withStore(async (store) => {
          const log = new RecordedLog(events);
          const left = [...cuts];
          const cutting = new CuttingStore(store, () => left.shift() ?? Infinity);
          const parts = [...ends.filter((end) => end < events.length), events.length];
          let position: LogPosition | undefined;
          for (const end of parts.sort((a, b) => a - b)) {
            log.show(end);
            for (let isDone = false; !isDone;) {
              isDone = await catchUp(projectorOf(log, cutting)).then(
                () => true,
                () => false,
              );
            }
            position = await store.checkpoint('live');
          }
          expect(position).toBe(events.at(-1)?.position);
          expect(await allOf(store)).toEqual(expected);
        });
      }),
      { numRuns: runs, examples: [[aheadOfItsTime]] },
    );
  }, 120_000);

  it('are equal after each prefix of it', async () => {
    const events = await randomHistory(7, 60);
    await withStore(async (store) => {
      const log = new RecordedLog(events);
      const projector = projectorOf(log, store);
      for (let end = 0; end <= events.length; end += 9) {
        log.show(end);
        await catchUp(projector);
        expect(await allOf(store)).toEqual(await inOneGo(events.slice(0, end)));
      }
    });
  }, 60_000);
});
