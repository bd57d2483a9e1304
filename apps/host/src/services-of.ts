import { hostname } from 'node:os';
import type { Bus, ReadStore } from '@mailhaul/application';
import type { Config } from '@mailhaul/config';
import { GatewayModule } from '@mailhaul/gateway-service';
import { assert, systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { MailboxWorkerModule } from '@mailhaul/mailbox-worker-service';
import { NetworkGuard } from '@mailhaul/network-guard';
import { NotifierModule, smtpMailer } from '@mailhaul/notifier-service';
import { ReportingModule } from '@mailhaul/reporting-service';
import { SchedulerModule } from '@mailhaul/scheduler-service';
import type { Logging, Metrics } from '@mailhaul/telemetry';
import type { DynamicModule } from '@nestjs/common';
import { diskCheck } from './disk-check.ts';
import { foldersOf } from './make-folders.ts';
import { metersOf } from './meters-of.ts';
import type { Stores } from './open-stores.ts';
import { takeoverLimits, takeoverTimes } from './takeover-times.ts';
import { version } from './version.ts';
import { hostIdentity } from './worker-host.ts';

export interface StartWish {
  /** An administrator's password is forgotten: another one is set, to be used once. */
  readonly resetsAdminPassword: boolean;
}

export interface ServiceParts {
  readonly config: Config;
  readonly stores: Stores;
  /** Of gateway and reporting. */
  readonly documents?: ReadStore;
  readonly bus: Bus;
  readonly logging: Logging;
  readonly metrics: Metrics;
  /** Where people reach it. */
  readonly publicUrl: string;
  readonly wish: StartWish;
  /** Beside the service's own, for /readyz of the gateway. */
  readonly readiness?: Readonly<Record<string, () => Promise<string>>>;
}

/** Each service as a Nest module that starts and stops with its application. */
export const serviceModules = {
  gateway,
  scheduler,
  'mailbox-worker': mailboxWorker,
  reporting,
  notifier,
};

const platform = { clock: systemClock, random: systemRandom };

function gateway(parts: ServiceParts): DynamicModule {
  const { config, stores, bus, metrics, publicUrl, wish } = parts;
  const readStore = documentsOf(parts);
  const { secrets, sealers, sessions } = stores.secrets;
  const { adminPassword } = config;
  return GatewayModule.with({
    ...platform,
    ...{ store: stores.events, readStore, secrets, sealers, sessions, bus },
    ...{ version, publicUrl, trustedProxies: config.trustedProxies, sessionMs: config.sessionMs },
    ...(adminPassword === undefined ? {} : { adminPassword }),
    resetsAdminPassword: wish.resetsAdminPassword,
    addressGuard: new NetworkGuard({ granted: config.privateNetworks }),
    metrics: () => metrics.text(),
    ...(config.metricsToken === undefined ? {} : { metricsToken: config.metricsToken }),
    readiness: { ...diskReadiness(config), ...parts.readiness },
    meter: metersOf(metrics).gateway,
  });
}

/**
 * Where the data folder's lock lets one process in, it goes on where its predecessor stopped, whose workers died with it. Else others
 * stand by, and take what falls free within seconds.
 */
function scheduler({ config, stores, bus, logging, metrics }: ServiceParts): DynamicModule {
  const logger = logging.loggerOf('scheduler');
  const { isAloneOnHost } = stores;
  return SchedulerModule.with({
    ...platform,
    ...{
      id: isAloneOnHost ? 'standalone' : uuid4(systemRandom),
      store: stores.events,
      sealers: stores.secrets.sealers,
      bus,
    },
    limits: isAloneOnHost ? { graceMs: 0 } : takeoverLimits,
    serversMax: config.serverLimits,
    meter: metersOf(metrics).scheduler,
    onError: (error, doing) => logger.warn('SchedulingFailed', { doing, error }),
  });
}

function mailboxWorker({ config, stores, bus, logging, metrics }: ServiceParts): DynamicModule {
  const logger = logging.loggerOf('mailbox-worker');
  const { secrets, sealers } = stores.secrets;
  const store = stores.events;
  const id = uuid4(systemRandom);
  metrics.set('slots', {}, config.slots);
  return MailboxWorkerModule.with({
    worker: {
      ...platform,
      ...{ id, slots: config.slots, tags: config.workerTags, store, sealers, secrets, bus },
      ...{ name: config.workerName ?? hostname(), version },
      ...(stores.isAloneOnHost ? {} : { times: takeoverTimes }),
      onDuty: (isDraining) => {
        if (isDraining) logger.warn('WorkerDrained', { untilResumed: true });
      },
      watchActive: (read) => {
        metrics.watch('passesActive', {}, read);
      },
      onError: (error, doing) => logger.warn('WorkFailed', { doing, error }),
    },
    targets: {
      ...{ secrets, hooksFolder: config.hooksFolder },
      addressGuard: new NetworkGuard({ granted: config.privateNetworks }),
    },
    runners: {
      ...{ entry: new URL('./runner-entry.js', import.meta.url), store, sealers },
      worker: { host: hostIdentity(id), isAloneOnHost: stores.isAloneOnHost },
      clock: systemClock,
      onThreadDied: () => {
        metrics.count('runnersDied', {});
      },
      limits: {
        threadsMax: config.runnerThreads,
        passesPerThreadMax: Math.ceil(config.slots / config.runnerThreads),
        heapMbMax: config.runnerMemoryMb,
      },
    },
  });
}

function reporting(parts: ServiceParts): DynamicModule {
  const { stores, bus, logging, metrics } = parts;
  const logger = logging.loggerOf('reporting');
  return ReportingModule.with({
    ...{ events: stores.events, documents: documentsOf(parts) },
    ...{ sealers: stores.secrets.sealers, bus },
    clock: systemClock,
    meter: metersOf(metrics).reporting,
    onTrouble: (error) => logger.error('ProjectionFailed', { error }),
  });
}

function notifier({ config, stores, logging, metrics }: ServiceParts): DynamicModule {
  const logger = logging.loggerOf('notifier');
  const { mail, publicUrl } = config;
  return NotifierModule.with({
    ...platform,
    ...{ events: stores.events, sealers: stores.secrets.sealers },
    meter: metersOf(metrics).notifier,
    ...(mail === undefined
      ? {}
      : {
          mailer: smtpMailer({
            ...{ server: mail.smtp, from: mail.from, to: mail.to },
            clock: systemClock,
          }),
          ...(publicUrl === undefined ? {} : { publicUrl }),
        }),
    onTrouble: (error) => logger.error('NotificationFailed', { error }),
  });
}

function documentsOf({ documents }: ServiceParts): ReadStore {
  assert(documents !== undefined, 'who makes or shows read models has their store');
  return documents;
}

/** Where nothing is written to this machine's disk there is nothing to check. */
function diskReadiness(config: Config): Record<string, () => Promise<string>> {
  const folders = foldersOf(config);
  return folders.length === 0 ? {} : { disk: diskCheck({ folders, clock: systemClock }) };
}
