import type { OpenContext } from '@mailhaul/connector-contract';
import { probeEws } from '@mailhaul/connector-ews';
import { type ProbeStep, probeImap } from '@mailhaul/connector-imap';
import type { ConnectionSettings } from './connection-settings.ts';
import { ewsSettingsOf } from './ews-settings-of.ts';
import { imapSettingsOf } from './imap-settings-of.ts';
import type { ConnectorOptions } from './open-connector.ts';

export type { ProbeStep } from '@mailhaul/connector-imap';

export interface ProbeOptions extends Pick<
  ConnectorOptions,
  'ca' | 'deadlines' | 'environment' | 'addressGuard'
> {
  /** Told each step once, in order, as soon as it is known how it went. */
  readonly onStep?: (step: ProbeStep) => void;
}

/**
 * Tries everything a migration needs of a connection, step by step, until one fails. Changes nothing.
 * @throws {ConnectionUrlRefused} there is no password, or a file that the URL names is not there.
 */
export async function probeConnection(
  settings: ConnectionSettings,
  context: OpenContext,
  options: ProbeOptions = {},
): Promise<readonly ProbeStep[]> {
  switch (settings.scheme) {
    case 'imap':
      return probeImap(imapSettingsOf(settings, options), context, options.onStep);
    case 'exchange':
      return probeEws(ewsSettingsOf(settings, options), context, options.onStep);
  }
}
