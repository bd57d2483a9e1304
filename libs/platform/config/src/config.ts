import type { SmtpServer } from './value-schemas.ts';

/** A SQLite file. */
export interface SqlitePlace {
  readonly scheme: 'sqlite';
  readonly path: string;
}

/** A server; its address may hold a password. */
export interface ServerPlace<Scheme extends string> {
  readonly scheme: Scheme;
  readonly url: string;
}

/** Everything that the environment says, checked and with the defaults filled in. Paths as they were written. */
export interface Config {
  readonly dataFolder: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Without a slash at the end. Absent: where it listens. */
  readonly publicUrl?: string;
  /** Without a slash at the end. Only a console of its own needs it. */
  readonly gatewayUrl?: string;
  /** CIDRs. */
  readonly trustedProxies: readonly string[];
  /** A secret. */
  readonly adminPassword?: string;
  /** A secret. Absent: metrics are for this machine alone. */
  readonly metricsToken?: string;
  readonly sessionMs: number;
  /** The value is a secret. */
  readonly masterKey: { readonly file: string } | { readonly value: string };
  readonly secretStore: SqlitePlace | ServerPlace<'mongodb'>;
  readonly eventStore: SqlitePlace | ServerPlace<'esdb'>;
  readonly bus: { readonly scheme: 'inprocess' } | ServerPlace<'nats'>;
  readonly readStore: SqlitePlace | ServerPlace<'mongodb'>;
  /** PEM. Absent: the authorities of the system. */
  readonly caFile?: string;
  /** Passes at a time. */
  readonly slots: number;
  /** Mailboxes at a time by host, over all tenants. */
  readonly serverLimits: ReadonlyMap<string, number>;
  /** What this process's worker is called. Absent: as its machine. */
  readonly workerName?: string;
  /** Of this process's workers. */
  readonly workerTags: readonly string[];
  /** One folder for each tenant, of programs that make mailboxes. Absent: none is run. */
  readonly hooksFolder?: string;
  readonly runnerThreads: number;
  readonly runnerMemoryMb: number;
  /** CIDRs that connections may lead to beside the public ones. */
  readonly privateNetworks: readonly string[];
  /** Absent: no e-mail is sent. */
  readonly mail?: {
    readonly smtp: SmtpServer;
    readonly from: string;
    readonly to: readonly string[];
  };
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'pretty' };
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
