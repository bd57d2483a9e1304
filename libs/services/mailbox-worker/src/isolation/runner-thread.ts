import { MessageChannel, type Transferable, Worker } from 'node:worker_threads';
import type { EventStore } from '@mailhaul/application';
import { serveEventStore } from '@mailhaul/event-store-channel';
import type { WorkerIdentity } from '@mailhaul/pass-runner';
import type { PassAssignment, PassNews, PassPace, PassResult } from './pass-assignment.ts';
import { wordsOf } from './pass-failure.ts';
import type { RunnerData, RunnerNotice, RunnerOrder } from './runner-messages.ts';

/** A pass as its thread is given it. */
export interface ThreadPass {
  readonly id: number;
  readonly assignment: PassAssignment;
  readonly sealerKey: Uint8Array;
  readonly onNews: ((news: PassNews) => void) | undefined;
  /** As it was wished last. */
  pace: PassPace;
}

export interface RunnerThreadSettings {
  readonly entry: URL;
  readonly store: EventStore;
  readonly worker: Omit<WorkerIdentity, 'id'>;
  readonly heapMbMax: number;
  readonly beatEveryMs: number;
}

export interface RunnerThreadListener {
  onReady(): void;
  onDone(pass: ThreadPass, result: PassResult): void;
  /** Once, when the thread is no more; `passes` are those that had not ended. */
  onGone(end: { readonly passes: readonly ThreadPass[]; readonly reason: string }): void;
}

/** V8's own limit, for what grows so fast that the thread does not see it: room enough for a large table to grow once more. */
const hardLimitFactor = 3;
/** Room for short-lived objects beside the heap. */
const youngGenerationMb = 32;

/** One thread with the passes that were given to it. Nothing that happens in it throws here. */
export class RunnerThread {
  /** For one pass only. */
  readonly isOwn: boolean;
  readonly #worker: Worker;
  readonly #passes = new Map<number, ThreadPass>();
  readonly #listener: RunnerThreadListener;
  #isReady = false;
  #reason: string | undefined;
  #silentBeats = 0;
  #isGone = false;

  constructor(settings: RunnerThreadSettings, isOwn: boolean, listener: RunnerThreadListener) {
    this.isOwn = isOwn;
    this.#listener = listener;
    const { port1, port2 } = new MessageChannel();
    const served = serveEventStore(port1, settings.store);
    const { worker, beatEveryMs, heapMbMax } = settings;
    const heapBytesMax = heapMbMax << 20;
    const shared = { worker, beatEveryMs, heapBytesMax };
    const workerData: RunnerData = { ...shared, storePort: port2 };
    this.#worker = new Worker(settings.entry, {
      workerData,
      transferList: [port2 as Transferable],
      name: 'mailhaul-passes',
      resourceLimits: {
        maxOldGenerationSizeMb: heapMbMax * hardLimitFactor,
        maxYoungGenerationSizeMb: youngGenerationMb,
      },
    });
    this.#worker.on('message', (notice: RunnerNotice) => this.#hear(notice));
    this.#worker.on('error', (error) => (this.#reason ??= causeOf(error)));
    this.#worker.on('exit', (code) => {
      served.close();
      this.#isGone = true;
      const passes = [...this.#passes.values()];
      listener.onGone({ passes, reason: this.#reason ?? `its thread ended with code ${code}` });
    });
  }

  /** It has started, and passes begin in it as they are given. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get passCount(): number {
    return this.#passes.size;
  }

  /** The beats since its last sign of life. */
  get silentBeats(): number {
    return this.#silentBeats;
  }

  has(id: number): boolean {
    return this.#passes.has(id);
  }

  run(pass: ThreadPass): void {
    this.#passes.set(pass.id, pass);
    if (this.#isReady) this.#begin(pass);
  }

  stop(id: number): void {
    this.#post({ op: 'stop', id });
  }

  /** The pass's `pace` has changed. */
  pace({ id, pace }: ThreadPass): void {
    if (this.#isReady) this.#post({ op: 'pace', id, pace });
  }

  /** One beat of ours has passed; to be called at even intervals, so that a halt of our own is no silence of the thread. */
  countBeat(): void {
    this.#silentBeats += 1;
  }

  terminate(reason: string): void {
    this.#reason ??= reason;
    void this.#worker.terminate();
  }

  #hear(notice: RunnerNotice): void {
    this.#silentBeats = 0;
    switch (notice.kind) {
      case 'ready':
        this.#isReady = true;
        for (const pass of this.#passes.values()) this.#begin(pass);
        this.#listener.onReady();
        return;
      case 'beat':
        return;
      case 'news':
        this.#passes.get(notice.id)?.onNews?.(notice.news);
        return;
      case 'done': {
        const pass = this.#passes.get(notice.id);
        if (pass === undefined) return;
        this.#passes.delete(notice.id);
        this.#listener.onDone(pass, notice.result);
      }
    }
  }

  #begin({ id, assignment, sealerKey, pace }: ThreadPass): void {
    this.#post({ op: 'run', id, assignment, sealerKey, pace });
  }

  #post(order: RunnerOrder): void {
    this.#worker.postMessage(order);
  }
}

function causeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'its thread ran out of memory'
    : `an error that nobody caught: ${wordsOf(error)}`;
}
