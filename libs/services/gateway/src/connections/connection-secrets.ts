import type { SecretStore } from '@mailhaul/application';
import { describedSecretsOf, type DescribedSecrets } from '@mailhaul/connector-registry';
import type { Connection } from '@mailhaul/domain';
import type { ConnectionPlace } from './connection-place.ts';

export function ownerOf({ id }: ConnectionPlace): string {
  return `connection.${id}`;
}

/** What the connection signs in with now. */
export async function readSecrets(
  secrets: SecretStore,
  place: ConnectionPlace,
  connection: Connection,
): Promise<DescribedSecrets> {
  if (connection.status === 'unknown' || connection.status === 'deleted') return {};
  const { credential } = connection;
  if (credential === 0) return {};
  const { tenant } = place;
  const text = await secrets.get({ tenant, owner: ownerOf(place), version: credential });
  return text === undefined ? {} : describedSecretsOf(text);
}
