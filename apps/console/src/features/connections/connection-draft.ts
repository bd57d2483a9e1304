import type { Connection, ConnectionSecrets, ConnectionSettings } from '@mailhaul/contracts';
import {
  type DirectoryDraft,
  directoryDraftOf,
  directoryFaults,
  directoryOf,
  emptyDirectory,
} from './directory-draft.ts';

/** A form's values: everything a text where a person types. */
export interface ConnectionDraft extends DirectoryDraft {
  readonly kind: ConnectionSettings['kind'];
  readonly name: string;
  readonly host: string;
  readonly port: string;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly signIn: 'mailbox' | 'admin';
  readonly adminUser: string;
  readonly login: string;
  readonly auth: ConnectionSettings['auth'] | '';
  readonly oauthEndpoint: string;
  readonly oauthTenant: string;
  readonly clientId: string;
  readonly scope: string;
  readonly ca: string;
  readonly pin: string;
  /** Of Exchange, from here on to the hosts. */
  readonly path: string;
  readonly access: 'impersonation' | 'delegate';
  readonly mailboxKind: MailboxKind;
  /** The host is a domain that is asked for its server. */
  readonly isFound: boolean;
  /** Where it may lead besides, separated by commas. */
  readonly foundHosts: string;
  readonly mailboxesMax: string;
  readonly megabytesPerSecond: string;
  readonly operationsPerSecond: string;
  readonly workerTag: string;
  readonly password: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

export const emptyConnection: ConnectionDraft = {
  ...emptyDirectory,
  ...{ kind: 'imap', path: '', access: 'impersonation', mailboxKind: 'user' },
  ...{ isFound: false, foundHosts: '' },
  ...{ name: '', host: '', port: '', security: 'tls', signIn: 'mailbox' },
  ...{ adminUser: '', login: '', auth: '', ca: '', pin: '' },
  ...{ oauthEndpoint: '', oauthTenant: '', clientId: '', scope: '' },
  ...{ mailboxesMax: '', megabytesPerSecond: '', operationsPerSecond: '', workerTag: '' },
  ...{ password: '', clientSecret: '', refreshToken: '' },
};

type MailboxKind = NonNullable<NonNullable<ConnectionSettings['exchange']>['kind']>;

const megabyte = 1_000_000;
const text = (value: string | number | undefined): string =>
  value === undefined ? '' : String(value);

export function draftOf(connection: Connection): ConnectionDraft {
  const { oauth, exchange } = connection;
  const { access = 'impersonation', kind: mailboxKind = 'user' } = exchange ?? {};
  return {
    ...emptyConnection,
    ...directoryDraftOf(connection),
    ...{ kind: connection.kind, access, mailboxKind, path: text(exchange?.path) },
    isFound: exchange?.autodiscover !== undefined,
    foundHosts: exchange?.autodiscover?.hosts.join(', ') ?? '',
    name: connection.name,
    host: connection.host,
    port: text(connection.port),
    security: connection.security,
    signIn: connection.signIn,
    adminUser: text(connection.adminUser),
    login: text(connection.login),
    auth: connection.auth ?? '',
    ca: text(connection.ca),
    pin: text(connection.pin),
    oauthEndpoint: text(oauth?.endpoint),
    oauthTenant: text(oauth?.tenant),
    clientId: text(oauth?.clientId),
    scope: text(oauth?.scope),
    mailboxesMax: text(connection.mailboxesMax),
    megabytesPerSecond:
      connection.bytesPerSecond === undefined ? '' : text(connection.bytesPerSecond / megabyte),
    operationsPerSecond: text(connection.operationsPerSecond),
    workerTag: text(connection.workerTag),
  };
}

export const usesOauth = ({ auth }: ConnectionDraft): boolean =>
  auth === 'xoauth2' || auth === 'oauthbearer' || auth === 'oauth';

export const isExchange = ({ kind }: Pick<ConnectionDraft, 'kind'>): boolean => kind !== 'imap';

export function settingsOf(draft: ConnectionDraft): ConnectionSettings {
  const { name, host, security, signIn, auth } = draft;
  return {
    ...{ name: name.trim(), kind: draft.kind, host: host.trim(), security, signIn },
    ...given('port', numberIn(draft.port)),
    ...(signIn === 'admin' ? given('adminUser', wordIn(draft.adminUser)) : {}),
    ...(isExchange(draft)
      ? given('exchange', exchangeOf(draft))
      : given('login', wordIn(draft.login))),
    ...(auth === '' ? {} : given('auth', auth)),
    ...given('ca', wordIn(draft.ca)),
    ...given('pin', wordIn(draft.pin)),
    ...(usesOauth(draft) ? { oauth: oauthOf(draft) } : {}),
    ...given('directory', directoryOf(draft)),
    ...given('mailboxesMax', numberIn(draft.mailboxesMax)),
    ...given('bytesPerSecond', scaled(numberIn(draft.megabytesPerSecond))),
    ...given('operationsPerSecond', numberIn(draft.operationsPerSecond)),
    ...given('workerTag', wordIn(draft.workerTag)),
  };
}

/** What was typed; a secret that was not typed stays as it is. */
export function secretsOf(draft: ConnectionDraft): ConnectionSecrets {
  const { password, clientSecret, refreshToken, hasDirectory, directoryPassword } = draft;
  return {
    ...(password === '' ? {} : { password }),
    ...(clientSecret === '' ? {} : { clientSecret }),
    ...(refreshToken === '' ? {} : { refreshToken }),
    ...(hasDirectory && directoryPassword !== '' ? { directoryPassword } : {}),
  };
}

/** What is missing before anything can be tried, by field. */
export function draftFaults(
  draft: ConnectionDraft,
): Partial<Record<keyof ConnectionDraft, string>> {
  const port = numberIn(draft.port);
  const isPortWrong =
    draft.port !== '' &&
    (port === undefined || !Number.isInteger(port) || port < 1 || port > 65_535);
  return {
    ...directoryFaults(draft),
    ...(draft.name.trim() === '' ? { name: 'Give it a name' } : {}),
    ...(draft.host.trim() === '' ? { host: 'Name the server' } : {}),
    ...(/[\s/]|:\/\//.test(draft.host.trim())
      ? { host: 'Only the name: no blanks, no https://' }
      : {}),
    ...(isPortWrong ? { port: '1 to 65535' } : {}),
    ...(draft.signIn === 'admin' && draft.adminUser.trim() === '' && !usesOauth(draft)
      ? { adminUser: 'Name the account that opens the mailboxes' }
      : {}),
    ...(usesOauth(draft) && draft.oauthEndpoint === ''
      ? { oauthEndpoint: 'Choose who gives the tokens' }
      : {}),
  };
}

/** Only what differs from what would be without it. */
function exchangeOf(draft: ConnectionDraft): ConnectionSettings['exchange'] {
  const { signIn, access, mailboxKind, isFound, foundHosts } = draft;
  const hosts = foundHosts
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  const all = {
    ...(isFound ? { autodiscover: { hosts } } : given('path', wordIn(draft.path))),
    ...(signIn === 'admin' && access === 'delegate' ? { access } : {}),
    ...(mailboxKind === 'user' ? {} : { kind: mailboxKind }),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}

function oauthOf(draft: ConnectionDraft): NonNullable<ConnectionSettings['oauth']> {
  return {
    endpoint: draft.oauthEndpoint,
    ...given('tenant', wordIn(draft.oauthTenant)),
    ...given('clientId', wordIn(draft.clientId)),
    ...given('scope', wordIn(draft.scope)),
  };
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

function wordIn(value: string): string | undefined {
  const word = value.trim();
  return word === '' ? undefined : word;
}

function numberIn(value: string): number | undefined {
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? undefined : number;
}

function scaled(megabytes: number | undefined): number | undefined {
  return megabytes === undefined ? undefined : Math.round(megabytes * megabyte);
}
