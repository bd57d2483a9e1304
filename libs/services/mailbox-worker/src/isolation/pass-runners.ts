import type { EventStore, TenantSealers } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import type { WorkerIdentity } from '@mailhaul/pass-runner';
import type { PassAssignment, PassNews, PassPace, PassResult } from './pass-assignment.ts';
import { failureOf } from './pass-failure.ts';
import { type PassEntry, RunnerPool } from './runner-pool.ts';

export interface PassRunnersSettings {
  /** The app's file that calls `servePasses`. */
  readonly entry: URL;
  readonly store: EventStore;
  readonly sealers: Pick<TenantSealers, 'keyFor'>;
  /** As the ledgers name this process; each thread adds an id of its own. */
  readonly worker: Omit<WorkerIdentity, 'id'>;
  readonly clock: Clock;
  readonly limits?: Partial<RunnerLimits>;
  /** Told of each thread that ended before its passes did. */
  readonly onThreadDied?: () => void;
}

export interface RunnerLimits {
  /** Threads that passes share. */
  readonly threadsMax: number;
  readonly passesPerThreadMax: number;
  /** Threads beside them, each for one pass of a pair that was in a thread when that died. */
  readonly ownThreadsMax: number;
  /** What the passes of one thread may hold together; beyond it the thread ends. */
  readonly heapMbMax: number;
  /** A thread that gives no sign of life for so long is ended. */
  readonly silenceMsMax: number;
}

export const defaultRunnerLimits: RunnerLimits = {
  threadsMax: 2,
  passesPerThreadMax: 50,
  ownThreadsMax: 4,
  heapMbMax: 400,
  silenceMsMax: 30_000,
};

export interface PassHandle {
  /** Never rejects. */
  readonly done: Promise<PassResult>;
  /** Acts within 5 s: what is under way is finished where it can be, else its connections are cut. May be called again. */
  stop(): void;
  /** From now on; at first it goes as fast as its connections' budgets let it. */
  pace(pace: PassPace): void;
}

interface AskedPass extends Pick<PassEntry, 'assignment' | 'onNews' | 'resolve' | 'stopped'> {
  pace: PassPace;
  /** Once it is the pool's. */
  entry?: PassEntry;
}

/** Bound on `close`: passes that have not ended by then are left as after a kill. */
const closeMsMax = 15_000;

/**
 * Runs passes in threads, so that a mailbox that takes its thread down takes no other for good: whoever was in that thread
 * runs in one of its own afterwards, until a pass of the pair completed there. Two passes of one pair never run at once: the
 * second waits for the first one's end. A pass that finds no room waits in the order of asking.
 */
export class PassRunners {
  readonly #settings: PassRunnersSettings;
  readonly #pool: RunnerPool;
  readonly #open = new Set<PassHandle>();
  #nextId = 0;
  #isClosed = false;

  constructor(settings: PassRunnersSettings) {
    const limits = { ...defaultRunnerLimits, ...settings.limits };
    this.#settings = settings;
    this.#pool = new RunnerPool({ ...settings, limits });
  }

  /** `onNews` is called for everything that the pass tells, in order, and never after its end. */
  run(assignment: PassAssignment, onNews?: (news: PassNews) => void): PassHandle {
    const { promise, resolve } = Promise.withResolvers<PassResult>();
    const stopped = new AbortController();
    const asked: AskedPass = { assignment, onNews, resolve, stopped: stopped.signal, pace: {} };
    const handle: PassHandle = {
      done: promise,
      stop: () => stopped.abort(),
      pace: (pace) => {
        asked.pace = pace;
        if (asked.entry === undefined) return;
        asked.entry.pace = pace;
        this.#pool.pace(asked.entry);
      },
    };
    this.#open.add(handle);
    void promise.then(() => this.#open.delete(handle));
    if (this.#isClosed) resolve({ end: { kind: 'stopped' } });
    else void this.#enter(asked);
    return handle;
  }

  /** Passes that have not ended, those that wait included. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Stops all passes, waits for their ends within a bound, and ends the threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const ends = [...this.#open].map((handle) => {
      handle.stop();
      return handle.done;
    });
    const inTime = new AbortController();
    const { clock } = this.#settings;
    const bound = clock.sleep(closeMsMax, inTime.signal).catch(() => undefined);
    await Promise.race([Promise.all(ends), bound]);
    inTime.abort();
    await this.#pool.close();
  }

  async #enter(asked: AskedPass): Promise<void> {
    const { assignment, onNews, resolve, stopped } = asked;
    try {
      const sealerKey = await this.#settings.sealers.keyFor(assignment.tenant);
      this.#nextId += 1;
      const { pace } = asked;
      asked.entry = {
        ...{ assignment, onNews, resolve, stopped, sealerKey, pace },
        id: this.#nextId,
      };
      this.#pool.add(asked.entry);
    } catch (error) {
      asked.resolve({ end: { kind: 'failed', failure: failureOf(error) } });
    }
  }
}
