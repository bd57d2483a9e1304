import { existsSync } from 'node:fs';
import { describe, it } from 'vitest';
import { isUnpacked, mongoRoot } from '../servers/index.ts';

/** Programs that some specs need and a developer's machine may lack. */
export type RealServer = Installed | 'cyrus' | 'courier' | 'mongo';

type Installed = 'dovecot' | 'mbsync' | 'nats' | 'samba' | 'slapd';

const binaries: Record<Installed, string> = {
  dovecot: '/usr/sbin/dovecot',
  mbsync: '/usr/bin/mbsync',
  nats: '/usr/sbin/nats-server',
  samba: '/usr/share/samba/setup/provision.ldif',
  slapd: '/usr/sbin/slapd',
};

const packages: Record<Installed, string> = {
  dovecot: 'dovecot-imapd',
  mbsync: 'isync',
  nats: 'nats-server',
  samba: 'samba-ad-dc with samba-ad-provision',
  slapd: 'slapd',
};

/** Why a server cannot be used here, or undefined when it can. */
export function missingServer(server: RealServer): string | undefined {
  if (server === 'cyrus' || server === 'courier') {
    return isUnpacked(server) ? undefined : `${server} is missing (run .ci/unpack-servers as root)`;
  }
  if (server === 'mongo') {
    const isFetched = existsSync(`${mongoRoot}/complete`);
    return isFetched ? undefined : 'mongo-java-server is missing (run .ci/fetch-mongo as root)';
  }
  if (existsSync(binaries[server])) return undefined;
  return `${binaries[server]} is missing (Debian package ${packages[server]})`;
}

/**
 * `describe` for specs that need a real server. Where it is missing the group shows as one skipped test with
 * the reason; under `CI=true` it fails instead, so that no pipeline is green without having run it.
 */
export function describeWithServer(server: RealServer, title: string, body: () => void): void {
  const reason = missingServer(server);
  if (reason === undefined) {
    describe(title, body);
    return;
  }
  describe(title, () => {
    it(`needs ${server}`, (context) => {
      if (process.env['CI'] === 'true') throw new Error(reason);
      context.skip(reason);
    });
  });
}
