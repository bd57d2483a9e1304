import type { Client } from '@mailhaul/api-client';
import type { Connection, ConnectionSettings } from '@mailhaul/contracts';
import {
  directoryBase,
  type DirectoryEntry,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
} from '@mailhaul/testing/servers';
import { Client as LdapClient } from 'ldapts';
import { freshKey } from './api-steps.ts';

/** Somebody with a mailbox; the name is that of the entry as well. */
export function person(
  name: string,
  mail: string,
  more: Readonly<Record<string, string | Uint8Array>> = {},
): DirectoryEntry {
  return {
    dn: `cn=${name},${directoryBase}`,
    ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: name, sn: name },
    ...{ displayName: name, mail, msExchRecipientTypeDetails: '1', ...more },
  };
}

/** What its entry says now. */
export async function mailOf({ port }: SlapdServer, name: string): Promise<unknown> {
  const client = new LdapClient({ url: `ldap://127.0.0.1:${port}` });
  await client.bind(directoryReader, directoryReaderPassword);
  const { searchEntries } = await client.search(`cn=${name},${directoryBase}`, { scope: 'base' });
  await client.unbind();
  return searchEntries[0]?.['mail'];
}

interface ConnectionBody {
  readonly settings: ConnectionSettings;
  readonly secrets: { readonly directoryPassword: string };
}

/** Settings of a connection, and that the directory stands behind it: read encrypted, by its reader. */
export function withDirectory(
  settings: ConnectionSettings,
  { port, certificate: ca }: SlapdServer,
): ConnectionBody {
  const reader = { security: 'starttls', ca, bindDn: directoryReader } as const;
  return {
    settings: { ...settings, directory: { host: '127.0.0.1', port, ...reader } },
    secrets: { directoryPassword: directoryReaderPassword },
  };
}

export function defineWithDirectory(
  client: Client,
  tenant: string,
  body: ConnectionBody,
): Promise<Connection> {
  return client.call('createConnection', { path: { tenant }, body, idempotencyKey: freshKey() });
}
