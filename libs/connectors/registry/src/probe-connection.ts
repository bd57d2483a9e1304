import type { OpenContext } from '@mailhaul/connector-contract';
import { type ProbeStep, probeImap } from '@mailhaul/connector-imap';
import type { ConnectionSettings } from './connection-settings.ts';
import { imapSettingsOf } from './imap-settings-of.ts';
import type { ConnectorOptions } from './open-connector.ts';

export type { ProbeStep } from '@mailhaul/connector-imap';

/**
 * Tries everything a migration needs of a connection, step by step, until one fails. Changes nothing.
 * @throws {ConnectionUrlRefused} there is no password, or a file that the URL names is not there.
 */
export async function probeConnection(
  settings: ConnectionSettings,
  context: OpenContext,
  options: Pick<ConnectorOptions, 'ca' | 'deadlines' | 'environment' | 'addressGuard'> = {},
): Promise<readonly ProbeStep[]> {
  switch (settings.scheme) {
    case 'imap':
      return probeImap(imapSettingsOf(settings, options), context);
  }
}
