import { createRequire } from 'node:module';
import type * as Ews from 'ews-javascript-api';
import type { EwsServer } from '@mailhaul/mail-servers';

const require = createRequire(import.meta.url);
// ews-javascript-api 0.15.3 calls what Node 23 took away.
const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
util.isNullOrUndefined ??= (value) => value === null || value === undefined;

/** A client of Exchange that others wrote. */
export const ews = require('ews-javascript-api') as typeof Ews;

// What it throws where an attachment is refused holds the client, its requests and all that they hold: no reporter of errors prints that
// within a process's memory. The message says enough.
Object.defineProperty(ews.BatchServiceResponseException.prototype, 'responses', {
  get: () => undefined,
  set: () => undefined,
});

interface ClientLogin {
  readonly user: string;
  readonly password: string;
  readonly version?: 'Exchange2010_SP1' | 'Exchange2013_SP1';
}

export function clientOf(
  { host, port, path }: Pick<EwsServer, 'host' | 'port' | 'path'>,
  { user, password, version = 'Exchange2013_SP1' }: ClientLogin,
): Ews.ExchangeService {
  const service = new ews.ExchangeService(ews.ExchangeVersion[version]);
  service.Url = new ews.Uri(`http://${host}:${port}${path}`);
  service.Credentials = new ews.WebCredentials(user, password);
  return service;
}
