import type { Worker } from 'node:worker_threads';
import { OutcomeUnknown, StoreUnavailable } from '@mailhaul/application';
import { StateDamaged, StateInUse, StateMissing, StateTooNew } from './errors.ts';
import type {
  Answer,
  AnswerBatch,
  Failure,
  Opening,
  RequestMessage,
  WorkerSettings,
} from './messages.ts';

type WithoutSeq<M> = M extends unknown ? Omit<M, 'seq'> : never;
export type Request = WithoutSeq<RequestMessage>;

interface Pending {
  readonly isAppend: boolean;
  resolve(value: Answer['value']): void;
  reject(error: Error): void;
}

/** Requests to the worker thread and their answers; what one turn of the event loop asks goes over as one message. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #path: string;
  readonly #opened = Promise.withResolvers<Opening>();
  readonly #pending = new Map<number, Pending>();
  #outbox: RequestMessage[] = [];
  #seq = 0;
  #lastPosition = 0;
  #endedBy: string | undefined;
  #onChange: () => void = () => undefined;

  private constructor(worker: Worker, path: string) {
    this.#worker = worker;
    this.#path = path;
    worker.once('message', (opening: Opening) => {
      if (opening.kind === 'opened') this.#lastPosition = opening.lastPosition;
      worker.on('message', (batch: AnswerBatch) => {
        this.#take(batch);
      });
      this.#opened.resolve(opening);
    });
    worker.on('error', (error) => {
      this.#end(`its thread failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    worker.on('exit', () => {
      this.#end('it is closed');
    });
  }

  /** @throws {StateInUse | StateTooNew | StateDamaged | StateMissing | StoreUnavailable} */
  static async start(worker: Worker, settings: WorkerSettings): Promise<WorkerLink> {
    const link = new WorkerLink(worker, settings.path);
    worker.postMessage(settings);
    const opening = await link.#opened.promise;
    if (opening.kind === 'opened') return link;
    await worker.terminate();
    throw errorOf(opening.failure, settings.path);
  }

  /** How far the log is known to be durable. */
  get lastPosition(): number {
    return this.#lastPosition;
  }

  get hasEnded(): boolean {
    return this.#endedBy !== undefined;
  }

  /** Called after `lastPosition` grew, and once when the link ends. */
  set onChange(listener: () => void) {
    this.#onChange = listener;
  }

  /** `whenAnswered` runs at once, in the order of the answers, before anyone who awaits one of them. */
  request(
    request: Request,
    whenAnswered?: (value: Answer['value']) => void,
  ): Promise<Answer['value']> {
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
      const answered = (value: Answer['value']) => {
        whenAnswered?.(value);
        resolve(value);
      };
      this.#pending.set(seq, { isAppend: request.op === 'append', resolve: answered, reject });
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

  #take(batch: AnswerBatch): void {
    const hasGrown = batch.lastPosition > this.#lastPosition;
    this.#lastPosition = batch.lastPosition;
    for (const { seq, value, failure } of batch.answers) {
      const pending = this.#pending.get(seq);
      this.#pending.delete(seq);
      if (failure === undefined) pending?.resolve(value);
      else pending?.reject(errorOf(failure, this.#path));
    }
    if (hasGrown) this.#onChange();
  }

  #end(reason: string): void {
    if (this.#endedBy !== undefined) return;
    this.#endedBy = reason;
    this.#opened.reject(new StoreUnavailable(`the event store’s thread did not start: ${reason}`));
    for (const pending of this.#pending.values()) {
      pending.reject(
        pending.isAppend
          ? new OutcomeUnknown(`no answer from the event store: ${reason}`)
          : this.#unavailable(),
      );
    }
    this.#pending.clear();
    this.#onChange();
  }

  #unavailable(): StoreUnavailable {
    return new StoreUnavailable(`the event store cannot be used: ${this.#endedBy ?? ''}`);
  }
}

function errorOf(failure: Failure, path: string): Error {
  switch (failure.kind) {
    case 'in-use':
      return new StateInUse(path);
    case 'too-new':
      return new StateTooNew(path);
    case 'missing':
      return new StateMissing(path);
    case 'damaged':
      return new StateDamaged(path, failure.detail);
    case 'unavailable':
      return new StoreUnavailable(`the event store could not do it: ${failure.detail}`);
    case 'outcome-unknown':
      return new OutcomeUnknown(`the event store's answer is lost: ${failure.detail}`);
  }
}
