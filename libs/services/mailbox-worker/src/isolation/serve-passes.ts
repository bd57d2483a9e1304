import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { ByteRate, preloadConnectors } from '@mailhaul/connector-registry';
import { BytesInAir } from '@mailhaul/copy-engine';
import { ChannelEventStore } from '@mailhaul/event-store-channel';
import { assert, uuid4 } from '@mailhaul/kernel';
import { watchHeap } from './heap-watch.ts';
import type { PassPace } from './pass-assignment.ts';
import { runAssignment } from './run-assignment.ts';
import type { RunnerBench, RunnerEntry } from './runner-entry.ts';
import type { RunnerData, RunnerNotice, RunnerOrder } from './runner-messages.ts';
import { SharedPace } from './shared-pace.ts';

/** After `stop`: how long what is under way may still be finished, before the pass's connections are cut. */
export const gracefulStopMs = 3_000;

interface RunningPass {
  stop(): void;
  pace(pace: PassPace): void;
}

/**
 * Makes this thread run passes for the `PassRunners` that started it: the whole work of an app's runner entry file. An error
 * that nobody catches ends the thread, as it should: its passes are told as died, and no others.
 */
export function servePasses(entry: RunnerEntry): void {
  const port = parentPort;
  assert(port !== null, 'passes are served in a thread that PassRunners started');
  const { storePort, worker, beatEveryMs, heapBytesMax } = workerData as RunnerData;
  watchHeap(heapBytesMax);

  const bench: RunnerBench = {
    ...entry,
    store: new ChannelEventStore(storePort),
    worker: { ...worker, id: uuid4(entry.random) },
    pace: new SharedPace(entry.clock),
    inAir: new BytesInAir(),
  };
  preloadConnectors();
  const running = new Map<number, RunningPass>();
  const post = (notice: RunnerNotice) => port.postMessage(notice);
  port.on('message', (order: RunnerOrder) => {
    if (order.op === 'run') running.set(order.id, begin(bench, order, finish(post, running)));
    else if (order.op === 'pace') running.get(order.id)?.pace(order.pace);
    else running.get(order.id)?.stop();
  });
  post({ kind: 'ready' });
  void beat(port, entry, beatEveryMs);
}

/** Tells what a pass tells, and forgets it with its end. */
function finish(post: (notice: RunnerNotice) => void, running: Map<number, RunningPass>) {
  return (notice: RunnerNotice & { id: number }) => {
    if (notice.kind === 'done') running.delete(notice.id);
    post(notice);
  };
}

function begin(
  bench: RunnerBench,
  { id, assignment, sealerKey, pace }: RunnerOrder & { op: 'run' },
  tell: (notice: RunnerNotice & { id: number }) => void,
): RunningPass {
  const stop = new AbortController();
  const cut = new AbortController();
  const ended = new AbortController();
  const signals = { stop: stop.signal, cut: cut.signal };
  const rate = new ByteRate(bench.clock);
  const { tenant, source, target } = assignment;
  const shares = {
    source: bench.pace.take(tenant, source),
    target: bench.pace.take(tenant, target),
  };
  const keepTo = (next: PassPace) => {
    rate.set(next.bytesPerSecond);
    for (const side of ['source', 'target'] as const) {
      const budgets = next[side];
      if (budgets !== undefined) shares[side].set(budgets);
    }
  };
  keepTo(pace);
  void runAssignment(bench, {
    assignment,
    sealerKey,
    ...signals,
    ...{ rate, shares },
    tell: (news) => tell({ kind: 'news', id, news }),
  }).then((result) => {
    ended.abort();
    for (const share of Object.values(shares)) share.leave();
    tell({ kind: 'done', id, result });
  });
  return {
    pace: keepTo,
    stop() {
      if (stop.signal.aborted) return;
      const reason = new Error('the pass was asked to stop');
      stop.abort(reason);
      bench.clock.sleep(gracefulStopMs, ended.signal).then(
        () => cut.abort(reason),
        // It ended by itself.
        () => undefined,
      );
    },
  };
}

async function beat(port: MessagePort, { clock }: RunnerEntry, everyMs: number): Promise<never> {
  for (;;) {
    port.postMessage({ kind: 'beat' } satisfies RunnerNotice);
    await clock.sleep(everyMs);
  }
}
