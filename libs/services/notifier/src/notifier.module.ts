import {
  type DynamicModule,
  Inject,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Notifier, type NotifierOptions } from './notifier.ts';

/** Starts with the application and stops with it. */
export class NotifierModule implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #notifier: Notifier;

  constructor(@Inject(Notifier) notifier: Notifier) {
    this.#notifier = notifier;
  }

  static with(options: NotifierOptions): DynamicModule {
    const notifier = new Notifier(options);
    return { module: NotifierModule, providers: [{ provide: Notifier, useValue: notifier }] };
  }

  onApplicationBootstrap(): void {
    this.#notifier.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#notifier.stop();
  }
}
