import * as z from 'zod';
import {
  busUrl,
  documentsUrl,
  eventStoreUrl,
  host,
  mailFrom,
  mailTo,
  masterKey,
  networks,
  oneOf,
  path,
  publicUrl,
  smtpUrl,
  tags,
  serverLimits,
  workerName,
  wholeNumber,
} from './value-schemas.ts';

/** One variable. Everything that is said about it anywhere is made from this. */
export interface Setting<T = unknown> {
  readonly schema: z.ZodType<T, string>;
  /** What counts where it is not set, as it would be written; absent: nothing does. */
  readonly default?: string;
  /** One sentence for people; with what the default means where it is not plain. */
  readonly description: string;
  /** What may be written, after "allowed: ". */
  readonly allowed: string;
  /** Its value is never shown. */
  readonly isSecret?: true;
}

/** Keeps the type of each value while the entries are checked. */
function table<const T extends Readonly<Record<string, Setting>>>(settings: T): T {
  return settings;
}

export const settingsTable = table({
  MAILHAUL_DATA: {
    schema: path,
    default: './data',
    description: 'The folder in which everything is kept.',
    allowed: 'a path',
  },
  MAILHAUL_HOST: {
    schema: host,
    default: '127.0.0.1',
    description: 'The address to listen at; `0.0.0.0` is every one of this machine.',
    allowed: 'an IP address or a host name',
  },
  MAILHAUL_PORT: {
    schema: wholeNumber(0, 65_535),
    default: '8080',
    description: 'The port of console and API; 0 takes any that is free.',
    allowed: '0 to 65535',
  },
  MAILHAUL_PUBLIC_URL: {
    schema: publicUrl,
    description:
      'Where people reach the console, for links in e-mails and for cookies; not set, it is the address listened at.',
    allowed: 'an http or https URL without user, query and fragment',
  },
  MAILHAUL_GATEWAY_URL: {
    schema: publicUrl,
    description:
      'Where a console of its own finds the gateway; whatever else asks does not need it.',
    allowed: 'an http or https URL without user, query and fragment',
  },
  MAILHAUL_TRUSTED_PROXIES: {
    schema: networks,
    description:
      'Proxies in front of Mailhaul whose word about the address of a caller is believed; not set, none.',
    allowed: 'a list like `10.0.0.5,fd00::/8`',
  },
  MAILHAUL_ADMIN_PASSWORD: {
    schema: z
      .string()
      .min(10, 'is shorter than 10 characters')
      .max(200, 'is longer than 200 characters'),
    description:
      'The password of the first operator, taken at the first start only; not set, one is made and printed.',
    allowed: '10 to 200 characters',
    isSecret: true,
  },
  MAILHAUL_METRICS_TOKEN: {
    schema: z
      .string()
      .min(16, 'is shorter than 16 characters')
      .max(200, 'is longer than 200 characters')
      .regex(/^[\w.~+/=-]*$/, 'holds a character that no bearer token has'),
    description:
      'The bearer token of whoever reads `/metrics`; not set, only this machine reads them, without one.',
    allowed: '16 to 200 letters, digits and `-._~+/=`',
    isSecret: true,
  },
  MAILHAUL_SESSION_HOURS: {
    schema: wholeNumber(1, 720),
    default: '12',
    description: 'How many hours somebody stays signed in.',
    allowed: '1 to 720',
  },
  MAILHAUL_MASTER_KEY: {
    schema: masterKey,
    description:
      'The key that encrypts the keys of all tenants, in place of a file; without it no stored password can be read again.',
    allowed: '32 bytes in Base64 (`openssl rand -base64 32`)',
    isSecret: true,
  },
  MAILHAUL_MASTER_KEY_FILE: {
    schema: path,
    description:
      'The file of that key, made at the first start; not set, it is `master.key` in the data folder.',
    allowed: 'a path',
  },
  MAILHAUL_EVENT_STORE: {
    schema: eventStoreUrl,
    default: 'sqlite:',
    description:
      'The event store; `sqlite:` alone is `events.db` in the data folder, for one process alone.',
    allowed: '`sqlite:`, `sqlite:PATH` or `esdb://[USER:PASSWORD@]HOST:PORT[?tls=false]`',
    isSecret: true,
  },
  MAILHAUL_BUS: {
    schema: busUrl,
    default: 'inprocess:',
    description: 'The message bus between the services.',
    allowed: '`inprocess:` or `nats://[USER:PASSWORD@]HOST:PORT[,HOST:PORT]` (`tls://` with TLS)',
    isSecret: true,
  },
  MAILHAUL_READ_STORE: {
    schema: documentsUrl,
    default: 'sqlite:',
    description:
      'The store of what the console shows; `sqlite:` alone is `read.db` in the data folder.',
    allowed: '`sqlite:`, `sqlite:PATH` or `mongodb://[USER:PASSWORD@]HOST:PORT/DATABASE`',
    isSecret: true,
  },
  MAILHAUL_SECRET_STORE: {
    schema: documentsUrl,
    default: 'sqlite:',
    description:
      'Where passwords, keys and sessions are, encrypted; `sqlite:` alone is `secrets.db` in the data folder.',
    allowed: '`sqlite:`, `sqlite:PATH` or `mongodb://[USER:PASSWORD@]HOST:PORT/DATABASE`',
    isSecret: true,
  },
  MAILHAUL_CA_FILE: {
    schema: path,
    description:
      'The authorities (PEM) that the certificates of bus, read store and secret store may be of; not set, the ones of the system.',
    allowed: 'a path',
  },
  MAILHAUL_SLOTS: {
    schema: wholeNumber(1, 500),
    default: '20',
    description: 'How many mailboxes are copied at a time.',
    allowed: '1 to 500',
  },
  MAILHAUL_SERVER_LIMITS: {
    schema: serverLimits,
    description:
      'How many mailboxes are worked on at a time at servers that several tenants use, over all of them and all workers; equal for all schedulers. Not set, only what each connection allows.',
    allowed: 'a list like `imap.example.com=20,mail.example.net=50`, at most 100',
  },
  MAILHAUL_WORKER_NAME: {
    schema: workerName,
    description:
      'What the workers here are called, also after they were started again: an order to drain is for all of that name. Not set, the name of the machine.',
    allowed: '1 to 63 letters, digits, `.`, `_` and `-`, a letter or digit first',
  },
  MAILHAUL_WORKER_TAGS: {
    schema: tags,
    description:
      'What the workers here are called by where connections ask for some: a region, a customer’s site; not set, they take only what any may.',
    allowed:
      'a list like `eu,site.acme`: each of 1 to 63 letters, digits, `.`, `_` and `-`; 20 at most',
  },
  MAILHAUL_HOOKS: {
    schema: path,
    description:
      'The folder of the programs that workers here may run to make mailboxes, `TENANT/NAME` or `_all/NAME`; not set, none is run.',
    allowed: 'a path',
  },
  MAILHAUL_RUNNER_THREADS: {
    schema: wholeNumber(1, 64),
    default: '2',
    description: 'In how many threads they are copied.',
    allowed: '1 to 64',
  },
  MAILHAUL_RUNNER_MEMORY_MB: {
    schema: wholeNumber(128, 16_384),
    default: '512',
    description: 'How much memory each of these threads may take, in MB.',
    allowed: '128 to 16384',
  },
  MAILHAUL_PRIVATE_NETWORKS: {
    schema: networks,
    description:
      'Networks beside the public ones that connections may lead to; not set, none: not even this machine.',
    allowed: 'a list like `127.0.0.0/8,::1/128,10.0.0.0/8`',
  },
  MAILHAUL_SMTP_URL: {
    schema: smtpUrl,
    description: 'The server that sends e-mails; not set, none are sent.',
    allowed: '`smtp://USER:PASSWORD@HOST:PORT` or `smtps://...`',
    isSecret: true,
  },
  MAILHAUL_MAIL_FROM: {
    schema: mailFrom,
    description: 'The sender of these e-mails; needed with the server.',
    allowed: 'an address, or `Name <address>`',
  },
  MAILHAUL_MAIL_TO: {
    schema: mailTo,
    description:
      'Who gets good and bad news by e-mail where a tenant names nobody; needed with the server.',
    allowed: 'addresses, separated by commas',
  },
  MAILHAUL_LOG_LEVEL: {
    schema: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    default: 'info',
    description: 'The least weight of what is logged.',
    allowed: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`',
  },
  MAILHAUL_LOG_FORMAT: {
    schema: oneOf(['json', 'pretty']),
    default: 'json',
    description: 'How the log is written: a JSON object on each line, or for people.',
    allowed: '`json` or `pretty`',
  },
});

export type SettingName = keyof typeof settingsTable;

/** Of each variable: its value, or undefined where it is not set and has no default. */
export type SettingValues = {
  readonly [Name in SettingName]:
    | z.output<(typeof settingsTable)[Name]['schema']>
    | ((typeof settingsTable)[Name] extends { readonly default: string } ? never : undefined);
};

/** Variables of the command line, which the server does not read. */
export const commandLineNames: readonly string[] = [
  'MAILHAUL_PASSWORD',
  'MAILHAUL_SOURCE_PASSWORD',
  'MAILHAUL_TARGET_PASSWORD',
  'MAILHAUL_SERVER',
  'MAILHAUL_TOKEN',
];
