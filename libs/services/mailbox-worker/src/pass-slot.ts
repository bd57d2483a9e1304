import { parseStream } from '@mailhaul/domain';
import type { RecordedEvent, Sealer } from '@mailhaul/application';
import { type BuiltPass, buildPass, type PassOrigin } from './build-pass.ts';
import type { HeldLease, StopCause } from './held-lease.ts';
import { causeByJob, causeByPair } from './job-watch.ts';
import { judgePass, type PassWord } from './pass-execution.ts';
import { isPassing, type PassTeller } from './pass-teller.ts';
import type { PassToRun, RunningPass } from './pass-to-run.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Tries to read what a pass needs before its lease is given back. */
const buildTriesMax = 8;
const buildDelayMs = 500;

/** One lease from learning of it until the end of its pass is told. */
export class PassSlot {
  readonly lease: HeldLease;
  readonly #options: WorkerOptions;
  readonly #teller: PassTeller;
  #cause: StopCause | undefined;
  #running: RunningPass | undefined;
  #origin: PassOrigin | undefined;
  /** Seen while the pass was being built: what it was built from may be older. */
  #early: RecordedEvent[] = [];

  constructor(options: WorkerOptions, teller: PassTeller, lease: HeldLease) {
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
    const cause = isPair ? causeByPair(event, this.lease) : causeByJob(event);
    if (cause !== undefined) this.stop(cause);
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
    for (const event of this.#early.splice(0)) this.see(event);
    this.#running = this.#cause === undefined ? runner.run(pass) : notBegun;
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
};
