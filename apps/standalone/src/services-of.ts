import type { Bus } from '@mailhaul/application';
import type { Config } from '@mailhaul/config';
import { GatewayModule } from '@mailhaul/gateway-service';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
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
import type { StartWish } from './start-standalone.ts';
import { version } from './version.ts';
import { hostIdentity } from './worker-host.ts';

export interface ServiceParts {
  readonly config: Config;
  readonly stores: Stores;
  readonly bus: Bus;
  readonly logging: Logging;
  readonly metrics: Metrics;
  /** Where people reach it. */
  readonly publicUrl: string;
  readonly wish: StartWish;
}

/** All five services as one Nest module. */
class StandaloneModule {}

export function servicesOf(parts: ServiceParts): DynamicModule {
  return {
    module: StandaloneModule,
    imports: [
      gateway(parts),
      scheduler(parts),
      mailboxWorker(parts),
      reporting(parts),
      notifier(parts),
    ],
  };
}

const platform = { clock: systemClock, random: systemRandom };

function gateway(parts: ServiceParts): DynamicModule {
  const { config, stores, bus, metrics, publicUrl, wish } = parts;
  const { secrets, sealers, sessions } = stores.secrets;
  const { adminPassword } = config;
  return GatewayModule.with({
    ...platform,
    ...{ store: stores.events, readStore: stores.documents, secrets, sealers, sessions, bus },
    ...{ version, publicUrl, trustedProxies: config.trustedProxies, sessionMs: config.sessionMs },
    ...(adminPassword === undefined ? {} : { adminPassword }),
    resetsAdminPassword: wish.resetsAdminPassword,
    addressGuard: new NetworkGuard({ granted: config.privateNetworks }),
    metrics: () => metrics.text(),
    ...(config.metricsToken === undefined ? {} : { metricsToken: config.metricsToken }),
    readiness: { disk: diskCheck({ folders: foldersOf(config), clock: systemClock }) },
    meter: metersOf(metrics).gateway,
  });
}

/** The data folder's lock lets one process in: it goes on where its predecessor stopped, whose workers died with it. */
function scheduler({ stores, bus, logging, metrics }: ServiceParts): DynamicModule {
  const logger = logging.loggerOf('scheduler');
  return SchedulerModule.with({
    ...platform,
    ...{ id: 'standalone', store: stores.events, sealers: stores.secrets.sealers, bus },
    limits: { graceMs: 0 },
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
      ...{ id, slots: config.slots, store, sealers, secrets, bus },
      watchActive: (read) => {
        metrics.watch('passesActive', {}, read);
      },
      onError: (error, doing) => logger.warn('WorkFailed', { doing, error }),
    },
    runners: {
      ...{ entry: new URL('./runner-entry.js', import.meta.url), store, sealers },
      worker: { host: hostIdentity(id), isAloneOnHost: store.holdsLock },
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

function reporting({ stores, bus, logging, metrics }: ServiceParts): DynamicModule {
  const logger = logging.loggerOf('reporting');
  return ReportingModule.with({
    ...{ events: stores.events, documents: stores.documents, sealers: stores.secrets.sealers, bus },
    clock: systemClock,
    meter: metersOf(metrics).reporting,
    onTrouble: (error) => logger.error('ProjectionFailed', { error }),
  });
}

function notifier({ config, stores, logging, metrics }: ServiceParts): DynamicModule {
  const logger = logging.loggerOf('notifier');
  const { mail } = config;
  return NotifierModule.with({
    ...platform,
    ...{ events: stores.events, sealers: stores.secrets.sealers },
    meter: metersOf(metrics).notifier,
    ...(mail === undefined
      ? {}
      : { mailer: smtpMailer({ server: mail.smtp, from: mail.from, to: mail.to }) }),
    onTrouble: (error) => logger.error('NotificationFailed', { error }),
  });
}
