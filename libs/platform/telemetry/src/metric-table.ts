interface Declared {
  readonly name: string;
  readonly help: string;
  /** Each with few values: never an id, address or name that people give. */
  readonly labels: readonly string[];
}

/** Everything that is counted since the start of the process. */
export const counterTable = {
  itemsSettled: {
    name: 'mailhaul_items_settled_total',
    help: 'Outcomes that items came to: migrated, excluded, failed, gone, collapsed. One that failed and is migrated later counts twice.',
    labels: ['outcome'],
  },
  bytesCopied: {
    name: 'mailhaul_bytes_copied_total',
    help: 'Bytes of items written to targets.',
    labels: [],
  },
  passesEnded: {
    name: 'mailhaul_passes_ended_total',
    help: 'Passes by how they ended: completed, paused, failed.',
    labels: ['outcome'],
  },
  leasesGranted: {
    name: 'mailhaul_leases_granted_total',
    help: 'Passes given to a worker.',
    labels: [],
  },
  leasesExpired: {
    name: 'mailhaul_leases_expired_total',
    help: 'Passes taken back from a worker that was not heard of.',
    labels: [],
  },
  runnersDied: {
    name: 'mailhaul_runners_died_total',
    help: 'Threads that ended before their passes did.',
    labels: [],
  },
  eventsProjected: {
    name: 'mailhaul_events_projected_total',
    help: 'Events that the read models have taken, by the category of their stream; again where they are made anew.',
    labels: ['category'],
  },
  signIns: {
    name: 'mailhaul_sign_ins_total',
    help: 'Sign-ins by outcome: accepted, rejected, limited.',
    labels: ['outcome'],
  },
  newsRaised: {
    name: 'mailhaul_news_raised_total',
    help: 'News by tone: good, bad.',
    labels: ['tone'],
  },
  mailsSent: {
    name: 'mailhaul_mails_sent_total',
    help: 'E-mails by outcome: sent, failed.',
    labels: ['outcome'],
  },
} as const satisfies Readonly<Record<string, Declared>>;

/** Everything that is so and so large at the moment. */
export const gaugeTable = {
  slots: {
    name: 'mailhaul_slots',
    help: 'Passes that the workers of this process could run at a time.',
    labels: [],
  },
  passesActive: {
    name: 'mailhaul_passes_active',
    help: 'Passes that run in this process.',
    labels: [],
  },
  passesWaiting: {
    name: 'mailhaul_passes_waiting',
    help: 'Passes that wait for a worker.',
    labels: [],
  },
  projectionLag: {
    name: 'mailhaul_projection_lag_seconds',
    help: 'Age of the oldest event that was read and is not in the read models yet.',
    labels: [],
  },
  liveStreams: {
    name: 'mailhaul_live_streams',
    help: 'Consoles that follow what changes.',
    labels: [],
  },
} as const satisfies Readonly<Record<string, Declared>>;

export const requestSeconds = {
  name: 'mailhaul_http_request_duration_seconds',
  help: 'From the request’s head to the end of the answer.',
  labels: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
} as const;

export type CounterName = keyof typeof counterTable;
export type GaugeName = keyof typeof gaugeTable;

/** What each label is in one place. */
export type LabelsOf<D extends Declared> = Readonly<Record<D['labels'][number], string>>;
