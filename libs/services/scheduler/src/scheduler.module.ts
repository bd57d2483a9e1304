import {
  type DynamicModule,
  Inject,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { SchedulerController } from './scheduler.controller.ts';
import type { SchedulerOptions } from './scheduler-options.ts';
import { Scheduler } from './scheduler.ts';

/** Starts with the application and stops with it. */
export class SchedulerModule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #scheduler: Scheduler;

  constructor(@Inject(Scheduler) scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  static with(options: SchedulerOptions): DynamicModule {
    const scheduler = new Scheduler(options);
    return {
      module: SchedulerModule,
      controllers: [SchedulerController],
      providers: [{ provide: Scheduler, useValue: scheduler }],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#scheduler.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#scheduler.stop();
  }
}
