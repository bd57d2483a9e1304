import type { Worker } from '@mailhaul/mailbox-worker-service/core';
import type { SimHost } from '../simulator/sim-host.ts';
import type { SimProcess } from '../simulator/sim-process.ts';
import { PassProcesses } from './pass-processes.ts';
import { ProcessMaker } from './process-maker.ts';
import { ReadingProcesses } from './reading-processes.ts';
import { startScheduler, startWorker } from './start-services.ts';
import type { SystemStage } from './system-stage.ts';

export interface WorkerProcess {
  readonly process: SimProcess;
  readonly worker: Worker;
  readonly passes: PassProcesses;
  readonly slots: number;
}

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
    const process = startScheduler(this.#maker);
    this.#schedulers.push(process);
    return process;
  }

  startWorker(slots: number): WorkerProcess {
    const runnerOn = (process: SimProcess) => new PassProcesses(this.#stage, process);
    const started = { ...startWorker(this.#maker, { slots, runnerOn }), slots };
    this.#workers.push(started);
    return started;
  }

  /** A process with its passes, if it has some. */
  withPasses(process: SimProcess): readonly SimProcess[] {
    const worker = this.#workers.find((one) => one.process === process);
    return worker === undefined ? [process] : [process, ...worker.passes.living];
  }
}
