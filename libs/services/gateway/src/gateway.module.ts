import {
  type DynamicModule,
  Inject,
  Module,
  type NestModule,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { type AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import { ConditionsController } from './conditions/conditions.controller.ts';
import { SourceReadingsController } from './conditions/source-readings.controller.ts';
import { ConnectionTestsController } from './connections/connection-tests.controller.ts';
import { ConnectionsController } from './connections/connections.controller.ts';
import { DirectoryController } from './connections/directory.controller.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { GatewayParts } from './gateway-parts.ts';
import { HistoryController } from './history/history.controller.ts';
import { NewsOptionsController } from './history/news-options.controller.ts';
import { apiMiddleware } from './http/api-middleware.ts';
import { OperationGate } from './http/operation-gate.ts';
import type { FirstSignIn } from './identity/first-operator.ts';
import { OperatorsController } from './identity/operators.controller.ts';
import { SessionController } from './identity/session.controller.ts';
import { JobsController } from './jobs/jobs.controller.ts';
import { LiveController } from './live/live.controller.ts';
import { PairsController } from './pairs/pairs.controller.ts';
import { TargetsController } from './pairs/targets.controller.ts';
import { RefreshController } from './pairs/refresh/refresh.controller.ts';
import { ReportsController } from './reports/reports.controller.ts';
import { DocsController } from './system/docs.controller.ts';
import { HealthController } from './system/health.controller.ts';
import { SystemController } from './system/system.controller.ts';
import { TenantsController } from './tenants/tenants.controller.ts';

/** Everything of the table of operations. */
export const operationControllers = [
  SessionController,
  OperatorsController,
  TenantsController,
  ConnectionsController,
  ConnectionTestsController,
  DirectoryController,
  ConditionsController,
  JobsController,
  PairsController,
  TargetsController,
  RefreshController,
  HistoryController,
  NewsOptionsController,
  ReportsController,
  LiveController,
  SystemController,
] as const;

/** What an app asks of the gateway beside serving: `app.get(GatewayService)`. */
export class GatewayService {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  /** Once initialised: how the first operator signs in, to be printed once; undefined: they know. */
  get firstSignIn(): FirstSignIn | undefined {
    return this.#parts.firstSignIn;
  }
}

/**
 * The HTTP API under /api/v1, its documentation, health and metrics. The app creates the server with `bodyParser: false` and
 * connects a microservice on the bus, by which the gateway hears what changed.
 */
@Module({})
export class GatewayModule
  implements NestModule, OnModuleInit, OnModuleDestroy, OnApplicationShutdown
{
  readonly #parts: GatewayParts;
  readonly #host: HttpAdapterHost<AbstractHttpAdapter>;

  constructor(
    @Inject(GatewayParts) parts: GatewayParts,
    @Inject(HttpAdapterHost) host: HttpAdapterHost<AbstractHttpAdapter>,
  ) {
    this.#parts = parts;
    this.#host = host;
  }

  static with(options: GatewayOptions): DynamicModule {
    const parts = new GatewayParts(options);
    return {
      module: GatewayModule,
      controllers: [
        ...operationControllers,
        SourceReadingsController,
        HealthController,
        DocsController,
      ],
      providers: [
        { provide: GatewayParts, useValue: parts },
        { provide: OperationGate, useValue: parts.gate },
        { provide: GatewayService, useValue: new GatewayService(parts) },
      ],
      exports: [GatewayService],
    };
  }

  /** By the path's beginning: nothing is decoded before it is looked at, as Nest's own routes for middleware would. */
  configure(): void {
    const { options, isHttps } = this.#parts;
    for (const one of apiMiddleware({ random: options.random, isHttps })) {
      this.#host.httpAdapter.use('/api', one);
    }
  }

  /** Who may sign in is known before the first request is served. */
  async onModuleInit(): Promise<void> {
    await this.#parts.start();
  }

  /** Live streams end first: the server would wait for them. */
  onModuleDestroy(): void {
    this.#parts.live.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#parts.stop();
  }
}
