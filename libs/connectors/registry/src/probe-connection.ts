import type { OpenContext, ProbeStep, ProbeStepName } from '@mailhaul/connector-contract';
import { ewsProbeSteps, probeEws } from '@mailhaul/connector-ews';
import { imapProbeSteps, probeImap } from '@mailhaul/connector-imap';
import type { ConnectionSettings } from './connection-settings.ts';
import { ewsSettingsOf } from './ews-settings-of.ts';
import { imapSettingsOf } from './imap-settings-of.ts';
import type { ConnectorOptions } from './open-connector.ts';

export type { ProbeStep } from '@mailhaul/connector-contract';

/** What a test of such a connection tries, in this order. */
export const probeSteps: Readonly<Record<ConnectionSettings['scheme'], readonly ProbeStepName[]>> =
  {
    imap: imapProbeSteps,
    exchange: ewsProbeSteps,
  };

export interface ProbeOptions extends Pick<
  ConnectorOptions,
  'ca' | 'deadlines' | 'environment' | 'addressGuard'
> {
  /** Told each step once, in order, as soon as it is known how it went. */
  readonly onStep?: (step: ProbeStep) => void;
}

/**
 * Tries everything a migration needs of a connection, step by step, until one fails. Leaves everything as it was.
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
