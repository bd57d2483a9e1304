import { OutcomeUnknown, StoreUnavailable } from '@mailhaul/application';
import type { EventStore } from '@mailhaul/application';
import type { PassOptions, PassProgress, ProtocolRules } from '@mailhaul/copy-engine';
import { ConnectorError } from '@mailhaul/connector-contract';
import { seededRandom } from '@mailhaul/kernel';
import type { MailboxPass, PassReport } from '@mailhaul/pass-runner';
import { SimEventStore } from './sim-event-store.ts';
import { SimHost } from './sim-host.ts';
import { SimProcess } from './sim-process.ts';
import type { SimPlan } from './sim-plan.ts';
import { SimSealer } from './sim-sealer.ts';
import type { SimServer } from './sim-server.ts';
import { simConnector } from './sim-connector.ts';
import type { World } from './world.ts';

export const simTenant = 'sim';
export const simPairId = 'pair';

export type RunPass = (pass: MailboxPass) => Promise<PassReport>;

export interface Stage {
  readonly world: World;
  readonly plan: SimPlan;
  readonly source: SimServer;
  readonly target: SimServer;
  readonly log: EventStore;
  readonly runPass: RunPass;
  readonly rules: ProtocolRules;
}

/** What one call of the engine came to. */
export interface PassRecord {
  readonly processId: string;
  readonly options: PassOptions;
  readonly report: PassReport;
  readonly progress: readonly PassProgress[];
}

export interface Crash {
  readonly processId: string;
  readonly error: Error;
}

const retryPauseMs = 5_000;
const attemptsMax = 60;

/** Starts workers and keeps account of what they say. */
export class SimWorkers {
  readonly #stage: Stage;
  readonly #hosts = new Map<string, SimHost>();
  readonly #stops = new Map<SimProcess, AbortController>();
  #passCount = 0;
  readonly passes: PassRecord[] = [];
  readonly crashes: Crash[] = [];
  readonly all: SimProcess[] = [];
  /** What the newest pass said last about what it waits for. */
  lastWait = '';

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get living(): readonly SimProcess[] {
    return this.all.filter((process) => !process.isDead);
  }

  host(name: string): SimHost {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const { world, plan } = this.#stage;
    const skewMs = world.faults.int(-plan.hostSkewMsMax, plan.hostSkewMsMax);
    const made = new SimHost(world, name, skewMs);
    this.#hosts.set(name, made);
    return made;
  }

  start(hostName: string): SimProcess {
    const { world } = this.#stage;
    const process = new SimProcess(world, this.host(hostName), `w${this.all.length + 1}`);
    const isAlone = process.host.tryLock(process);
    world.trace(process.id, `starts on ${hostName}${isAlone ? ', alone there' : ''}`);
    this.all.push(process);
    void this.#work(process, isAlone);
    return process;
  }

  /** Asks for a graceful stop. */
  ask(process: SimProcess): void {
    this.#stops.get(process)?.abort();
  }

  async #work(process: SimProcess, isAloneOnHost: boolean): Promise<void> {
    const { world } = this.#stage;
    const stop = new AbortController();
    this.#stops.set(process, stop);
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const end = await this.#pass(process, { isAloneOnHost, stop: stop.signal });
      if (end !== 'failed') break;
      await process.clock.sleep(retryPauseMs * Math.min(attempt + 1, 6));
    }
    process.exit();
    world.count('worker-ended');
  }

  #nextOptions(): PassOptions {
    const { options, laterOptions } = this.#stage.plan;
    const change = laterOptions[this.#passCount % Math.max(1, laterOptions.length)];
    this.#passCount += 1;
    return { ...options, ...change };
  }

  async #pass(
    process: SimProcess,
    how: { isAloneOnHost: boolean; stop: AbortSignal },
  ): Promise<PassReport['end']['kind'] | 'crashed'> {
    const { world, plan, source, target, log, runPass, rules } = this.#stage;
    const progress: PassProgress[] = [];
    const options = this.#nextOptions();
    try {
      const report = await runPass({
        tenant: simTenant,
        pairId: simPairId,
        store: new SimEventStore(process, log, plan.storeLatencyMsMax),
        sealer: new SimSealer(),
        source: simConnector(process, source),
        target: simConnector(process, target),
        options,
        worker: { id: process.id, host: process.host.name, isAloneOnHost: how.isAloneOnHost },
        clock: process.clock,
        random: seededRandom(plan.seed * 1_000 + this.#passCount),
        stop: how.stop,
        rules,
        onProgress: (news) => {
          progress.push(news);
          if (news.kind === 'waiting') this.lastWait = `${process.id} ${news.reason}`;
          if (news.kind === 'phase') world.trace(process.id, `phase ${news.phase}`);
          if (news.kind === 'waiting') world.trace(process.id, `waits: ${news.reason}`);
        },
      });
      if (process.isDead) return 'crashed';
      const { end } = report;
      const why = end.kind === 'failed' ? ` ${end.error.code}: ${end.error.message}` : '';
      world.trace(process.id, `pass ends: ${end.kind}${why}`);
      world.count(`pass:${end.kind}`);
      this.passes.push({ processId: process.id, options, report, progress });
      return end.kind;
    } catch (error) {
      if (process.isDead) return 'crashed';
      const isOperating =
        error instanceof ConnectorError ||
        error instanceof StoreUnavailable ||
        error instanceof OutcomeUnknown;
      world.trace(process.id, `pass throws ${String(error)}`);
      if (isOperating) return 'failed';
      this.crashes.push({ processId: process.id, error: error as Error });
      return 'crashed';
    }
  }
}
