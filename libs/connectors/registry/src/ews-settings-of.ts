import type { EwsSettings } from '@mailhaul/connector-ews';
import type { ConnectionSettings } from './connection-settings.ts';
import {
  type Surroundings,
  credentialOf,
  lineSettingsOf,
  readingFiles,
} from './line-settings-of.ts';

/** What the EWS connector is told; tokens are asked for when a connection is opened. @throws ConnectionUrlRefused */
export function ewsSettingsOf(settings: ConnectionSettings, around: Surroundings): EwsSettings {
  const { host, port, user, path, parameters } = settings;
  const { admin, auth, access, kind, autodiscover } = parameters;
  const mailbox = mailboxOf(settings);
  return readingFiles(() => ({
    ...{ host, port, user: admin ?? user },
    security: settings.security === 'none' ? 'none' : 'tls',
    ...credentialOf(settings, around),
    ...(auth === 'basic' || auth === 'ntlm' ? { auth } : {}),
    ...(path === undefined ? {} : { path }),
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(access === undefined ? {} : { access }),
    ...(kind === undefined ? {} : { mailboxKind: kind }),
    ...(autodiscover === undefined ? {} : { autodiscover: true }),
    autodiscoverHosts: [...(parameters['autodiscover-hosts'] ?? [])],
    ...lineSettingsOf(settings, around),
  }));
}

/** Whose mailbox it is, where that is another's than who signs in. */
function mailboxOf({ user, parameters }: ConnectionSettings): string | undefined {
  const { admin, mailbox, oauth } = parameters;
  if (mailbox !== undefined) return mailbox;
  // An application has no mailbox of its own.
  const isApplication =
    oauth !== undefined &&
    parameters['refresh-token-file'] === undefined &&
    parameters['refresh-token-env'] === undefined;
  return admin !== undefined || isApplication ? user : undefined;
}
