import type { ConnectionSettings } from './connection-settings.ts';
import { fillPath } from './credentials/fill-template.ts';

const parametersOfSecrets = [
  'token-file',
  'refresh-token-file',
  'client-secret-file',
  'service-account-file',
  'key-file',
  'pfx-file',
  'key-passphrase-file',
  'proxy-password-file',
] as const;

export interface SecretFile {
  /** The parameter that names it. */
  readonly parameter: string;
  readonly path: string;
}

/**
 * Files of a connection that nobody but their owner should be able to read: certificates and authorities are not among
 * them. @throws ConnectionUrlRefused where the user name cannot stand in a path
 */
export function secretFilesOf({ user, parameters }: ConnectionSettings): readonly SecretFile[] {
  return parametersOfSecrets.flatMap((parameter) => {
    const value = parameters[parameter];
    if (value === undefined) return [];
    const isTemplate = parameter === 'token-file' || parameter === 'refresh-token-file';
    return [{ parameter, path: isTemplate ? fillPath(value, user) : value }];
  });
}
