import type { ImapSettings } from '@mailhaul/connector-imap';
import type { ConnectionSettings } from './connection-settings.ts';
import { fillTemplate } from './credentials/fill-template.ts';
import {
  type Surroundings,
  credentialOf,
  lineSettingsOf,
  readingFiles,
} from './line-settings-of.ts';

/** What the IMAP connector is told; tokens are asked for when a connection is opened. @throws ConnectionUrlRefused */
export function imapSettingsOf(settings: ConnectionSettings, around: Surroundings): ImapSettings {
  const { host, port, security, user, parameters } = settings;
  const { auth } = parameters;
  return readingFiles(() => ({
    ...{ host, port, security, user },
    ...loginOf(settings),
    ...(auth === 'external' ? {} : credentialOf(settings, around)),
    ...(auth === undefined ? {} : { auth: upper(auth) }),
    ...lineSettingsOf(settings, around),
  }));
}

function loginOf({
  user,
  parameters,
}: ConnectionSettings): Pick<ImapSettings, 'login' | 'isAdmin'> {
  const { admin, login } = parameters;
  if (admin !== undefined) return { login: admin, isAdmin: true };
  return login === undefined ? {} : { login: fillTemplate(login, user) };
}

function upper(auth: string): NonNullable<ImapSettings['auth']> {
  return auth.toUpperCase() as NonNullable<ImapSettings['auth']>;
}
