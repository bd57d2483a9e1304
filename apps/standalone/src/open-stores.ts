import { mkdirSync } from 'node:fs';
import { collections } from '@mailhaul/contracts';
import type { Config } from '@mailhaul/config';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';
import { projectionsVersion } from '@mailhaul/projections';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { SqliteSecrets } from '@mailhaul/secrets';

export interface Stores {
  readonly events: SqliteEventStore;
  readonly documents: SqliteReadStore;
  readonly secrets: SqliteSecrets;
  close(): Promise<void>;
}

/**
 * Everything in the data folder, for this process alone. Nothing stays open where one of them does not open.
 * @throws what each store throws; every message says what to do.
 */
export async function openStores(config: Config): Promise<Stores> {
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
  const opened: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one();
  };
  try {
    // First: its lock says whether another process is at work here.
    const events = await SqliteEventStore.open({
      path: config.eventStore.path,
      clock: systemClock,
    });
    opened.push(() => events.close());
    const secrets = SqliteSecrets.open({
      path: config.secretsPath,
      masterKey: config.masterKey,
    });
    opened.push(() => secrets.close());
    const documents = await SqliteReadStore.open({
      path: config.readStore.path,
      collections,
      schema: projectionsVersion,
    });
    opened.push(() => documents.close());
    return { events, documents, secrets, close };
  } catch (error) {
    await close();
    throw error;
  }
}
