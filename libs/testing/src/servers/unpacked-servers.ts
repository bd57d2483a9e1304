import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where `.ci/unpack-servers` puts servers that Debian's packages do not allow beside Dovecot. */
const root = '/opt/mailhaul-test-servers';

export type UnpackedServer = 'cyrus' | 'courier';

/** The root of a server's files, laid out as Debian installs them. */
export function unpackedRoot(server: UnpackedServer): string {
  return join(root, server);
}

export function isUnpacked(server: UnpackedServer): boolean {
  return existsSync(join(root, 'complete')) && existsSync(unpackedRoot(server));
}
