import type { Connection, ConnectionSecrets, ConnectionSettings } from '@mailhaul/contracts';

/** A form's values: everything a text where a person types. */
export interface ConnectionDraft {
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
  readonly mailboxesMax: string;
  readonly megabytesPerSecond: string;
  readonly operationsPerSecond: string;
  readonly password: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
}

export const emptyConnection: ConnectionDraft = {
  ...{ name: '', host: '', port: '', security: 'tls', signIn: 'mailbox' },
  ...{ adminUser: '', login: '', auth: '', ca: '', pin: '' },
  ...{ oauthEndpoint: '', oauthTenant: '', clientId: '', scope: '' },
  ...{ mailboxesMax: '', megabytesPerSecond: '', operationsPerSecond: '' },
  ...{ password: '', clientSecret: '', refreshToken: '' },
};

const megabyte = 1_000_000;
const text = (value: string | number | undefined): string =>
  value === undefined ? '' : String(value);

export function draftOf(connection: Connection): ConnectionDraft {
  const { oauth } = connection;
  return {
    ...emptyConnection,
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
  };
}

export const usesOauth = ({ auth }: ConnectionDraft): boolean =>
  auth === 'xoauth2' || auth === 'oauthbearer';

export function settingsOf(draft: ConnectionDraft): ConnectionSettings {
  const { name, host, security, signIn, auth } = draft;
  return {
    ...{ name: name.trim(), kind: 'imap', host: host.trim(), security, signIn },
    ...given('port', numberIn(draft.port)),
    ...(signIn === 'admin' ? given('adminUser', wordIn(draft.adminUser)) : {}),
    ...given('login', wordIn(draft.login)),
    ...(auth === '' ? {} : given('auth', auth)),
    ...given('ca', wordIn(draft.ca)),
    ...given('pin', wordIn(draft.pin)),
    ...(usesOauth(draft) ? { oauth: oauthOf(draft) } : {}),
    ...given('mailboxesMax', numberIn(draft.mailboxesMax)),
    ...given('bytesPerSecond', scaled(numberIn(draft.megabytesPerSecond))),
    ...given('operationsPerSecond', numberIn(draft.operationsPerSecond)),
  };
}

/** What was typed; a secret that was not typed stays as it is. */
export function secretsOf(draft: ConnectionDraft): ConnectionSecrets {
  const { password, clientSecret, refreshToken } = draft;
  return {
    ...(password === '' ? {} : { password }),
    ...(clientSecret === '' ? {} : { clientSecret }),
    ...(refreshToken === '' ? {} : { refreshToken }),
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
