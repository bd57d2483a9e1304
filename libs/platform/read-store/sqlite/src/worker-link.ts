import { Worker } from 'node:worker_threads';
import { CheckpointMoved, NoRebuild, RebuildBehind, StoreUnavailable } from '@mailhaul/application';
import { ReadStoreInUse } from './errors.ts';
import type {
  Answer,
  AnswerValue,
  Failure,
  OpenedAs,
  Opening,
  RequestMessage,
  WorkerSettings,
} from './messages.ts';

type WithoutSeq<M> = M extends unknown ? Omit<M, 'seq'> : never;
export type Request = WithoutSeq<RequestMessage>;

interface Pending {
  resolve(value: AnswerValue): void;
  reject(error: Error): void;
}

/** Requests to the worker thread and their answers; what one turn of the event loop asks goes over as one message. */
export class WorkerLink {
  readonly openedAs: OpenedAs;
  readonly movedTo: string | undefined;
  readonly #worker: Worker;
  readonly #path: string;
  readonly #pending = new Map<number, Pending>();
  #outbox: RequestMessage[] = [];
  #seq = 0;
  #endedBy: string | undefined;

  private constructor(
    worker: Worker,
    path: string,
    opening: { readonly openedAs: OpenedAs; readonly movedTo: string | undefined },
  ) {
    this.#worker = worker;
    this.#path = path;
    this.openedAs = opening.openedAs;
    this.movedTo = opening.movedTo;
    worker.on('message', (answers: readonly Answer[]) => {
      this.#take(answers);
    });
    worker.on('error', (error) => {
      this.#end(`its thread failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    worker.on('exit', () => {
      this.#end('it is closed');
    });
  }

  /** @throws {ReadStoreInUse} @throws {StoreUnavailable} */
  static async start(workerUrl: URL, settings: WorkerSettings): Promise<WorkerLink> {
    const worker = new Worker(workerUrl, {
      workerData: settings,
      name: 'mailhaul-read-store',
      // It needs none of this process's flags, and some (`--input-type`) would stop it. Before Node 25 node:sqlite is
      // called experimental there, on the operator's screen.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const opening = await new Promise<Opening>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', (cause) => {
        reject(new StoreUnavailable('the read store’s thread did not start', { cause }));
      });
    });
    if (opening.kind === 'opened') return new WorkerLink(worker, settings.path, opening);
    await worker.terminate();
    throw errorOf(opening.failure, settings.path);
  }

  get hasEnded(): boolean {
    return this.#endedBy !== undefined;
  }

  request(request: Request): Promise<AnswerValue> {
    if (this.#endedBy !== undefined) return Promise.reject(this.#unavailable());
    this.#seq += 1;
    const seq = this.#seq;
    // A tick comes after all promise callbacks that are due: everyone whom one answer woke travels together.
    if (this.#outbox.length === 0)
      process.nextTick(() => {
        this.#send();
      });
    this.#outbox.push({ ...request, seq });
    return new Promise((resolve, reject) => {
      this.#pending.set(seq, { resolve, reject });
    });
  }

  /** Resolves when the thread has written, closed its files and ended. */
  async close(): Promise<void> {
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    await this.request({ op: 'close' });
    await exited;
  }

  #send(): void {
    const batch = this.#outbox;
    this.#outbox = [];
    this.#worker.postMessage(batch);
  }

  #take(answers: readonly Answer[]): void {
    for (const { seq, value, failure } of answers) {
      const pending = this.#pending.get(seq);
      this.#pending.delete(seq);
      if (failure === undefined) pending?.resolve(value);
      else pending?.reject(errorOf(failure, this.#path));
    }
  }

  #end(reason: string): void {
    if (this.#endedBy !== undefined) return;
    this.#endedBy = reason;
    for (const pending of this.#pending.values()) pending.reject(this.#unavailable());
    this.#pending.clear();
  }

  #unavailable(): StoreUnavailable {
    return new StoreUnavailable(`the read store cannot be used: ${this.#endedBy ?? ''}`);
  }
}

function errorOf(failure: Failure, path: string): Error {
  switch (failure.kind) {
    case 'in-use':
      return new ReadStoreInUse(path);
    case 'no-rebuild':
      return new NoRebuild('no rebuild was begun');
    case 'moved':
      return new CheckpointMoved(`the read models are not where they were (${failure.detail})`);
    case 'behind':
      return new RebuildBehind(`what was made anew is behind what is served: ${failure.detail}`);
    case 'damaged':
      return new StoreUnavailable(
        `the read models in ${path} are damaged (${failure.detail}): the next start puts the file aside and makes ` +
          'them anew from the log',
      );
    case 'unavailable':
      return new StoreUnavailable(`the read store could not do it: ${failure.detail}`);
  }
}
