import { heartbeatSchema, subjects, workAskSchema } from '@mailhaul/contracts';
import { Worker } from '@mailhaul/mailbox-worker-service/core';
import { Scheduler } from '@mailhaul/scheduler-service/core';
import type { SimHost } from '../simulator/sim-host.ts';
import type { SimProcess } from '../simulator/sim-process.ts';
import { SimSealer } from '../simulator/sim-sealer.ts';
import { PassProcesses } from './pass-processes.ts';
import { ProcessMaker } from './process-maker.ts';
import { ReadingProcesses } from './reading-processes.ts';
import type { SystemStage } from './system-stage.ts';

export interface WorkerProcess {
  readonly process: SimProcess;
  readonly worker: Worker;
  readonly passes: PassProcesses;
  readonly slots: number;
}

const sealers = { of: () => Promise.resolve(new SimSealer()) };
/** What both connections of every tenant sign in with. */
const secrets = { get: () => Promise.resolve(JSON.stringify({ password: 'simulated' })) };

/** Starts the system's processes and knows which live. */
export class ServiceProcesses {
  readonly #stage: SystemStage;
  readonly #maker: ProcessMaker;
  readonly #schedulers: SimProcess[] = [];
  readonly #workers: WorkerProcess[] = [];
  /** Those that read for people. */
  readonly reading: ReadingProcesses;

  constructor(stage: SystemStage) {
    this.#stage = stage;
    this.#maker = new ProcessMaker(stage);
    this.reading = new ReadingProcesses(this.#maker);
  }

  get schedulers(): readonly SimProcess[] {
    return this.#schedulers.filter((process) => !process.isDead);
  }

  get workers(): readonly WorkerProcess[] {
    return this.#workers.filter(({ process }) => !process.isDead);
  }

  get hosts(): readonly SimHost[] {
    return this.#maker.hosts;
  }

  startScheduler(): SimProcess {
    const { world, hub, schedulerRules } = this.#stage;
    const { process, ports } = this.#maker.make('s');
    const scheduler = new Scheduler({
      ...ports,
      id: process.id,
      sealers,
      limits: { tickMs: 5_000 },
      rules: schedulerRules,
    });
    hub.serve(subjects.workAsk, {
      process,
      take: (body) => scheduler.ask(workAskSchema.parse(body)),
    });
    const hear = (body: unknown) => scheduler.heartbeat(heartbeatSchema.parse(body));
    hub.serve(subjects.heartbeat, { process, take: (body) => ({ ...hear(body) }) });
    const heard = (body: unknown) => void scheduler.heartbeatHeard(heartbeatSchema.parse(body));
    hub.listen(subjects.heartbeatHeard, { process, take: (body) => heard(body) });
    void scheduler.start();
    this.#schedulers.push(process);
    world.trace(process.id, `scheduler starts on ${process.host.name}`);
    return process;
  }

  startWorker(slots: number): WorkerProcess {
    const { world, hub, workerRules: rules } = this.#stage;
    const { process, ports } = this.#maker.make('w');
    const passes = new PassProcesses(this.#stage, process);
    const worker = new Worker({
      ...ports,
      id: process.id,
      slots,
      sealers,
      secrets,
      runner: passes,
      rules,
    });
    hub.listen(subjects.workOffered, { process, take: () => worker.workOffered() });
    worker.start();
    const started = { process, worker, passes, slots };
    this.#workers.push(started);
    world.trace(process.id, `worker with ${slots} slots starts on ${process.host.name}`);
    return started;
  }

  /** A process with its passes, if it has some. */
  withPasses(process: SimProcess): readonly SimProcess[] {
    const worker = this.#workers.find((one) => one.process === process);
    return worker === undefined ? [process] : [process, ...worker.passes.living];
  }
}
