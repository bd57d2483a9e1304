import { existsSync } from 'node:fs';
import type {
  EventStore,
  ReadStore,
  SecretStore,
  SessionStore,
  TenantSealers,
} from '@mailhaul/application';
import type { Config } from '@mailhaul/config';
import { collections } from '@mailhaul/contracts';
import { EventStoreDbEventStore } from '@mailhaul/event-store-eventstoredb';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';
import { projectionsVersion } from '@mailhaul/projections';
import { MongoReadStore } from '@mailhaul/read-store-mongodb';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { SqliteSecrets } from '@mailhaul/secrets';
import { MongoSecrets } from '@mailhaul/secrets/mongodb';
import { makeFolder } from './make-folders.ts';
import type { Waiting } from './waiting.ts';

export interface Stores {
  readonly events: EventStore;
  /** No other process of this host writes to the log: it holds the file's lock. */
  readonly isAloneOnHost: boolean;
  readonly secrets: Secrets;
  close(): Promise<void>;
}

export interface Secrets {
  readonly secrets: SecretStore;
  readonly sealers: TenantSealers;
  readonly sessions: SessionStore;
  close(): Promise<void> | void;
}

/**
 * Log and secrets, as the configuration names them. Nothing stays open where one of them does not open.
 * @throws what each store throws; every message says what to do.
 */
export async function openStores(config: Config, waiting: Waiting): Promise<Stores> {
  if (isEmbedded(config)) makeFolder(config.dataFolder, 'MAILHAUL_DATA');
  const opened: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const one of opened.splice(0).reverse()) await one();
  };
  try {
    // First: its lock says whether another process is at work here.
    const events = await waiting.until('event store', () => openEvents(config));
    opened.push(() => events.close());
    const isLogUsed = mayHaveNoKeys(config) && (await hasOperators(events));
    if (isLogUsed) needSecretsFile(config);
    const secrets = await waiting.until('secret store', () => openSecrets(config));
    opened.push(() => secrets.close());
    // Asked of the log before: what a first start writes comes behind its key.
    if (isLogUsed && secrets instanceof MongoSecrets && secrets.isNew)
      throw secretsMissing('secret store');
    const isAloneOnHost = events instanceof SqliteEventStore && events.holdsLock;
    return { events, isAloneOnHost, secrets, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Something of it is in the data folder. */
function isEmbedded({ eventStore, readStore, secretStore, masterKey }: Config): boolean {
  const places = [eventStore, readStore, secretStore];
  return places.some(({ scheme }) => scheme === 'sqlite') || 'file' in masterKey;
}

function openEvents({ eventStore }: Config): Promise<EventStore> {
  const clock = systemClock;
  return eventStore.scheme === 'sqlite'
    ? SqliteEventStore.open({ path: eventStore.path, clock })
    : EventStoreDbEventStore.open({ url: eventStore.url, clock });
}

async function openSecrets({ secretStore, masterKey, caFile }: Config): Promise<Secrets> {
  if (secretStore.scheme === 'sqlite') {
    return SqliteSecrets.open({ path: secretStore.path, masterKey });
  }
  const ca = caFile === undefined ? {} : { caFile };
  return MongoSecrets.open({ url: secretStore.url, masterKey, ...ca });
}

/** The read models, for the services that make or show them. @throws StoreUnavailable, ReadStoreInUse */
export function openDocuments({ readStore, caFile }: Config, waiting: Waiting): Promise<ReadStore> {
  const documents = { collections, schema: projectionsVersion };
  const ca = caFile === undefined ? {} : { caFile };
  return waiting.until('read store', (): Promise<ReadStore> =>
    readStore.scheme === 'sqlite'
      ? SqliteReadStore.open({ path: readStore.path, ...documents })
      : MongoReadStore.open({ url: readStore.url, ...documents, ...ca }),
  );
}

/** What the log has sealed can be read with the keys in that file alone. */
class SecretsMissing extends Error {
  override readonly name = 'SecretsMissing';
}

/** Seldom true: to look through the log for operators takes its time. */
function mayHaveNoKeys({ secretStore }: Config): boolean {
  return secretStore.scheme !== 'sqlite' || !existsSync(secretStore.path);
}

async function hasOperators(events: EventStore): Promise<boolean> {
  return (await events.listStreams('operator-')).length > 0;
}

/** A new file would come with new keys: nobody could sign in, and nothing be read. @throws {SecretsMissing} */
function needSecretsFile({ secretStore }: Config): void {
  if (secretStore.scheme === 'sqlite') throw secretsMissing(`file ${secretStore.path}`);
}

function secretsMissing(place: string): SecretsMissing {
  const is = place.startsWith('file') ? 'is missing' : 'is empty';
  return new SecretsMissing(
    `The ${place} ${is}, and the event log was sealed with the keys in it: put a backup of it in its place.`,
  );
}
