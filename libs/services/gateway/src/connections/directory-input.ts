import type { AddressGuard } from '@mailhaul/connector-contract';
import { fingerprintOf } from '@mailhaul/connector-registry';
import type { Directory, ProblemFault } from '@mailhaul/contracts';
import { defaultPort, type DirectorySettings } from '@mailhaul/directory';
import type { DirectoryDetails } from '@mailhaul/domain';

/** What a directory's settings are missing, or have too much of; no server is asked. */
export function faultsOfDirectory(
  directory: Directory | undefined,
  password: string | undefined,
): readonly ProblemFault[] {
  if (directory === undefined) return [];
  const { bindDn, pin } = directory;
  const hasPassword = (password ?? '') !== '';
  return [
    ...(bindDn !== undefined && !hasPassword
      ? [{ place: 'secrets.directoryPassword', message: 'is needed: the name signs in with it' }]
      : []),
    ...(bindDn === undefined && hasPassword
      ? [{ place: 'settings.directory.bindDn', message: 'is needed: whose password is it?' }]
      : []),
    ...(pin !== undefined && pinsOf(pin).includes('')
      ? [{ place: 'settings.directory.pin', message: 'is no SHA-256 fingerprint (64 hex digits)' }]
      : []),
  ];
}

/** As the directory is reached. */
export function directorySettingsOf(
  directory: DirectoryDetails,
  {
    password,
    guard,
  }: { readonly password: string | undefined; readonly guard: AddressGuard | undefined },
): DirectorySettings {
  const { host, security, port = defaultPort(security), baseDn, bindDn, ca, pin } = directory;
  // A server's pinned certificate stands for itself.
  const trust = pin === undefined ? (ca === undefined ? {} : { ca }) : { pins: pinsOf(pin) };
  return {
    ...{ host: host.replace(/^\[(.*)\]$/, '$1'), port, security },
    ...(security === 'none' ? {} : trust),
    ...(baseDn === undefined ? {} : { baseDn }),
    ...(bindDn === undefined ? {} : { bindDn, ...(password === undefined ? {} : { password }) }),
    ...(guard === undefined ? {} : { addressGuard: guard }),
  };
}

function pinsOf(pin: string): string[] {
  return pin.split(',').map(fingerprintOf);
}
