import { domainToASCII } from 'node:url';
import { contradictionIn, foreignIn, parameterNames } from './connection-parameters.ts';
import {
  type ConnectionSettings,
  type Security,
  connectionSettingsSchema,
} from './connection-settings.ts';
import { decoded, parseParameters } from './parse-parameters.ts';

/** `problem` is one sentence for people, without the URL, the user name or the password in it. */
export type ParsedConnectionUrl =
  | { readonly ok: true; readonly settings: ConnectionSettings }
  | { readonly ok: false; readonly problem: string };

const urlLengthMax = 4096;

interface Scheme {
  readonly scheme: ConnectionSettings['scheme'];
  readonly security: Security;
  readonly allowed: readonly Security[];
}

const schemes: Readonly<Record<string, Scheme>> = {
  'imap:': { scheme: 'imap', security: 'starttls', allowed: ['starttls', 'none', 'tls'] },
  'imaps:': { scheme: 'imap', security: 'tls', allowed: ['tls'] },
  'exchange:': { scheme: 'exchange', security: 'tls', allowed: ['tls', 'none'] },
};

const ports: Readonly<Record<Scheme['scheme'], Readonly<Record<Security, number>>>> = {
  imap: { tls: 993, starttls: 143, none: 143 },
  exchange: { tls: 443, starttls: 443, none: 80 },
};

/**
 * Reads `imap://USER:PASSWORD@HOST:PORT?security=tls|starttls|none` or `imaps://…`. User and password are
 * percent-encoded; an `@` inside them is understood as it is. Without a password, `settings.password` is absent. Ports
 * default to 993 with TLS from the first byte, else 143. imaps means TLS: another `security` contradicts it.
 * `exchange://USER:PASSWORD@HOST:PORT/PATH?security=tls|none` is Exchange Web Services, on 443 or 80. The other parameters:
 * connection-parameters.ts, for people docs/reference/command-line.md.
 */
export function parseConnectionUrl(text: string): ParsedConnectionUrl {
  if (text.length > urlLengthMax) return refused(`it is longer than ${urlLengthMax} characters`);
  const url = URL.parse(text);
  if (url === null || url.host === '') return refused(notUrl);
  const scheme = schemes[url.protocol];
  if (scheme === undefined) {
    return refused('it starts with none of imap://, imaps:// and exchange://');
  }
  const surplus = surplusIn(url, scheme.scheme === 'exchange');
  if (surplus !== undefined) return refused(surplus);
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (user === undefined || password === undefined) {
    return refused(
      'a % in user name or password is not followed by two hex digits: write % as %25',
    );
  }
  const read = parseParameters(url.search);
  if (!read.ok) return refused(read.problem);
  const { parameters } = read;
  const asked = parameters.security;
  if (asked !== undefined && !scheme.allowed.includes(asked)) {
    return refused(
      scheme.scheme === 'exchange'
        ? 'exchange:// takes security=tls or security=none'
        : 'imaps means security=tls: write imap:// for starttls or none',
    );
  }
  const security = asked ?? scheme.security;
  const parsed = connectionSettingsSchema.safeParse({
    scheme: scheme.scheme,
    host: hostOf(url),
    port: url.port === '' ? ports[scheme.scheme][security] : Number(url.port),
    security,
    user,
    ...(password === '' ? {} : { password }),
    ...(url.pathname === '' || url.pathname === '/' ? {} : { path: url.pathname }),
  });
  if (!parsed.success) return refused(parsed.error.issues[0]?.message ?? notUrl);
  const contradiction =
    foreignIn(parameters, scheme.scheme) ??
    contradictionIn({ ...parameters, security }, password !== '');
  if (contradiction !== undefined) return refused(contradiction);
  return { ok: true, settings: { ...parsed.data, parameters } };
}

const notUrl =
  'it is not of the form imaps://USER:PASSWORD@HOST:PORT; special characters in user name and password must be ' +
  'percent-encoded (@ as %40, : as %3A, / as %2F, ? as %3F, # as %23)';

function refused(problem: string): ParsedConnectionUrl {
  return { ok: false, problem: `the connection URL: ${problem}` };
}

/** What stands behind host and port and means nothing. Where it may be the rest of a password it is not shown. */
function surplusIn(url: URL, mayHavePath: boolean): string | undefined {
  // A name that signs in has its @ behind the `?`; anywhere else it is the end of a password that was not encoded.
  const isParameters = parameterNames.some((name) => url.search.startsWith(`?${name}=`));
  const rest = `${url.pathname}${isParameters ? '' : url.search}${url.hash}`;
  if (rest.includes('@')) return notUrl;
  if (url.hash !== '') return 'a # stands behind the host';
  return mayHavePath || url.pathname === '' || url.pathname === '/'
    ? undefined
    : 'there is no path behind the host';
}

function hostOf(url: URL): string {
  const { hostname } = url;
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  // Other schemes than the web's keep the host percent-encoded and in the case it was written in.
  return domainToASCII(decoded(hostname) ?? '').toLowerCase();
}
