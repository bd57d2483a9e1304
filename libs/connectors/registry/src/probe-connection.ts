import type { OpenContext } from '@mailhaul/connector-contract';
import { type ProbeStep, probeImap } from '@mailhaul/connector-imap';
import type { ConnectionSettings } from './connection-settings.ts';
import { ConnectionUrlRefused } from './open-connector.ts';

export type { ProbeStep } from '@mailhaul/connector-imap';

/**
 * Tries everything a migration needs of a connection, step by step, until one fails. Changes nothing.
 * @throws {ConnectionUrlRefused} there is no password.
 */
export async function probeConnection(
  settings: ConnectionSettings,
  context: OpenContext,
): Promise<readonly ProbeStep[]> {
  const { scheme, password, ...place } = settings;
  if (password === undefined) {
    throw new ConnectionUrlRefused('the connection URL: it has no password');
  }
  switch (scheme) {
    case 'imap':
      return probeImap({ ...place, password }, context);
  }
}
