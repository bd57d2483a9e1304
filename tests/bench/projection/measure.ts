// Measures one thing in a process of its own, on what was built, and prints it as JSON:
//   node tests/bench/projection/measure.ts lag|rebuild|lists|deletion FOLDER
//   node tests/bench/projection/measure.ts http FOLDER JOB    on what `lists` has left in the folder
import { performance } from 'node:perf_hooks';
import { systemClock } from '@mailhaul/kernel';
import { at } from './at.ts';
import { History, tenant } from './history.ts';
import { measureHttp } from './measure-http.ts';
import { caughtUp, openSystem, type System } from './system.ts';
import { timeAsks } from './time-asks.ts';

const lagRate = 2000;
const lagMs = 20_000;
const lagPairs = 100;
const rebuildPairs = 4000;
const rebuildBatches = 20;
const listPairs = 50_000;
const deletedPairs = 20_000;

async function withSystem<T>(
  folder: string,
  use: (system: System, history: History) => Promise<T>,
): Promise<T> {
  const system = await openSystem(folder);
  try {
    return await use(system, new History(system.events, system.sealers));
  } finally {
    await system.close();
  }
}

/** From an append's acknowledgement until the documents show it, while events come at a steady rate. */
function measureLag(folder: string): Promise<object> {
  return withSystem(folder, async (system, history) => {
    const { reporting, events } = system;
    await history.begin();
    const ids = await history.addPairs(lagPairs);
    for (const id of ids) await history.openLedger(id);
    reporting.start();
    await caughtUp(system);
    const waiting: { readonly position: bigint; readonly at: number }[] = [];
    const lags: number[] = [];
    const watch = () => {
      const shown = BigInt(reporting.state().position);
      const now = performance.now();
      while (waiting[0] !== undefined && waiting[0].position <= shown) {
        lags.push(now - (waiting.shift()?.at ?? now));
      }
    };
    const watching = setInterval(watch, 2);
    const stop = new AbortController();
    const following = (async () => {
      for await (const message of events.subscribeToAll({ signal: stop.signal })) {
        if (message.kind === 'event') {
          waiting.push({ position: message.event.position, at: performance.now() });
        }
      }
    })();
    await systemClock.sleep(500);
    waiting.length = 0;
    lags.length = 0;
    const begin = performance.now();
    const batches = new Map<string, number>();
    let written = 0;
    for (let n = 0; performance.now() - begin < lagMs;) {
      const due = ((performance.now() - begin) / 1000) * lagRate;
      const round: Promise<number>[] = [];
      for (let planned = written; planned < due && round.length < lagPairs; planned += 2.3) {
        const id = ids[n++ % ids.length] ?? '';
        const b = batches.get(id) ?? 0;
        batches.set(id, b + 1);
        round.push(history.copyBatch(id, b));
      }
      for (const count of await Promise.all(round)) written += count;
      await systemClock.sleep(1);
    }
    const rate = written / ((performance.now() - begin) / 1000);
    await caughtUp(system);
    watch();
    clearInterval(watching);
    stop.abort();
    await following;
    return { rate, p50: at(lags, 0.5), p99: at(lags, 0.99), max: at(lags, 1) };
  });
}

function measureRebuild(folder: string): Promise<object> {
  return withSystem(folder, async (system, history) => {
    const { reporting } = system;
    await history.begin();
    await history.runPasses(await history.addPairs(rebuildPairs), rebuildBatches);
    reporting.start();
    const eventCount = await caughtUp(system);
    const begin = performance.now();
    reporting.rebuild();
    while (reporting.state().rebuild.state === 'running') await systemClock.sleep(5);
    const ms = performance.now() - begin;
    if (reporting.state().rebuild.state !== 'idle') throw new Error('the rebuild failed');
    return {
      eventCount,
      rate: eventCount / (ms / 1000),
      rssMb: process.memoryUsage().rss / 2 ** 20,
    };
  });
}

/** Pages and counts as the console asks for them, through the store alone; then what deleting such a job holds up. */
function measureLists(folder: string): Promise<object> {
  return withSystem(folder, async (system, history) => {
    const { documents, reporting } = system;
    await history.begin();
    const ids = await history.addPairs(listPairs);
    await history.runPasses(ids, 1);
    reporting.start();
    await caughtUp(system);
    const ofJob = { field: 'jobId', is: 'equal', value: history.jobId } as const;
    const failed = { field: 'status', is: 'one-of', values: ['needs-you'] } as const;
    const page = (field: string, more: object = {}) =>
      documents.find('pairs', {
        ...{ tenant, fields: [ofJob], limit: 100 },
        sort: { field, direction: 'ascending' },
        ...more,
      });
    const deep = await deepCursor(page);
    const asks: Readonly<Record<string, () => Promise<unknown>>> = {
      'first page by source': () => page('source'),
      'page in the middle': () => page('source', { after: deep }),
      'page by migrated': () => page('migrated'),
      'page of one status': () => page('source', { fields: [ofJob, failed] }),
      'page of a search': () => page('source', { search: 'gisela.12' }),
      'counts by status': () => documents.countBy('pairs', 'status', { tenant, fields: [ofJob] }),
    };
    return { ...(await timeAsks(asks)), jobId: history.jobId };
  });

  async function deepCursor(
    page: (field: string, more: object) => Promise<{ readonly next?: string }>,
  ): Promise<string | undefined> {
    let after: string | undefined;
    for (let n = 0; n < listPairs / 2000; n += 1) {
      ({ next: after } = await page('source', { limit: 1000, ...(after && { after }) }));
    }
    return after;
  }
}

/** How long a job of so many pairs holds up the documents of others when it is paused and when it is deleted. */
function measureDeletion(folder: string): Promise<object> {
  return withSystem(folder, async (system, history) => {
    await history.begin();
    await history.runPasses(await history.addPairs(deletedPairs), 1);
    system.reporting.start();
    await caughtUp(system);
    const heldUp: Record<string, number> = {};
    for (const type of ['JobPaused', 'JobDeleted']) {
      await history.tell(`job-${tenant}.${history.jobId}`, [{ type, data: {} }]);
      const begin = performance.now();
      await caughtUp(system);
      heldUp[type] = performance.now() - begin;
    }
    return { heldUp };
  });
}

const measures: Readonly<Record<string, (folder: string, jobId: string) => Promise<object>>> = {
  lag: measureLag,
  rebuild: measureRebuild,
  lists: measureLists,
  http: measureHttp,
  deletion: measureDeletion,
};
const [name = '', folder = '', jobId = ''] = process.argv.slice(2);
console.log(JSON.stringify(await measures[name]?.(folder, jobId)));
