import * as z from 'zod';
import { ConnectionUrlRefused } from './connection-url-refused.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import type { ConnectorOptions } from './open-connector.ts';
import { parseConnectionUrl } from './parse-connection-url.ts';

/** A connection as people define it: where it leads and how one signs in there, without its secrets. */
export interface ConnectionDescription {
  /** What is spoken there; default IMAP. */
  readonly kind?: 'imap' | 'exchange' | 'office365' | undefined;
  readonly host: string;
  readonly port?: number | undefined;
  readonly security: 'tls' | 'starttls' | 'none';
  /** `mailbox`: each mailbox with its own password; `admin`: one account that opens all of them. */
  readonly signIn: 'mailbox' | 'admin';
  readonly adminUser?: string | undefined;
  readonly login?: string | undefined;
  readonly auth?: string | undefined;
  readonly ca?: string | undefined;
  readonly pin?: string | undefined;
  readonly oauth?: DescribedOauth | undefined;
  /** Of Exchange alone. */
  readonly exchange?: DescribedExchange | undefined;
}

type MailboxKind = 'user' | 'shared' | 'room' | 'archive' | 'public';

interface DescribedExchange {
  /** Where EWS is, if not at the usual path. */
  readonly path?: string | undefined;
  readonly access?: 'impersonation' | 'delegate' | undefined;
  /** Which of a mailbox's trees, where it does not say itself. */
  readonly kind?: MailboxKind | undefined;
  /** The host is a domain that is asked for its server; it may be led to these hosts besides. */
  readonly autodiscover?: { readonly hosts: readonly string[] } | undefined;
}

interface DescribedOauth {
  readonly endpoint: string;
  readonly tenant?: string | undefined;
  readonly clientId?: string | undefined;
  readonly scope?: string | undefined;
}

const secretsSchema = z.object({
  password: z.string().exactOptional(),
  clientSecret: z.string().exactOptional(),
  refreshToken: z.string().exactOptional(),
  /** Of the directory beside the mail system; connectors have no use for it. */
  directoryPassword: z.string().exactOptional(),
});

/** Of the connection. */
export type DescribedSecrets = Readonly<z.output<typeof secretsSchema>>;

/** The one text as which a secret store keeps them. */
export function describedSecretsText(secrets: DescribedSecrets): string {
  return JSON.stringify(secretsSchema.parse(secrets));
}

/** @throws where the text is none of ours. */
export function describedSecretsOf(text: string): DescribedSecrets {
  return secretsSchema.parse(JSON.parse(text));
}

const mailboxSecretSchema = z.union([
  z.strictObject({ refreshToken: z.string() }),
  z.strictObject({ password: z.string() }),
]);

/** What a mailbox has of its own to sign in with: a password or a token. */
export interface MailboxSecret {
  readonly password?: string;
  readonly refreshToken?: string;
}

/** The one text as which a secret store keeps it: a password as it is, a token as an object that says so. */
export function mailboxSecretText({ password, refreshToken }: MailboxSecret): string | undefined {
  if (refreshToken !== undefined) return JSON.stringify({ refreshToken });
  const isPlain = password === undefined || mailboxSecretOf(password).password === password;
  return isPlain ? password : JSON.stringify({ password });
}

/** What is none of our objects is a password. */
export function mailboxSecretOf(text: string): MailboxSecret {
  try {
    return mailboxSecretSchema.parse(JSON.parse(text));
  } catch {
    return { password: text };
  }
}

export interface DescribedMailbox {
  /** As whom to sign in, or whose mailbox the admin account opens. */
  readonly user: string;
  /** Its own, where each mailbox has one; goes before the connection's. */
  readonly password?: string | undefined;
  /** Its own, where the connection signs in with tokens; goes before the connection's. */
  readonly refreshToken?: string | undefined;
  /** Of Exchange; goes before the connection's. */
  readonly kind?: MailboxKind | undefined;
}

/** What `openConnector` and `probeConnection` take. The environment holds secrets. */
export interface DescribedConnection {
  readonly settings: ConnectionSettings;
  readonly options: Pick<ConnectorOptions, 'ca' | 'environment'>;
}

/**
 * One mailbox of a connection, ready to be opened. No parameter that names a file or a command can come of it, and no variable
 * of the process: the environment has the given secrets alone.
 * @throws {ConnectionUrlRefused} something is missing or contradicts; in words without values.
 */
