import type { ValidEwsSettings } from '../ews-settings.ts';

/** A place that may be shown what signs in. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Microsoft's own: domains of many organisations lead there. */
const exchangeOnline = [
  'outlook.com',
  'office365.com',
  'office.com',
  'onmicrosoft.com',
  'office365.us',
  'partner.outlook.cn',
];
const pathPattern = /^\/[\w.~!$&'()*+,;=:@%/-]{0,500}$/;

/**
 * Whether Autodiscover may lead to that host: the domain of the connection and all below it, Exchange Online, and what the connection
 * names. A domain beside it (`exchange.example.com` for `dept.example.com`) must be named: which of them belong together nobody
 * can tell from outside.
 */
export function isAllowed(host: string, settings: ValidEwsSettings): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  const roots = [settings.host, ...settings.autodiscoverHosts, ...exchangeOnline].map((one) =>
    one.toLowerCase().replace(/\.$/, ''),
  );
  return roots.some((root) => name === root || name.endsWith(`.${root}`));
}

/** The place that a URL names; undefined where it is not https, or holds what no place has. */
export function placeOf(text: string): Place | undefined {
  const url = text.length > 1000 ? null : URL.parse(text);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    return undefined;
  }
  if (!pathPattern.test(url.pathname)) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? 443 : Number(url.port), path: url.pathname };
}
