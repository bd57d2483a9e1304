import { readBounded } from '../../pairs/read-bounded.ts';
import type { Connection, ConnectionSettings } from '@mailhaul/contracts';
import { connectionSettingsSchema } from '@mailhaul/contracts';
import { named, parseSize, parseWhole } from '../../options/option-values.ts';
import { UsageError } from '../../usage-error.ts';
import { checkedInput } from '../words/checked-input.ts';

/** Text as typed. */
export interface RawConnectionFlags {
  readonly name?: string;
  readonly kind?: string;
  readonly host?: string;
  readonly port?: string;
  readonly security?: string;
  readonly admin?: string;
  readonly login?: string;
  readonly auth?: string;
  readonly caFile?: string;
  readonly pin?: string;
  readonly oauth?: string;
  readonly oauthTenant?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly path?: string;
  readonly access?: string;
  readonly mailboxKind?: string;
  readonly autodiscover?: true;
  readonly autodiscoverHosts?: string;
  readonly directory?: string;
  readonly directoryPort?: string;
  readonly directorySecurity?: string;
  readonly directoryBase?: string;
  readonly directoryUser?: string;
  readonly directoryCaFile?: string;
  readonly directoryPin?: string;
  readonly mailboxesMax?: string;
  readonly maxRate?: string;
  readonly maxOperations?: string;
  readonly workerTag?: string;
  /** Settings to be taken away. */
  readonly clear?: readonly string[];
}

const caBytesMax = 20_000;

/** What `--clear` takes away, by the option that sets it. */
const clearable: Readonly<Record<string, readonly (keyof ConnectionSettings)[]>> = {
  port: ['port'],
  admin: ['adminUser'],
  login: ['login'],
  auth: ['auth'],
  'ca-file': ['ca'],
  pin: ['pin'],
  oauth: ['oauth'],
  exchange: ['exchange'],
  directory: ['directory'],
  'mailboxes-max': ['mailboxesMax'],
  'max-rate': ['bytesPerSecond'],
  'max-operations': ['operationsPerSecond'],
  'worker-tag': ['workerTag'],
};

/** The settings that the flags make of those before. @throws UsageError */
export function readConnectionSettings(
  raw: RawConnectionFlags,
  before: Connection | undefined,
): ConnectionSettings {
  const kept = before === undefined ? {} : withoutCleared(before, raw.clear ?? []);
  const settings = { kind: 'imap', signIn: 'mailbox', ...kept, ...settingsOf(raw, before) };
  const isAdmin = 'adminUser' in settings && settings.adminUser !== undefined;
  return checkedInput(
    connectionSettingsSchema,
    { ...settings, signIn: isAdmin ? 'admin' : 'mailbox' },
    (place) => optionOf[place] ?? place,
  );
}

function withoutCleared(before: Connection, clear: readonly string[]): Partial<Connection> {
  const gone = new Set(clear.flatMap((name) => fieldsOf(name)));
  const left = Object.entries(before).filter(([field]) => !gone.has(field));
  return Object.fromEntries(left);
}

function fieldsOf(name: string): readonly string[] {
  const fields = clearable[name.replace(/^--/u, '')];
  if (fields !== undefined) return fields;
  const known = Object.keys(clearable).join(', ');
  throw new UsageError(`--clear ${JSON.stringify(name)} is no setting that can be cleared`, known);
}

function settingsOf(
  raw: RawConnectionFlags,
  before: Connection | undefined,
): Record<string, unknown> {
  const { port, mailboxesMax, maxRate, maxOperations, caFile } = raw;
  const values: Record<string, unknown> = {
    name: raw.name,
    kind: raw.kind,
    host: raw.host,
    security: raw.security,
    adminUser: raw.admin,
    login: raw.login,
    auth: raw.auth,
    pin: raw.pin,
    port: numberOf('--port', port, 65_535),
    mailboxesMax: numberOf('--mailboxes-max', mailboxesMax, 500),
    bytesPerSecond: maxRate && named('--max-rate', () => parseSize(maxRate)),
    operationsPerSecond: numberOf('--max-operations', maxOperations, 999_999_999),
    workerTag: raw.workerTag,
    ca: caFile && readBounded(caFile, caBytesMax).text,
    oauth: oauthOf(raw, before),
    exchange: exchangeOf(raw, before),
    directory: directoryOf(raw, before),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function numberOf(option: string, text: string | undefined, max: number): number | undefined {
  return text === undefined ? undefined : named(option, () => parseWhole(text, { min: 1, max }));
}

function oauthOf(raw: RawConnectionFlags, before: Connection | undefined): unknown {
  const given = Object.entries({
    endpoint: raw.oauth,
    tenant: raw.oauthTenant,
    clientId: raw.clientId,
    scope: raw.scope,
  }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  // Another endpoint begins anew.
  return { ...(raw.oauth === undefined ? before?.oauth : {}), ...Object.fromEntries(given) };
}

function exchangeOf(raw: RawConnectionFlags, before: Connection | undefined): unknown {
  const { autodiscover, autodiscoverHosts } = raw;
  const hosts = autodiscoverHosts?.split(',').map((host) => host.trim());
  const isAsked = autodiscover === true || hosts !== undefined;
  const given = Object.entries({
    path: raw.path,
    access: raw.access,
    kind: raw.mailboxKind,
    autodiscover: isAsked ? { hosts: hosts ?? [] } : undefined,
  }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  return { ...before?.exchange, ...Object.fromEntries(given) };
}

function directoryOf(raw: RawConnectionFlags, before: Connection | undefined): unknown {
  const given = Object.entries({
    host: raw.directory,
    port: numberOf('--directory-port', raw.directoryPort, 65_535),
    security: raw.directorySecurity,
    baseDn: raw.directoryBase,
    bindDn: raw.directoryUser,
    ca: raw.directoryCaFile && readBounded(raw.directoryCaFile, caBytesMax).text,
    pin: raw.directoryPin,
  }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  // Another server begins anew.
  const kept = raw.directory === undefined ? before?.directory : {};
  return { ...kept, ...Object.fromEntries(given) };
}

const optionOf: Readonly<Record<string, string>> = {
  name: 'the name',
  kind: '--kind',
  host: '--host',
  port: '--port',
  security: '--security',
  adminUser: '--admin',
  login: '--login',
  workerTag: '--worker-tag',
  auth: '--auth',
  ca: '--ca-file',
  pin: '--pin',
  oauth: '--oauth',
  'oauth.endpoint': '--oauth',
  'oauth.tenant': '--oauth-tenant',
  'oauth.clientId': '--client-id',
  'oauth.scope': '--scope',
  'directory.host': '--directory',
  'directory.port': '--directory-port',
  'directory.security': '--directory-security',
  'directory.baseDn': '--directory-base',
  'directory.bindDn': '--directory-user',
  'directory.ca': '--directory-ca-file',
  'directory.pin': '--directory-pin',
  'exchange.path': '--path',
  'exchange.access': '--access',
  'exchange.kind': '--mailbox-kind',
  'exchange.autodiscover.hosts': '--autodiscover-hosts',
};
