import type { SecretPlace, SecretStore } from '@mailhaul/application';

/**
 * Puts a command's secret at the command's own place. Where one is there already, an earlier attempt of the same command has
 * put it.
 */
export async function putSecret(
  secrets: SecretStore,
  place: SecretPlace,
  secret: string,
): Promise<void> {
  const present = await secrets.get(place);
  if (present === undefined) await secrets.put(place, secret);
}
