import {
  type Job,
  jobDecider,
  type JobEvent,
  type PairSide,
  parseStream,
  windowAt,
} from '@mailhaul/domain';
import type { RecordedEvent, Sealer } from '@mailhaul/application';
import { type BuiltPass, buildPass, type PassOrigin } from './build-pass.ts';
import type { Budgeted } from './connection-paces.ts';
import type { HeldLease, StopCause } from './held-lease.ts';
import type { PaceBudgets, PassPace } from './isolation/pass-assignment.ts';
import { causeByJob, causeByPair } from './job-watch.ts';
import { judgePass, type PassWord } from './pass-execution.ts';
import type { PassTeller } from './pass-teller.ts';
import { isPassing } from './patiently.ts';
import type { PassToRun, RunningPass } from './pass-to-run.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Tries to read what a pass needs before its lease is given back. */
const buildTriesMax = 8;
const buildDelayMs = 500;

/** A worker's own clock closes a schedule so much later than the scheduler, which may be gone: clocks differ. */
const closesLateMs = 30_000;

export interface PassSlotOptions extends WorkerOptions {
  /** Its job's limits are known from now on. */
  readonly onBuilt: () => void;
}

/** One lease from learning of it until the end of its pass is told. */
export class PassSlot {
  readonly lease: HeldLease;
  readonly #options: PassSlotOptions;
  readonly #teller: PassTeller;
  #cause: StopCause | undefined;
  #running: RunningPass | undefined;
  #origin: PassOrigin | undefined;
  #job: Job = jobDecider.initial();
  #sides: Readonly<Record<PairSide, Budgeted>> | undefined;
  #pace: PassPace = {};
  /** This worker's clock has said that the schedule is open. */
  #hasSeenOpen = false;
  /** Seen while the pass was being built: what it was built from may be older. */
  #early: RecordedEvent[] = [];

  constructor(options: PassSlotOptions, teller: PassTeller, lease: HeldLease) {
    this.#options = options;
    this.#teller = teller;
    this.lease = lease;
  }

  /** Resolves when everything about it is told, or nothing is to be. Never rejects. */
  async run(): Promise<void> {
    const { onError, sealers } = this.#options;
    try {
      const built = await this.#build();
      if (built.kind === 'lost') return;
      const sealer = await sealers.of(this.lease.tenant);
      if (built.kind === 'word') await this.#teller.tell(sealer, this.lease, built.word);
      else await this.#runPass(sealer, built.pass, built.origin);
    } catch (error) {
      // Not heard of any more, the lease expires, and another worker may fare better.
      onError?.(error, `running a pass of ${this.lease.pairId}`);
    }
  }

