import type { EwsSettings } from '@mailhaul/connector-ews';
import type { ConnectionSettings } from './connection-settings.ts';
import { ConnectionUrlRefused } from './connection-url-refused.ts';
import { FileUnreadable } from './credentials/read-small-file.ts';
import { readPem } from './credentials/read-pem.ts';
import type { ConnectorOptions } from './open-connector.ts';

type Surroundings = Pick<ConnectorOptions, 'ca' | 'deadlines' | 'addressGuard'>;

/** What the EWS connector is told; the file of the authority is read here. @throws ConnectionUrlRefused */
export function ewsSettingsOf(settings: ConnectionSettings, around: Surroundings): EwsSettings {
  const { host, port, user, password, path, parameters } = settings;
  if (password === undefined) throw refused('it has no password');
  const { admin } = parameters;
  const mailbox = parameters.mailbox ?? (admin === undefined ? undefined : user);
  const ca = caOf(settings, around);
  return {
    ...{ host, port, password, user: admin ?? user },
    security: settings.security === 'none' ? 'none' : 'tls',
    ...(path === undefined ? {} : { path }),
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(ca === undefined ? {} : { ca }),
    ...(around.addressGuard === undefined ? {} : { addressGuard: around.addressGuard }),
    ...around.deadlines,
  };
}

function caOf({ parameters }: ConnectionSettings, { ca }: Surroundings): string | undefined {
  const file = parameters['ca-file'];
  if (file === undefined) return ca;
  try {
    return readPem(file);
  } catch (error) {
    if (error instanceof FileUnreadable) throw refused(error.message);
    throw error;
  }
}

function refused(problem: string): ConnectionUrlRefused {
  return new ConnectionUrlRefused(`the connection URL: ${problem}`);
}
