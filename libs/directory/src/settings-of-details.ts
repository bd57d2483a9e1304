import type { AddressGuard } from '@mailhaul/connector-contract';
import { defaultPort, type DirectorySettings } from './directory-settings.ts';

/** As a connection's definition has it. */
export interface DirectoryDetails {
  readonly host: string;
  readonly port?: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly baseDn?: string;
  readonly bindDn?: string;
  readonly ca?: string;
  readonly pin?: string;
}

/** As the directory is reached. `pins`: the fingerprints of what stands in the details, each in one spelling. */
export function directorySettingsOf(
  details: DirectoryDetails,
  given: {
    readonly password: string | undefined;
    readonly guard: AddressGuard | undefined;
    readonly pins: readonly string[];
  },
): DirectorySettings {
  const { host, security, port = defaultPort(security), baseDn, bindDn, ca, pin } = details;
  const { password, guard, pins } = given;
  // A server's pinned certificate stands for itself.
  const trust = pin === undefined ? (ca === undefined ? {} : { ca }) : { pins: [...pins] };
  return {
    ...{ host: host.replace(/^\[(.*)\]$/, '$1'), port, security },
    ...(security === 'none' ? {} : trust),
    ...(baseDn === undefined ? {} : { baseDn }),
    ...(bindDn === undefined ? {} : { bindDn, ...(password === undefined ? {} : { password }) }),
    ...(guard === undefined ? {} : { addressGuard: guard }),
  };
}
