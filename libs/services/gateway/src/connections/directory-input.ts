import type { AddressGuard } from '@mailhaul/connector-contract';
import { fingerprintOf } from '@mailhaul/connector-registry';
import type { Directory, ProblemFault } from '@mailhaul/contracts';
import {
  type DirectorySettings,
  directorySettingsOf as settingsOfDetails,
} from '@mailhaul/directory';
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
  given: { readonly password: string | undefined; readonly guard: AddressGuard | undefined },
): DirectorySettings {
  const { pin } = directory;
  return settingsOfDetails(directory, { ...given, pins: pin === undefined ? [] : pinsOf(pin) });
}

function pinsOf(pin: string): string[] {
  return pin.split(',').map(fingerprintOf);
}
