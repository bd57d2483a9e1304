import { type SecretStore, SecretUnreadable } from '@mailhaul/application';
import {
  type DescribedSecrets,
  describedSecretsOf,
  type MailboxSecret,
  mailboxSecretOf,
} from '@mailhaul/connector-registry';

export interface SecretsWanted {
  readonly tenant: string;
  readonly connectionId: string;
  /** Version of the connection's secrets; 0: it has none. */
  readonly credential: number;
  readonly pairId: string;
  /** Version of the pair's own for this side; undefined: it has none. */
  readonly own: number | undefined;
}

export interface SideSecrets {
  readonly connection: DescribedSecrets;
  readonly mailbox: MailboxSecret;
}

/**
 * What signs in on one side. Of a connection the store has the text of its described secrets, of a pair that of its password or
 * token. What is not there or cannot be read is left out: signing in then says what is missing.
 */
export async function readSecrets(
  store: Pick<SecretStore, 'get'>,
  { tenant, connectionId, credential, pairId, own }: SecretsWanted,
): Promise<SideSecrets> {
  const ofConnection =
    credential === 0
      ? undefined
      : await read(store, { tenant, owner: `connection.${connectionId}`, version: credential });
  const ofMailbox =
    own === undefined
      ? undefined
      : await read(store, { tenant, owner: `pair.${pairId}`, version: own });
  return {
    connection: ofConnection === undefined ? {} : parseSecrets(ofConnection),
    mailbox: ofMailbox === undefined ? {} : mailboxSecretOf(ofMailbox),
  };
}

async function read(
  store: Pick<SecretStore, 'get'>,
  place: Parameters<SecretStore['get']>[0],
): Promise<string | undefined> {
  try {
    return await store.get(place);
  } catch (error) {
    if (error instanceof SecretUnreadable) return undefined;
    throw error;
  }
}

function parseSecrets(text: string): DescribedSecrets {
  try {
    return describedSecretsOf(text);
  } catch {
    return {};
  }
}
