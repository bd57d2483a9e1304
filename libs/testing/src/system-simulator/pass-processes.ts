import { OutcomeUnknown, StoreUnavailable } from '@mailhaul/application';
import { ConnectorError, type MailConnector } from '@mailhaul/connector-contract';
import type { PassProgress } from '@mailhaul/copy-engine';
import { seededRandom } from '@mailhaul/kernel';
import type {
  PassRunner,
  PassResult,
  PassToRun,
  RunningPass,
} from '@mailhaul/mailbox-worker-service/core';
import { type PassReport, runMailboxPass } from '@mailhaul/pass-runner';
import { simConnector } from '../simulator/sim-connector.ts';
import { SimProcess } from '../simulator/sim-process.ts';
import { SimSealer } from '../simulator/sim-sealer.ts';
import { SimLog } from './sim-log.ts';
import type { PairStage, SystemStage } from './system-stage.ts';

const cutAfterMs = 3_000;

/** Runs each pass of a worker as a process of its own beside it, that can die alone, and dies with its worker. */
export class PassProcesses implements PassRunner {
  readonly #stage: SystemStage;
  readonly #worker: SimProcess;
  readonly #isAloneOnHost: boolean;
  readonly living = new Set<SimProcess>();
  #count = 0;

  constructor(stage: SystemStage, worker: SimProcess) {
    this.#stage = stage;
    this.#worker = worker;
    this.#isAloneOnHost = worker.host.tryLock(worker);
    worker.onDeath(() => {
      for (const pass of this.living) pass.kill();
    });
  }

  run(pass: PassToRun): RunningPass {
    const { world } = this.#stage;
    this.#count += 1;
    const process = new SimProcess(world, this.#worker.host, `${this.#worker.id}p${this.#count}`);
    const stop = new AbortController();
    const { promise, resolve } = Promise.withResolvers<PassResult>();
    const tell = (result: PassResult) => this.#worker.deliver(() => resolve(result));
    this.living.add(process);
    process.onDeath(() => {
      this.living.delete(process);
      tell({ end: { kind: 'died', wasAlone: true, reason: 'simulated' } });
    });
    const pair = this.#stage.pairs.get(pass.pairId) as PairStage;
    world.trace(process.id, `pass of ${pair.name} begins`);
    void this.#run(process, { pass, pair, stop: stop.signal }).then((result) => {
      if (result === undefined) return;
      tell(result);
      process.exit();
    });
    return {
      done: promise,
      pace: () => world.count('pass:paced'),
      stop: () => {
        if (stop.signal.aborted) return;
        stop.abort();
        // As the threads do it: what has not ended by then has its connections cut.
        process.timer(cutAfterMs, () => process.cutConnections());
      },
    };
  }

  async #run(
    process: SimProcess,
    what: { readonly pass: PassToRun; readonly pair: PairStage; readonly stop: AbortSignal },
  ): Promise<PassResult | undefined> {
    const { world, log, rules, plan, authors } = this.#stage;
    const { pass, pair, stop } = what;
    const { source, target } = pair.stage;
    const progress: PassProgress[] = [];
    const sides = new Map<Error, 'source' | 'target'>();
    const connector = (side: 'source' | 'target') => {
      const inner = simConnector(process, side === 'source' ? source : target);
      return failingWhile(inner, {
        isBroken: () => this.#stage.brokenSides.has(`${pass.tenant} ${side}`),
        onError: (error) => sides.set(error, side),
      });
    };
    try {
      const report = await runMailboxPass({
        tenant: pass.tenant,
        pairId: pass.pairId,
        generation: pass.generation,
        store: new SimLog(process, log, { latencyMsMax: plan.storeLatencyMsMax, authors }),
        sealer: new SimSealer(),
        source: connector('source'),
        target: connector('target'),
        options: pass.options,
        worker: {
          ...{ id: process.id, host: process.host.name },
          isAloneOnHost: this.#isAloneOnHost,
        },
        clock: process.clock,
        // No two processes ever make equal ids.
        random: seededRandom(world.faults.int(1, 2 ** 31)),
        stop,
        rules,
        onProgress: (news) => progress.push(news),
      });
      if (process.isDead) return undefined;
      world.trace(process.id, `pass of ${pair.name} ends: ${report.end.kind}`);
      world.count(`pass:${report.end.kind}`);
      pair.passes.push({ processId: process.id, options: pass.options, report, progress });
      return resultOf(report, sides);
    } catch (error) {
      if (process.isDead) return undefined;
      world.trace(process.id, `pass of ${pair.name} throws ${String(error)}`);
      const isStore = error instanceof StoreUnavailable || error instanceof OutcomeUnknown;
      if (isStore) return failedBy('state-unavailable', 'process');
      if (error instanceof ConnectorError) return failedBy(error.code, error.scope);
      this.#stage.crashes.push({ processId: process.id, error: error as Error });
      return failedBy('internal', 'process');
    }
  }
}

/** Nobody signs in as long as it is broken; what no connector could know is whose error it was. */
function failingWhile(
  connector: MailConnector,
  wiring: { readonly isBroken: () => boolean; readonly onError: (error: Error) => void },
): MailConnector {
  return {
    ...connector,
    open: async (context) => {
      const session = await connector.open(context);
      if (!wiring.isBroken()) return session;
      session.abort();
      const error = new ConnectorError({
        ...{ code: 'certificate-rejected', scope: 'connection', disposition: 'needsOperator' },
        ...{ message: 'Simulated: the certificate has expired.', remedy: '' },
      });
      wiring.onError(error);
      throw error;
    },
  };
}

function resultOf(report: PassReport, sides: ReadonlyMap<Error, 'source' | 'target'>): PassResult {
  const { end, totals, passCounts, watchedUntilWallMs } = report;
  const { surplusReported, investigate, parkedFolders } = report;
  const sums = { totals, passCounts, watchedUntilWallMs };
  const figures = { ...sums, surplusReported, investigate, parkedFolders };
  if (end.kind !== 'failed') return { end: { kind: end.kind }, figures };
  const { code, scope, disposition, message, remedy, retryAfterMs } = end.error;
  const side = sides.get(end.error);
  const more = {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(side === undefined ? {} : { side }),
  };
  const failure = { code, scope, disposition, message, remedy, ...more };
  return { end: { kind: 'failed', failure }, figures };
}

function failedBy(code: string, scope: 'process' | ConnectorError['scope']): PassResult {
  const words = { message: code, remedy: '' };
  return { end: { kind: 'failed', failure: { code, scope, disposition: 'retry', ...words } } };
}
