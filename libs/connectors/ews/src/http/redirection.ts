import type { ConnectorError } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import type { ValidEwsSettings } from '../ews-settings.ts';

/** Statuses that say where else to ask (RFC 9110 §15.4), the request repeated as it is. */
const statuses: ReadonlySet<number> = new Set([301, 302, 307, 308]);
const pathPattern = /^\/[\w.~!$&'()*+,;=:@%/-]{0,500}$/;

export function isRedirection(status: number): boolean {
  return statuses.has(status);
}

/**
 * The path that the server itself names in place of the one that was asked for. Another host is never followed: it would be shown
 * what signs in. @throws ConnectorError
 */
export function pathBehind(location: string | undefined, settings: ValidEwsSettings): string {
  const { host, port, security, path } = settings;
  const place = host.includes(':') ? `[${host}]` : host;
  const scheme = security === 'tls' ? 'https:' : 'http:';
  const base = `${scheme}//${place}:${port}${path}`;
  const url = URL.parse(location ?? '', base);
  const here = URL.parse(base);
  if (location === undefined || url === null || url.origin !== here?.origin) {
    throw elsewhere(url);
  }
  if (!pathPattern.test(url.pathname) || url.search !== '' || url.pathname === path) {
    // A sign-in page takes no requests.
    throw elsewhere(url);
  }
  return url.pathname;
}

function elsewhere(url: URL | null): ConnectorError {
  const place = url === null ? 'nowhere' : `${url.protocol}//${url.host}${url.pathname}`;
  return errorOf('not-exchange', {
    message: 'The server sends us elsewhere, which is not followed.',
    serverText: `it leads to ${place}`,
    remedy:
      'If that is your server, write its host and path into the connection; if it is a sign-in page, EWS is not published at this address.',
  });
}
