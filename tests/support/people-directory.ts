import type { Client } from '@mailhaul/api-client';
import type { Connection } from '@mailhaul/contracts';
import {
  directoryBase,
  type DirectoryEntry,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { loopbackSettings } from './api-steps.ts';
import type { CleanUps } from './clean-ups.ts';
import { defineWithDirectory, person, withDirectory } from './directories.ts';

/** The one group there is; it needs a member. */
export const staffGroup = `cn=Staff,${directoryBase}`;

export interface Person {
  readonly name: string;
  /** Of an organisational unit directly below the base. */
  readonly unit?: string;
}

export const addressOf = (name: string) => `${name}@old.example`;

/** A slapd that knows people with mailboxes and a group of some of them. What changes in it is there at once. */
export class PeopleDirectory {
  readonly server: SlapdServer;
  readonly #dns: ReadonlyMap<string, string>;

  private constructor(server: SlapdServer, dns: ReadonlyMap<string, string>) {
    this.server = server;
    this.#dns = dns;
  }

  static async start(
    { people, staff }: { readonly people: readonly Person[]; readonly staff: readonly string[] },
    cleanUps: CleanUps,
  ): Promise<PeopleDirectory> {
    const units = new Set(people.flatMap(({ unit }) => unit ?? []));
    const dns = new Map(people.map((one) => [one.name, dnOf(one)]));
    const entries: readonly DirectoryEntry[] = [
      ...[...units].map((ou) => ({ dn: unitOf(ou), objectClass: 'organizationalUnit', ou })),
      ...people.map(entryOf),
      {
        ...{ dn: staffGroup, objectClass: 'groupOfNames', cn: 'Staff' },
        member: staff.map((name) => dns.get(name) ?? name),
      },
    ];
    const server = cleanUps.stopping(await startSlapd({ entries }));
    return new PeopleDirectory(server, dns);
  }

  joins(name: string): void {
    this.#changeStaff('add', name);
  }

  leaves(name: string): void {
    this.#changeStaff('delete', name);
  }

  removes(name: string): void {
    this.server.change(`dn: ${this.#dnOf(name)}\nchangetype: delete\n`);
  }

  adds(one: Person): void {
    const lines = Object.entries(entryOf(one)).flatMap(([name, values]) =>
      (Array.isArray(values) ? values : [values]).map(
        (value: string | Uint8Array) => `${name}:: ${Buffer.from(value).toString('base64')}`,
      ),
    );
    const [dn = '', ...rest] = lines;
    this.server.change(`${[dn, 'changetype: add', ...rest].join('\n')}\n`);
  }

  /** A mail server on that port of loopback, with this directory. */
  connection(client: Client, tenant: string, port: number): Promise<Connection> {
    const body = withDirectory(loopbackSettings('Old', port), this.server);
    return defineWithDirectory(client, tenant, body);
  }

  #changeStaff(way: 'add' | 'delete', name: string): void {
    const member = `${way}: member\nmember: ${this.#dnOf(name)}`;
    this.server.change(`dn: ${staffGroup}\nchangetype: modify\n${member}\n`);
  }

  #dnOf(name: string): string {
    return this.#dns.get(name) ?? dnOf({ name });
  }
}

function unitOf(unit: string | undefined): string {
  return unit === undefined ? directoryBase : `ou=${unit},${directoryBase}`;
}

function dnOf({ name, unit }: Person): string {
  return `cn=${name},${unitOf(unit)}`;
}

function entryOf(one: Person): DirectoryEntry {
  const { name } = one;
  return person(name, addressOf(name), {
    dn: dnOf(one),
    displayName: `${name.slice(0, 1).toUpperCase()}${name.slice(1)} Example`,
    // Whoever comes back is the same.
    objectGUID: Uint8Array.from({ length: 16 }, (_, at) => at + name.charCodeAt(0)),
  });
}
