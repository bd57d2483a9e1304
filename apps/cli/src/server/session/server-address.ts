import { isIP } from 'node:net';
import { UsageError } from '../../usage-error.ts';

export interface ServerAddress {
  /** Without a slash at its end; `/api/v1` comes behind it. */
  readonly baseUrl: string;
  /** The token would go there readable for whoever stands between. */
  readonly isOpenToEavesdroppers: boolean;
}

const example = 'for example --server https://mailhaul.example.com, or set MAILHAUL_SERVER';

/** @throws UsageError never repeats a password that stands in the text. */
export function parseServerAddress(text: string | undefined): ServerAddress {
  if (text === undefined || text.trim() === '')
    throw new UsageError('there is no server to ask', `give --server URL: ${example}`);
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol))
    throw new UsageError('--server is not an http or https URL', example);
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      '--server holds a user or a password',
      'sign in by --token-file FILE or MAILHAUL_TOKEN',
    );
  if (url.search !== '' || url.hash !== '')
    throw new UsageError('--server has a ? or # in it', example);
  // Copied from the address of the API's pages.
  const path = url.pathname.replace(/\/+$/u, '').replace(/\/api(?:\/v1)?$/u, '');
  return {
    baseUrl: `${url.origin}${path}`,
    isOpenToEavesdroppers: url.protocol === 'http:' && !isLoopback(url.hostname),
  };
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
