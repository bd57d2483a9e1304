import {
  type DynamicModule,
  Inject,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Reporting, type ReportingOptions } from './reporting.ts';
import { ReportingController } from './reporting.controller.ts';

/** Starts with the application and stops with it. */
export class ReportingModule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #reporting: Reporting;

  constructor(@Inject(Reporting) reporting: Reporting) {
    this.#reporting = reporting;
  }

  static with(options: ReportingOptions): DynamicModule {
    const reporting = new Reporting(options);
    return {
      module: ReportingModule,
      controllers: [ReportingController],
      providers: [{ provide: Reporting, useValue: reporting }],
    };
  }

  onApplicationBootstrap(): void {
    this.#reporting.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#reporting.stop();
  }
}
