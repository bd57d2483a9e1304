import {
  type BeforeApplicationShutdown,
  type DynamicModule,
  Inject,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PassRunners, type PassRunnersSettings } from './isolation/pass-runners.ts';
import { MailboxWorkerController } from './mailbox-worker.controller.ts';
import type { TargetMakerOptions } from './targets/maker-options.ts';
import { TargetMaker } from './targets/target-maker.ts';
import { ThreadPassRunner } from './thread-pass-runner.ts';
import { Worker } from './worker.ts';
import type { WorkerOptions } from './worker-options.ts';

export interface MailboxWorkerOptions {
  readonly worker: Omit<WorkerOptions, 'runner'>;
  readonly runners: PassRunnersSettings;
  readonly targets: Pick<TargetMakerOptions, 'secrets' | 'hooksFolder' | 'addressGuard'>;
}

/** Starts with the application; drains before the bus and the stores go. */
export class MailboxWorkerModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #worker: Worker;
  readonly #runners: PassRunners;
  readonly #maker: TargetMaker;

  constructor(
    @Inject(Worker) worker: Worker,
    @Inject(PassRunners) runners: PassRunners,
    @Inject(TargetMaker) maker: TargetMaker,
  ) {
    this.#worker = worker;
    this.#runners = runners;
    this.#maker = maker;
  }

  static with(options: MailboxWorkerOptions): DynamicModule {
    const runners = new PassRunners(options.runners);
    const worker = new Worker({ ...options.worker, runner: new ThreadPassRunner(runners) });
    return {
      module: MailboxWorkerModule,
      controllers: [MailboxWorkerController],
      providers: [
        { provide: Worker, useValue: worker },
        {
          provide: TargetMaker,
          useValue: new TargetMaker({ ...options.worker, ...options.targets }),
        },
        { provide: PassRunners, useValue: runners },
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.#worker.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#maker.stop();
    await this.#worker.stop();
    await this.#runners.close();
  }
}
