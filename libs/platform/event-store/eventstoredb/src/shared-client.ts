import { EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';

interface Held {
  readonly client: EventStoreDBClient;
  readonly warmed: Promise<unknown>;
  users: number;
}

/**
 * The client keeps the appends of all its instances in one place of the module: an instance that is disposed of rejects what others
 * have under way, though it was written. So there is one of each server, disposed of when its last user has let go.
 */
const held = new Map<string, Held>();

/** Resolves once the client has asked the server what it can do: an append before that is overtaken by later ones. */
export async function takeClient(url: string): Promise<EventStoreDBClient> {
  let one = held.get(url);
  if (one === undefined) {
    const client = EventStoreDBClient.connectionString(url);
    // No events: answered with success, and no stream is made.
    const warmed = client.appendToStream('mailhaul-first-call', [], {
      expectedRevision: NO_STREAM,
    });
    one = { client, warmed, users: 0 };
    held.set(url, one);
  }
  one.users += 1;
  try {
    await one.warmed;
  } catch (error) {
    await releaseClient(url);
    throw error;
  }
  return one.client;
}

export async function releaseClient(url: string): Promise<void> {
  const one = held.get(url);
  if (one === undefined) return;
  one.users -= 1;
  if (one.users > 0) return;
  held.delete(url);
  await one.client.dispose();
}
