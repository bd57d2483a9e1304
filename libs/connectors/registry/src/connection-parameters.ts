import * as z from 'zod';
import { fingerprintOf } from './fingerprint-of.ts';

const textMax = 1024;
const text = (max = textMax) => z.string().min(1).max(max);
const host = z.union([z.ipv4(), z.ipv6(), z.hostname()]);

export const authNames = [
  'plain',
  'login',
  'cram-md5',
  'scram-sha-1',
  'scram-sha-256',
  'scram-sha-1-plus',
  'scram-sha-256-plus',
  'xoauth2',
  'oauthbearer',
  'external',
  'basic',
  'ntlm',
  'oauth',
] as const;

const mailboxKinds = ['user', 'shared', 'room', 'archive', 'public'] as const;

/** `{mailbox}`: the user of the URL; `{local}` and `{domain}`: what stands before and behind its last @. */
const template = text().refine(
  (value) => !/\{(?!(?:mailbox|local|domain)\})/.test(value),
  'in braces stands only {mailbox}, {local} or {domain}',
);

const proxyProblem =
  'is not socks5://HOST:PORT, socks4://HOST:PORT or http://HOST:PORT (its user and password: proxy-user, proxy-password-file)';

/** The parameters behind the `?` of a connection's URL. What is wrong with one is said after its name, without its value. */
export const parametersSchema = z.strictObject({
  security: z.enum(['tls', 'starttls', 'none'], 'is not tls, starttls or none').exactOptional(),
  auth: z.enum(authNames, `is not one of ${authNames.join(', ')}`).exactOptional(),
  login: template.exactOptional(),
  admin: text().exactOptional(),
  mailbox: text().exactOptional(),
  access: z.enum(['impersonation', 'delegate'], 'is not impersonation or delegate').exactOptional(),
  kind: z.enum(mailboxKinds, `is not one of ${mailboxKinds.join(', ')}`).exactOptional(),
  autodiscover: z.literal('1', 'is not 1').exactOptional(),
  'autodiscover-hosts': z
    .string()
    .transform((value) => value.toLowerCase().split(','))
    .refine(
      (names) => names.length <= 20 && names.every((one) => z.hostname().safeParse(one).success),
      'is no list of host names, divided by commas',
    )
    .exactOptional(),
  'token-file': template.exactOptional(),
  'token-command': text(2048).exactOptional(),
  oauth: z
    .string()
    .refine(isTokenEndpoint, 'is not google, microsoft or the https URL of a token endpoint')
    .exactOptional(),
  'oauth-tenant': z
    .string()
    .regex(/^[a-z0-9.-]{1,255}$/i, 'is no tenant')
    .exactOptional(),
  'client-id': text().exactOptional(),
  'client-secret-file': text().exactOptional(),
  'client-secret-env': text().exactOptional(),
  'refresh-token-file': template.exactOptional(),
  'refresh-token-env': text().exactOptional(),
  'service-account-file': text().exactOptional(),
  scope: text().exactOptional(),
  'ca-file': text().exactOptional(),
  pin: z
    .string()
    .transform((value) => value.split(',').map(fingerprintOf))
    .refine(
      (pins) => pins.length <= 8 && !pins.includes(''),
      'is no SHA-256 fingerprint (64 hex digits)',
    )
    .exactOptional(),
  'cert-file': text().exactOptional(),
  'key-file': text().exactOptional(),
  'pfx-file': text().exactOptional(),
  'key-passphrase-file': text().exactOptional(),
  'key-passphrase-env': text().exactOptional(),
  proxy: z
    .string()
    .transform(proxyOf)
    .refine((proxy) => proxy !== undefined, proxyProblem)
    .exactOptional(),
  'proxy-user': text().exactOptional(),
  'proxy-password-file': text().exactOptional(),
  'proxy-password-env': text().exactOptional(),
});

export type ConnectionParameters = z.output<typeof parametersSchema>;

export const parameterNames: readonly string[] = Object.keys(parametersSchema.shape);

export interface ProxyPlace {
  readonly kind: 'socks4' | 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
}

const proxyKinds: Readonly<Record<string, { kind: ProxyPlace['kind']; port: number }>> = {
  'socks4:': { kind: 'socks4', port: 1080 },
  'socks4a:': { kind: 'socks4', port: 1080 },
  'socks5:': { kind: 'socks5', port: 1080 },
  'socks5h:': { kind: 'socks5', port: 1080 },
  'http:': { kind: 'http', port: 80 },
};

function proxyOf(value: string): ProxyPlace | undefined {
  const url = URL.parse(value);
  const known = url === null ? undefined : proxyKinds[url.protocol];
  if (url === null || known === undefined) return undefined;
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const rest = `${url.username}${url.password}${url.pathname.replace(/^\/$/, '')}${url.search}${url.hash}`;
  if (rest !== '' || !host.safeParse(name).success) return undefined;
  return { kind: known.kind, host: name, port: url.port === '' ? known.port : Number(url.port) };
}