export function settingsFromDetails(
  details: ConnectionDescription,
  secrets: DescribedSecrets,
  mailbox: DescribedMailbox,
): DescribedConnection {
  const { clientSecret } = secrets;
  const refreshToken = mailbox.refreshToken ?? secrets.refreshToken;
  const environment = {
    ...(clientSecret === undefined ? {} : { [clientSecretName]: clientSecret }),
    ...(refreshToken === undefined ? {} : { [refreshTokenName]: refreshToken }),
  };
  const usesTokens = details.oauth !== undefined;
  if (usesTokens && clientSecret === undefined && refreshToken === undefined) {
    throw new ConnectionUrlRefused(
      'the mailbox has no refresh token: give it with the mailbox, or one for all with the connection',
    );
  }
  const password = usesTokens ? undefined : passwordOf(details, secrets, mailbox);
  const url = urlOf(ofMailbox(details, mailbox), environment, { user: mailbox.user, password });
  const parsed = parseConnectionUrl(url);
  if (!parsed.ok)
    throw new ConnectionUrlRefused(parsed.problem.replace(/^the connection URL: /, ''));
  const ca = details.security === 'none' || details.pin !== undefined ? undefined : details.ca;
  return {
    settings: parsed.settings,
    options: { environment, ...(ca === undefined ? {} : { ca }) },
  };
}

function isExchange({ kind }: ConnectionDescription): boolean {
  return kind === 'exchange' || kind === 'office365';
}

/** The connection as this mailbox needs it. */
function ofMailbox(
  details: ConnectionDescription,
  { kind }: DescribedMailbox,
): ConnectionDescription {
  if (kind === undefined) return details;
  if (isExchange(details)) return { ...details, exchange: { ...details.exchange, kind } };
  if (kind === 'archive' || kind === 'public') {
    throw new ConnectionUrlRefused('an archive or public folders are of Exchange alone');
  }
  return details;
}

const clientSecretName = 'CLIENT_SECRET';
const refreshTokenName = 'REFRESH_TOKEN';

function passwordOf(
  { signIn }: ConnectionDescription,
  secrets: DescribedSecrets,
  mailbox: DescribedMailbox,
): string {
  const password = signIn === 'admin' ? secrets.password : (mailbox.password ?? secrets.password);
  if (password !== undefined && password !== '') return password;
  throw new ConnectionUrlRefused(
    signIn === 'admin'
      ? 'the admin account has no password'
      : 'the mailbox has no password: give it with the mailbox',
  );
}

function urlOf(
  details: ConnectionDescription,
  environment: Readonly<Record<string, string>>,
  { user, password }: { readonly user: string; readonly password: string | undefined },
): string {
  const { host, port, security } = details;
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  const place = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  if (/[/?#@\\\s]/u.test(place)) throw new ConnectionUrlRefused('the host is not a host name');
  const all: Readonly<Record<string, string | undefined>> = {
    security,
    ...parametersOf(details, environment),
  };
  const parameters = Object.entries(all)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const at = port === undefined ? place : `${place}:${port}`;
  const scheme = isExchange(details) ? 'exchange' : 'imap';
  const path = isExchange(details) ? (details.exchange?.path ?? '') : '';
  if (/[?#@\s]/u.test(path)) throw new ConnectionUrlRefused('the path is not a path');
  return `${scheme}://${encodeURIComponent(user)}${secret}@${at}${path}?${parameters.join('&')}`;
}

function parametersOf(
  details: ConnectionDescription,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const { signIn, adminUser, login, oauth, security } = details;
  const isEncrypted = security !== 'none';
  return {
    auth: details.auth,
    // With a way of writing it, the admin's name stands in the login: `{mailbox}*admin`.
    login,
    admin: signIn === 'admin' && login === undefined ? adminUser : undefined,
    pin: isEncrypted ? details.pin : undefined,
    ...(isExchange(details) ? exchangeParameters(details.exchange) : {}),
    ...(oauth === undefined ? {} : oauthParameters(oauth, environment)),
  };
}

function exchangeParameters({ access, kind, autodiscover }: DescribedExchange = {}): Readonly<
  Record<string, string | undefined>
> {
  const hosts = autodiscover?.hosts ?? [];
  return {
    ...{ access, kind },
    autodiscover: autodiscover === undefined ? undefined : '1',
    'autodiscover-hosts': hosts.length === 0 ? undefined : hosts.join(','),
  };
}

function oauthParameters(
  oauth: DescribedOauth,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  const named = (name: string) => (Object.hasOwn(environment, name) ? name : undefined);
  return {
    oauth: oauth.endpoint,
    'oauth-tenant': oauth.tenant,
    'client-id': oauth.clientId,
    scope: oauth.scope,
    'client-secret-env': named(clientSecretName),
    'refresh-token-env': named(refreshTokenName),
  };
}
