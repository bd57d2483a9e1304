import { join } from 'node:path';
import type { Config, ServerPlace, SqlitePlace } from './config.ts';
import { nearestName } from './nearest-name.ts';
import {
  commandLineNames,
  type Setting,
  type SettingName,
  type SettingValues,
  settingsTable,
} from './settings-table.ts';

/** As the process has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  /** One sentence each, for people; none holds the value of a secret. */
  | { readonly ok: false; readonly problems: readonly string[] };

const prefix = 'MAILHAUL_';
const valueLengthMax = 4096;
/** What is longer, or not plain, is not shown: nobody knows what was pasted. */
const shownValue = /^[\w.:/, +-]{1,60}$/;

/** Checks everything and names everything that is wrong. A variable that is empty is not set. */
export function readConfig(environment: Environment): ReadConfig {
  const problems = unknownNames(environment);
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of settingNames) {
    const written = environment[name] || settingOf(name).default;
    if (written === undefined) continue;
    const result = parsed(name, written);
    if ('problem' in result) problems.push(result.problem);
    else values[name] = result.value;
  }
  problems.push(...contradictions(environment));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, config: configOf(values as SettingValues) };
}

export const settingNames = Object.keys(settingsTable) as readonly SettingName[];

export function settingOf(name: SettingName): Setting {
  return settingsTable[name];
}

function parsed(name: SettingName, written: string): { value: unknown } | { problem: string } {
  const { schema, allowed, isSecret } = settingOf(name);
  const result = written.length > valueLengthMax ? undefined : schema.safeParse(written);
  if (result?.success === true) return { value: result.data };
  const wrong = result?.error.issues[0]?.message ?? `is longer than ${valueLengthMax} characters`;
  const isShown = isSecret !== true && shownValue.test(written);
  const value = isShown ? ` "${written}"` : ': its value';
  return { problem: `${name}${value} ${wrong}; allowed: ${allowed.replaceAll('`', '')}` };
}

function unknownNames(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.toUpperCase().startsWith(prefix))
    .filter((name) => !Object.hasOwn(settingsTable, name) && !commandLineNames.includes(name))
    .toSorted()
    .map((name) => {
      const near = nearestName(name.toUpperCase().slice(0, 60), settingNames);
      const shown = name.slice(0, 60).replace(/[^\w]/g, '?');
      return `${shown} is not known${near === undefined ? '' : `; is ${near} meant?`}`;
    });
}

function contradictions(environment: Environment): string[] {
  const isSet = (name: SettingName) => Boolean(environment[name]);
  const found: string[] = [];
  if (isSet('MAILHAUL_MASTER_KEY') && isSet('MAILHAUL_MASTER_KEY_FILE')) {
    found.push(
      'MAILHAUL_MASTER_KEY and MAILHAUL_MASTER_KEY_FILE are both set; allowed: one of them',
    );
  }
  for (const name of ['MAILHAUL_MAIL_FROM', 'MAILHAUL_MAIL_TO'] as const) {
    if (isSet('MAILHAUL_SMTP_URL') && !isSet(name)) {
      found.push(`${name} is not set; with MAILHAUL_SMTP_URL it must be`);
    }
  }
  if (isSet('MAILHAUL_MAIL_FROM') && !isSet('MAILHAUL_SMTP_URL')) {
    found.push('MAILHAUL_MAIL_FROM is set, but MAILHAUL_SMTP_URL is not: no e-mail would be sent');
  }
  return found;
}

function configOf(values: SettingValues): Config {
  const data = values.MAILHAUL_DATA;
  const key = values.MAILHAUL_MASTER_KEY;
  const smtp = values.MAILHAUL_SMTP_URL;
  const from = values.MAILHAUL_MAIL_FROM;
  const to = values.MAILHAUL_MAIL_TO;
  const password = values.MAILHAUL_ADMIN_PASSWORD;
  const metricsToken = values.MAILHAUL_METRICS_TOKEN;
  const publicUrl = values.MAILHAUL_PUBLIC_URL;
  const gatewayUrl = values.MAILHAUL_GATEWAY_URL;
  const caFile = values.MAILHAUL_CA_FILE;
  const hooksFolder = values.MAILHAUL_HOOKS;
  const workerName = values.MAILHAUL_WORKER_NAME;
  return {
    dataFolder: data,
    host: values.MAILHAUL_HOST,
    port: values.MAILHAUL_PORT,
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(gatewayUrl === undefined ? {} : { gatewayUrl }),
    trustedProxies: values.MAILHAUL_TRUSTED_PROXIES ?? [],
    ...(password === undefined ? {} : { adminPassword: password }),
    ...(metricsToken === undefined ? {} : { metricsToken }),
    sessionMs: values.MAILHAUL_SESSION_HOURS * 3_600_000,
    masterKey:
      key === undefined
        ? { file: values.MAILHAUL_MASTER_KEY_FILE ?? join(data, 'master.key') }
        : { value: key },
    secretStore: placed(values.MAILHAUL_SECRET_STORE, join(data, 'secrets.db')),
    ...(caFile === undefined ? {} : { caFile }),
    eventStore: placed(values.MAILHAUL_EVENT_STORE, join(data, 'events.db')),
    bus: values.MAILHAUL_BUS,
    readStore: placed(values.MAILHAUL_READ_STORE, join(data, 'read.db')),
    slots: values.MAILHAUL_SLOTS,
    serverLimits: values.MAILHAUL_SERVER_LIMITS ?? new Map(),
    ...(workerName === undefined ? {} : { workerName }),
    workerTags: values.MAILHAUL_WORKER_TAGS ?? [],
    ...(hooksFolder === undefined ? {} : { hooksFolder }),
    runnerThreads: values.MAILHAUL_RUNNER_THREADS,
    runnerMemoryMb: values.MAILHAUL_RUNNER_MEMORY_MB,
    privateNetworks: values.MAILHAUL_PRIVATE_NETWORKS ?? [],
    ...(smtp === undefined || from === undefined || to === undefined
      ? {}
      : { mail: { smtp, from, to } }),
    log: { level: values.MAILHAUL_LOG_LEVEL, format: values.MAILHAUL_LOG_FORMAT },
  };
}

interface WrittenSqlite {
  readonly scheme: 'sqlite';
  readonly path: string | undefined;
}

function placed<Server extends ServerPlace<string>>(
  store: WrittenSqlite | Server,
  path: string,
): SqlitePlace | Server {
  return 'url' in store ? store : { scheme: 'sqlite', path: store.path ?? path };
}
