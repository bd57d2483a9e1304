import type { Bus } from '@mailhaul/application';
import type { Config } from '@mailhaul/config';
import { GatewayModule } from '@mailhaul/gateway-service';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { NetworkGuard } from '@mailhaul/network-guard';
import { NotifierModule, smtpMailer } from '@mailhaul/notifier-service';
import { ReportingModule } from '@mailhaul/reporting-service';
import type { Logging, Metrics } from '@mailhaul/telemetry';
import type { DynamicModule } from '@nestjs/common';
import type { Stores } from './open-stores.ts';
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
}

/** All five services as one Nest module. */
class StandaloneModule {}

export function servicesOf(parts: ServiceParts): DynamicModule {
  return {
    module: StandaloneModule,
    imports: [gateway(parts), reporting(parts), notifier(parts)],
  };
}

const platform = { clock: systemClock, random: systemRandom };

function gateway({ config, stores, bus, metrics, publicUrl }: ServiceParts): DynamicModule {
  const { secrets, sealers, sessions } = stores.secrets;
  const { adminPassword } = config;
  return GatewayModule.with({
    ...platform,
    ...{ store: stores.events, readStore: stores.documents, secrets, sealers, sessions, bus },
    ...{ version, publicUrl, trustedProxies: config.trustedProxies, sessionMs: config.sessionMs },
    ...(adminPassword === undefined ? {} : { adminPassword }),
    addressGuard: new NetworkGuard({ granted: config.privateNetworks }),
    metrics: () => metrics.text(),
  });
}

function reporting({ stores, bus, logging }: ServiceParts): DynamicModule {
  const logger = logging.loggerOf('reporting');
  return ReportingModule.with({
    ...{ events: stores.events, documents: stores.documents, sealers: stores.secrets.sealers, bus },
    clock: systemClock,
    onTrouble: (error) => logger.error('ProjectionFailed', { error }),
  });
}

function notifier({ config, stores, logging }: ServiceParts): DynamicModule {
  const logger = logging.loggerOf('notifier');
  const { mail } = config;
  return NotifierModule.with({
    ...platform,
    ...{ events: stores.events, sealers: stores.secrets.sealers },
    ...(mail === undefined
      ? {}
      : { mailer: smtpMailer({ server: mail.smtp, from: mail.from, to: mail.to }) }),
    onTrouble: (error) => logger.error('NotificationFailed', { error }),
  });
}