function isTokenEndpoint(value: string): boolean {
  if (value === 'google' || value === 'microsoft') return true;
  const url = URL.parse(value);
  if (url === null || url.username !== '' || url.password !== '') return false;
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere);
}

/** What only an Exchange connection may say, and what only one of IMAP. */
const exchangeNames = ['mailbox', 'access', 'kind', 'autodiscover', 'autodiscover-hosts'] as const;
const imapNames = ['login', 'service-account-file'] as const;
const exchangeWays: ReadonlySet<string> = new Set(['basic', 'ntlm', 'oauth']);

/** A parameter that means nothing to the scheme, in words. */
export function foreignIn(
  parameters: ConnectionParameters,
  scheme: 'imap' | 'exchange',
): string | undefined {
  const others = scheme === 'imap' ? exchangeNames : imapNames;
  const foreign = others.find((name) => parameters[name] !== undefined);
  const other = scheme === 'imap' ? 'exchange://' : 'imap:// and imaps://';
  if (foreign !== undefined) return `${foreign} goes with ${other} only`;
  const { auth } = parameters;
  if (auth === undefined || exchangeWays.has(auth) === (scheme === 'exchange')) return undefined;
  return scheme === 'imap'
    ? `auth=${auth} goes with exchange:// only`
    : 'exchange:// signs in with auth=basic, auth=ntlm or auth=oauth';
}

/** Rules about several parameters: the first that is broken, in words. */
export function contradictionIn(
  parameters: ConnectionParameters,
  hasPassword: boolean,
): string | undefined {
  const has = (name: keyof ConnectionParameters) => parameters[name] !== undefined;
  const tokens = (['token-file', 'token-command', 'oauth'] as const).filter(has);
  const needs = (name: keyof ConnectionParameters, other: keyof ConnectionParameters) =>
    has(name) && !has(other) ? `${name} means nothing without ${other}` : undefined;
  const excludes = (one: keyof ConnectionParameters, other: keyof ConnectionParameters) =>
    has(one) && has(other) ? `${one} and ${other} exclude each other` : undefined;
  const isOauth = ['xoauth2', 'oauthbearer', 'oauth'].includes(parameters.auth ?? '');
  const isExternal = parameters.auth === 'external';
  return [
    tokens.length > 1 ? `${tokens.join(' and ')} exclude each other` : undefined,
    tokens.length > 0 && hasPassword
      ? `a password and ${tokens[0] ?? ''} exclude each other`
      : undefined,
    tokens.length > 0 && parameters.auth !== undefined && !isOauth
      ? `${tokens[0] ?? ''} goes with auth=xoauth2, auth=oauthbearer or (Exchange) auth=oauth only`
      : undefined,
    isOauth && tokens.length === 0
      ? `auth=${parameters.auth ?? ''} needs token-file, token-command or oauth`
      : undefined,
    isExternal && !has('cert-file') && !has('pfx-file')
      ? 'auth=external needs cert-file and key-file, or pfx-file'
      : undefined,
    isExternal && hasPassword ? 'auth=external takes no password' : undefined,
    has('oauth') && !has('client-id') && !has('service-account-file')
      ? 'oauth needs client-id, or service-account-file'
      : undefined,
    has('oauth') &&
    !has('service-account-file') &&
    !has('refresh-token-file') &&
    !has('refresh-token-env') &&
    !has('client-secret-file') &&
    !has('client-secret-env')
      ? 'oauth needs refresh-token-file or refresh-token-env (or, for an application of its own right, client-secret-file)'
      : undefined,
    ...(
      [
        'service-account-file',
        'oauth-tenant',
        'client-id',
        'client-secret-file',
        'client-secret-env',
        'refresh-token-file',
        'refresh-token-env',
        'scope',
      ] as const
    ).map((name) => needs(name, 'oauth')),
    ...(['proxy-user'] as const).map((name) => needs(name, 'proxy')),
    needs('proxy-password-file', 'proxy-user'),
    needs('proxy-password-env', 'proxy-user'),
    needs('cert-file', 'key-file'),
    needs('key-file', 'cert-file'),
    excludes('cert-file', 'pfx-file'),
    excludes('admin', 'login'),
    excludes('admin', 'mailbox'),
    needs('autodiscover-hosts', 'autodiscover'),
    parameters.security === 'none' && has('autodiscover')
      ? 'autodiscover means nothing with security=none'
      : undefined,
    excludes('ca-file', 'pin'),
    excludes('client-secret-file', 'client-secret-env'),
    excludes('refresh-token-file', 'refresh-token-env'),
    excludes('service-account-file', 'refresh-token-file'),
    excludes('service-account-file', 'refresh-token-env'),
    excludes('key-passphrase-file', 'key-passphrase-env'),
    excludes('proxy-password-file', 'proxy-password-env'),
    parameters.security === 'none'
      ? (['ca-file', 'pin', 'cert-file', 'pfx-file'] as const)
          .filter(has)
          .map((name) => `${name} means nothing with security=none`)[0]
      : undefined,
  ].find((problem) => problem !== undefined);
}
