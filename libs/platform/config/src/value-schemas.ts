import * as z from 'zod';

/** Schemas of single values. What is wrong follows the variable's name and value: `is not a whole number`. */

const listMax = 100;

export function wholeNumber(min: number, max: number) {
  const problem = `is not a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, problem)
    .transform(Number)
    .refine((value) => value >= min && value <= max, problem);
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, `is not one of ${values.join(', ')}`);
}

export const path = z
  .string()
  .max(1024, 'is longer than 1024 characters')
  .refine((value) => !value.includes('\0'), 'is no path');

export const host = z.union(
  [z.ipv4(), z.ipv6(), z.hostname()],
  'is not an IP address or host name',
);

const network = z.union([z.cidrv4(), z.cidrv6()]);
const address = z.union([z.ipv4(), z.ipv6()]);

/** `10.0.0.0/8,::1/128`; a bare address stands for itself alone. */
export const networks = z
  .string()
  .transform((value) => value.split(',').map((part) => asNetwork(part.trim())))
  .refine(
    (list): list is string[] => list.every((part) => part !== undefined),
    'is not a list of networks',
  )
  .refine((list) => list.length <= listMax, `has more than ${listMax} networks`);

/** As a tag is: it is told in messages and stands in the name of a stream. */
const label = /^[A-Za-z0-9][\w.-]{0,62}$/;

export const workerName = z.string().regex(label, 'is no name of a worker');

const tagsMax = 20;

/** `eu,site.acme` */
export const tags = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .refine((list) => list.every((part) => label.test(part)), 'is not a list of tags')
  .refine((list) => list.length <= tagsMax, `has more than ${tagsMax} tags`);

/** `mail.example.com=20,imap.example.net=50` */
export const serverLimits = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim().split('=')))
  .refine(
    (list) => list.every(([name = '', max = '', ...more]) => isServerLimit(name, max, more)),
    'is not a list of servers and their limits',
  )
  .refine((list) => list.length <= listMax, `has more than ${listMax} servers`)
  .transform((list) => new Map(list.map(([name = '', max]) => [name.toLowerCase(), Number(max)])))
  .refine(({ size }) => size > 0, 'is empty');

function isServerLimit(name: string, max: string, more: readonly string[]): boolean {
  return more.length === 0 && host.safeParse(name).success && /^[1-9]\d{0,4}$/.test(max);
}

function asNetwork(text: string): string | undefined {
  if (network.safeParse(text).success) return text;
  if (!address.safeParse(text).success) return undefined;
  return `${text}/${text.includes(':') ? 128 : 32}`;
}

/** `sqlite:` or `sqlite:PATH`: where its file is, undefined for the place in the data folder. */
const sqliteUrl = z
  .string()
  .regex(/^sqlite:/, 'does not begin with sqlite:')
  .transform((value) => value.slice('sqlite:'.length))
  .pipe(path)
  .transform((value) => ({ scheme: 'sqlite', path: value === '' ? undefined : value }) as const);

/** A server's address is checked by its own client; here only that it is one. Its password is a secret. */
function serverUrl<const S extends string>(scheme: S, schemes: readonly string[]) {
  return z
    .string()
    .max(2048, 'is longer than 2048 characters')
    .refine(
      (value) => schemes.some((one) => value.startsWith(`${one}://`)) && /^\S+$/.test(value),
      `is no address that begins with ${schemes.map((one) => `${one}://`).join(' or ')}`,
    )
    .transform((url) => ({ scheme, url }) as const);
}

export const eventStoreUrl = byScheme(
  sqliteUrl,
  serverUrl('esdb', ['esdb', 'esdb+discover']),
  'is neither sqlite: nor esdb://',
);

export const busUrl = byScheme(
  z.literal('inprocess:').transform(() => ({ scheme: 'inprocess' }) as const),
  serverUrl('nats', ['nats', 'tls']),
  'is neither inprocess: nor nats://',
);

/** Of read models, and of secrets. */
export const documentsUrl = byScheme(
  sqliteUrl,
  serverUrl('mongodb', ['mongodb', 'mongodb+srv']),
  'is neither sqlite: nor mongodb://',
);

/** What begins with the first one's scheme is told what is wrong by it; what is neither is told both. */
function byScheme<A extends z.ZodType<unknown, string>, B extends z.ZodType<unknown, string>>(
  embedded: A,
  server: B,
  problem: string,
) {
  return z.union([embedded, server], problem);
}

/** Its bytes are checked here and decoded where they are used. */
export const masterKey = z
  .string()
  .refine(
    (value) => /^[A-Za-z0-9+/]{43}=?$/.test(value) && Buffer.from(value, 'base64').length === 32,
    'is not 32 bytes in Base64',
  );

export const publicUrl = z
  .string()
  .transform((value) => URL.parse(value))
  .refine((url): url is URL => url !== null && isPlainWebUrl(url), 'is not the URL of a web page')
  .transform((url) => url.href.replace(/\/$/, ''));

function isPlainWebUrl(url: URL): boolean {
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && `${url.username}${url.password}${url.search}${url.hash}` === '';
}

/** `Mailhaul <noreply@example.com>`, or the address alone. */
export const mailFrom = z
  .string()
  .max(320, 'is longer than 320 characters')
  .refine((value) => {
    const [, name = '', inside] = /^([^<>]*)<([^<>]+)>$/.exec(value) ?? [];
    return !/\p{Cc}/u.test(name) && z.email().safeParse(inside ?? value).success;
  }, 'is not an e-mail address');

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else the server is asked for STARTTLS. */
  readonly isTls: boolean;
  readonly user?: string;
  /** A secret. */
  readonly password?: string;
}

export const smtpUrl = z
  .string()
  .transform(smtpServerOf)
  .refine(
    (server): server is SmtpServer => server !== undefined,
    'is not the URL of an SMTP server',
  );

function smtpServerOf(value: string): SmtpServer | undefined {
  const url = URL.parse(value);
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol)) return undefined;
  if (url.hostname === '' || `${url.pathname.replace(/^\/$/, '')}${url.search}${url.hash}` !== '') {
    return undefined;
  }
  const isTls = url.protocol === 'smtps:';
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === undefined || password === undefined) return undefined;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isTls ? 465 : 587) : Number(url.port),
    isTls,
    ...(user === '' ? {} : { user }),
    ...(password === '' ? {} : { password }),
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

export const mailTo = z
  .string()
  .transform((value) => value.split(',').map((one) => one.trim()))
  .refine(
    (all) => all.length <= 50 && all.every((one) => z.email().safeParse(one).success),
    'is not a list of e-mail addresses',
  );
