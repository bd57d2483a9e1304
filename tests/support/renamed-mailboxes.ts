import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@mailhaul/api-client';
import type { Connection } from '@mailhaul/contracts';
import {
  anyUserPassword,
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type DovecotServer,
  type SlapdServer,
  startDovecot,
  startSlapd,
} from '@mailhaul/testing/servers';
import type { MailboxAccess } from '@mailhaul/testing/wire';
import { freshKey, type JobPath, loopbackSettings, makeJob, makeTenant } from './api-steps.ts';
import type { CleanUps } from './clean-ups.ts';
import { lettersOf, putLetters } from './letters.ts';

type Side = 'source' | 'target';
const sides = ['source', 'target'] as const;
const bases = { source: `ou=Old,${directoryBase}`, target: `ou=New,${directoryBase}` };
const guid = (at: number) => Uint8Array.from({ length: 16 }, (_, one) => (at * 31 + one * 7) % 256);

const person = (side: Side, at: number, mail: string) => ({
  dn: `cn=p${at},${bases[side]}`,
  ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: `p${at}`, sn: `p${at}`, mail },
  ...{ objectGUID: guid(at), msExchRecipientTypeDetails: '1' },
});
const units = sides.map((side) => ({
  ...{ dn: bases[side], objectClass: 'organizationalUnit' },
  ou: side === 'source' ? 'Old' : 'New',
}));
const before = [
  ...units,
  ...[person('source', 1, 'ann@old.example'), person('source', 2, 'bob@old.example')],
  ...[person('source', 3, 'cid@old.example'), person('target', 11, 'ann@new.example')],
  ...[person('target', 12, 'bob@new.example'), person('target', 13, 'cid@new.example')],
];
/** The domains were switched: Ann is called otherwise on both sides, Bob at the target, and Cid has left. */
const after = [
  ...units,
  ...[person('source', 1, 'anna@corp.example'), person('source', 2, 'bob@old.example')],
  ...[person('target', 11, 'anna@cloud.example'), person('target', 12, 'bob@cloud.example')],
];
const renames = [
  ['source', 'ann@old.example', 'anna@corp.example'],
  ['target', 'ann@new.example', 'anna@cloud.example'],
  ['target', 'bob@new.example', 'bob@cloud.example'],
] as const;

/** A job of three mailboxes between two Dovecots whose people a slapd knows by ids, and who are called otherwise one day. */
export class RenamedMailboxes {
  readonly #servers: Readonly<Record<Side, DovecotServer>>;
  readonly #client: Client;
  #directory: SlapdServer;
  readonly #connections: Partial<Record<Side, Connection>> = {};
  #path: JobPath = { tenant: '', job: '' };

  private constructor(
    client: Client,
    servers: Readonly<Record<Side, DovecotServer>>,
    directory: SlapdServer,
  ) {
    this.#client = client;
    this.#servers = servers;
    this.#directory = directory;
  }

  static async start(client: Client, cleanUps: CleanUps): Promise<RenamedMailboxes> {
    const start = async () => cleanUps.keep(await startDovecot(), (one) => one.stop());
    const servers = { source: await start(), target: await start() };
    const made = new RenamedMailboxes(client, servers, await startSlapd({ entries: before }));
    cleanUps.keep(made, (one) => one.#directory.stop());
    for (const name of ['ann', 'bob', 'cid']) {
      await putLetters(made.at('source', `${name}@old.example`), lettersOf(name, 6));
    }
    await putLetters(made.at('source', 'ann@old.example'), lettersOf('filed', 4), 'Filed');
    await made.#makeJob();
    return made;
  }

  get path(): JobPath {
    return this.#path;
  }

  at(side: Side, user: string): MailboxAccess {
    const { port } = this.#servers[side];
    return { host: '127.0.0.1', port, user, password: anyUserPassword };
  }

  mailDir(side: Side, user: string): string {
    return join(this.#servers[side].mailDir, user);
  }

  /** At the mail servers and in the directory, which is somewhere else from now on. */
  async rename(): Promise<void> {
    await this.#directory.stop();
    this.#directory = await startSlapd({ entries: after });
    for (const [side, was, now] of renames) {
      renameSync(this.mailDir(side, was), this.mailDir(side, now));
    }
  }

  async reconfigure(): Promise<void> {
    for (const side of sides) {
      const { tenant } = this.#path;
      const path = { tenant, connection: this.#connections[side]?.id ?? '' };
      const { revision } = await this.#client.call('readConnection', { path });
      const body = this.#connection(side);
      await this.#client.call('editConnection', { path, body, ifMatch: revision });
    }
  }

  async #makeJob(): Promise<void> {
    const client = this.#client;
    const tenant = await makeTenant(client);
    const define = (side: Side) =>
      client.call('createConnection', {
        ...{ path: { tenant }, body: this.#connection(side) },
        idempotencyKey: freshKey(),
      });
    const [source, target] = [await define('source'), await define('target')];
    Object.assign(this.#connections, { source, target });
    this.#path = await makeJob(client, { tenant, name: 'Spring', source, target });
    const idOf = async ({ id }: Connection, q: string) => {
      const path = { tenant, connection: id };
      const { rows } = await client.call('searchMailboxes', { path, query: { q } });
      return rows[0]?.id ?? '';
    };
    for (const name of ['ann', 'bob', 'cid']) {
      const body = {
        ...{ source: `${name}@old.example`, sourceId: await idOf(source, `${name}@`) },
        ...{ target: `${name}@new.example`, targetId: await idOf(target, `${name}@`) },
        matchedBy: 'picked' as const,
        ...{ sourcePassword: anyUserPassword, targetPassword: anyUserPassword },
      };
      await client.call('addPair', { path: this.#path, body, idempotencyKey: freshKey() });
    }
  }

  #connection(side: Side) {
    const name = side === 'source' ? 'Old' : 'New';
    const settings = loopbackSettings(name, this.#servers[side].port, {
      directory: {
        ...{ host: '127.0.0.1', port: this.#directory.port, security: 'none' },
        ...{ baseDn: bases[side], bindDn: directoryReader },
      },
    });
    return { settings, secrets: { directoryPassword: directoryReaderPassword } };
  }
}
