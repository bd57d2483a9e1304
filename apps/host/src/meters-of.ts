import type { GatewayMeter } from '@mailhaul/gateway-service';
import type { NotifierMeter } from '@mailhaul/notifier-service';
import type { ReportingMeter } from '@mailhaul/reporting-service';
import type { SchedulerMeter } from '@mailhaul/scheduler-service';
import type { Metrics } from '@mailhaul/telemetry';

export interface Meters {
  readonly gateway: GatewayMeter;
  readonly scheduler: SchedulerMeter;
  readonly reporting: ReportingMeter;
  readonly notifier: NotifierMeter;
}

/** What services count, into the numbers of the process. */
export function metersOf(metrics: Metrics): Meters {
  return {
    gateway: {
      signIn: (outcome) => {
        metrics.count('signIns', { outcome });
      },
      watchLiveStreams: (read) => {
        metrics.watch('liveStreams', {}, read);
      },
    },
    scheduler: {
      leaseGranted: () => {
        metrics.count('leasesGranted', {});
      },
      leaseExpired: () => {
        metrics.count('leasesExpired', {});
      },
      watchWaiting: (read) => {
        metrics.watch('passesWaiting', {}, read);
      },
    },
    reporting: reportingMeter(metrics),
    notifier: {
      newsRaised: (tone) => {
        metrics.count('newsRaised', { tone });
      },
      mailEnded: (outcome) => {
        metrics.count('mailsSent', { outcome });
      },
    },
  };
}

function reportingMeter(metrics: Metrics): ReportingMeter {
  return {
    eventsProjected: (category, count) => {
      metrics.count('eventsProjected', { category }, count);
    },
    itemsSettled: (outcome, count) => {
      metrics.count('itemsSettled', { outcome }, count);
    },
    bytesCopied: (count) => {
      metrics.count('bytesCopied', {}, count);
    },
    passEnded: (outcome) => {
      metrics.count('passesEnded', { outcome });
    },
    watchLagMs: (read) => {
      metrics.watch('projectionLag', {}, () => read() / 1000);
    },
  };
}