  /** May be called again; that a lease is lost outdoes every other cause. */
  stop(cause: StopCause): void {
    if (this.#cause === undefined || cause === 'lost') this.#cause = cause;
    this.#running?.stop();
  }

  /** An event of a pair's or job's stream, in the log's order. */
  see(event: RecordedEvent): void {
    const parts = parseStream(event.stream);
    if (parts === undefined || parts.tenant !== this.lease.tenant) return;
    if (parts.category === 'pair' && parts.id !== this.lease.pairId) return;
    if (this.#origin === undefined) {
      this.#early.push(event);
      return;
    }
    const { pairRevision, jobRevision, jobId } = this.#origin;
    const isPair = parts.category === 'pair';
    if (!isPair && parts.id !== jobId) return;
    if (event.revision <= (isPair ? pairRevision : jobRevision)) return;
    if (!isPair) this.#job = jobDecider.evolve(this.#job, plainOf(event));
    const cause = isPair ? causeByPair(event, this.lease) : causeByJob(event);
    if (cause !== undefined) this.stop(cause);
  }

  /** The job of its pass; undefined: not known yet. */
  get jobId(): string | undefined {
    return this.#origin?.jobId;
  }

  /** Bytes a second of the whole job at that wall time; undefined: no limit. */
  limitAt(nowMs: number): number | undefined {
    const job = this.#job;
    if (job.status === 'unknown' || job.status === 'deleted') return undefined;
    return windowAt(job, nowMs).limits?.bytesPerSecond;
  }

  /** Its connections; undefined: not known yet. */
  get sides(): Readonly<Record<PairSide, Budgeted>> | undefined {
    return this.#sides;
  }

  /** May be called again and again. */
  pace(bytesPerSecond: number | undefined): void {
    if (bytesPerSecond === this.#pace.bytesPerSecond) return;
    const { source, target } = this.#pace;
    this.#keepTo(defined({ source, target, bytesPerSecond }));
  }

  /** May be called again and again. */
  paceSide(side: PairSide, budgets: PaceBudgets): void {
    const { bytesPerSecond, operationsPerSecond } = this.#pace[side] ?? {};
    const isSame =
      bytesPerSecond === budgets.bytesPerSecond &&
      operationsPerSecond === budgets.operationsPerSecond;
    if (!isSame) this.#keepTo({ ...this.#pace, [side]: budgets });
  }

  #keepTo(pace: PassPace): void {
    this.#pace = pace;
    this.#running?.pace(pace);
  }

  /** Stops it where its job's schedule has closed, also if no scheduler was there to say so. */
  keepTime(nowMs: number): void {
    const job = this.#job;
    if (job.status === 'unknown' || job.status === 'deleted') return;
    const isClosed = (ms: number) => windowAt(job, ms).limits === undefined;
    if (!isClosed(nowMs)) this.#hasSeenOpen = true;
    // Granted while this clock says closed: then it is the clock that is wrong, and not who granted it.
    if (!this.#hasSeenOpen) return;
    if (isClosed(nowMs) && isClosed(nowMs - closesLateMs)) this.stop('outside-schedule');
  }

  async #build(): Promise<BuiltPass> {
    const { id: workerId, store, secrets, sealers, clock, onError } = this.#options;
    for (let tries = 1; ; tries += 1) {
      try {
        const sealer = await sealers.of(this.lease.tenant);
        return await buildPass({ workerId, store, secrets, sealer }, this.lease);
      } catch (error) {
        onError?.(error, `preparing a pass of ${this.lease.pairId}`);
        if (!isPassing(error)) return { kind: 'word', word: internal };
        if (this.#cause !== undefined || tries >= buildTriesMax) {
          return { kind: 'word', word: { kind: 'ReleaseLease' } };
        }
        await clock.sleep(buildDelayMs * 2 ** (tries - 1));
      }
    }
  }

  async #runPass(sealer: Sealer, pass: PassToRun, origin: PassOrigin): Promise<void> {
    const { runner, clock, random } = this.#options;
    this.#origin = origin;
    this.#job = origin.job;
    this.#sides = pass;
    for (const event of this.#early.splice(0)) this.see(event);
    this.#running = this.#cause === undefined ? runner.run(pass) : notBegun;
    this.#options.onBuilt();
    const result = await this.#running.done;
    const { word, broken } = judgePass(result, {
      cause: this.#cause,
      pauses: origin.pauses,
      pass: origin.pass,
      nowMs: clock.wallMs(),
      chance: random.next(),
    });
    const { tenant } = this.lease;
    if (broken !== undefined) {
      const place = { ...origin.connections[broken.side], tenant };
      await this.#teller.tellBroken(sealer, place, broken);
    }
    if (word !== undefined) await this.#teller.tell(sealer, this.lease, word);
  }
}

const internal: PassWord = { kind: 'FailPass', code: 'internal', scope: 'process' };

const notBegun: RunningPass = {
  done: Promise.resolve({ end: { kind: 'stopped' } }),
  stop: () => undefined,
  pace: () => undefined,
};

/** Nothing that is sealed says anything of a schedule. */
function plainOf({ type, data }: RecordedEvent): JobEvent {
  return { type, data } as unknown as JobEvent;
}

function defined(pace: { [K in keyof PassPace]: PassPace[K] | undefined }): PassPace {
  return Object.fromEntries(Object.entries(pace).filter(([, value]) => value !== undefined));
}
