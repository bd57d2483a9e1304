import { existsSync } from 'node:fs';
import { collections } from '@mailhaul/contracts';
import type { Config } from '@mailhaul/config';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';
import { projectionsVersion } from '@mailhaul/projections';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { SqliteSecrets } from '@mailhaul/secrets';
import { makeFolder } from './make-folders.ts';

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
  makeFolder(config.dataFolder, 'MAILHAUL_DATA');
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
    await needSecrets(config.secretsPath, events);
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

/** What the log has sealed can be read with the keys in that file alone. */
class SecretsMissing extends Error {
  override readonly name = 'SecretsMissing';
}

/** A new file would come with new keys: nobody could sign in, and nothing be read. @throws {SecretsMissing} */
async function needSecrets(path: string, events: SqliteEventStore): Promise<void> {
  if (existsSync(path) || (await events.listStreams('operator-')).length === 0) return;
  throw new SecretsMissing(
    `The file ${path} is missing, and the event log was sealed with the keys in it: put a backup of it in its place.`,
  );
}
