import type { SecretStore, SessionStore, TenantSealers } from '@mailhaul/application';
import { SecretUnreadable, StoreUnavailable } from '@mailhaul/application';
import { type Connection, createConnection, type mongo } from 'mongoose';
import { MasterKey, type MasterKeySource } from '../master-key.ts';
import { MongoSealers } from './mongo-sealers.ts';
import { type KeptSecret, MongoSecretStore } from './mongo-secret-store.ts';
import { type KeptSession, MongoSessionStore } from './mongo-session-store.ts';
import { type KeptKey, MongoTenantKeys, wrongMasterKey } from './mongo-tenant-keys.ts';

export interface MongoSecretsOptions {
  /** `mongodb://…` with the database's name. */
  readonly url: string;
  /** Equal for all processes that use the database. */
  readonly masterKey: MasterKeySource;
  /** PEM file of the authorities that the server's certificate may be of. */
  readonly caFile?: string;
}

const connectMsMax = 5_000;

/** Secrets, sealers and sessions in MongoDB, for services on several machines: the same envelope as in a file. */
export class MongoSecrets {
  readonly secrets: SecretStore;
  readonly sealers: TenantSealers;
  readonly sessions: SessionStore;
  /** Nothing was encrypted in it before. */
  readonly isNew: boolean;
  readonly #connection: Connection;

  private constructor(connection: Connection, masterKey: MasterKey, isNew: boolean) {
    this.#connection = connection;
    this.isNew = isNew;
    const kept = keptIn(connection);
    const keys = new MongoTenantKeys(kept.keys, masterKey);
    this.secrets = new MongoSecretStore(kept.secrets, keys);
    this.sealers = new MongoSealers(keys, kept.secrets);
    this.sessions = new MongoSessionStore(kept.sessions);
  }

  /** @throws {StoreUnavailable}, {KeyFileRefused}, {MasterKeyRefused}, {MasterKeyWrong} */
  static async open(options: MongoSecretsOptions): Promise<MongoSecrets> {
    const connection = await connect(options);
    try {
      const { keys, sessions, secrets } = keptIn(connection);
      const known = await masterIdsIn(keys);
      const masterKey = MasterKey.from(options.masterKey, { mayMake: known.length === 0 });
      const other = known.find((id) => id !== masterKey.id);
      if (other !== undefined) throw wrongMasterKey(masterKey.id, other);
      await secrets.createIndex({ tenant: 1, owner: 1 }, {}, {});
      await sessions.createIndex({ operatorId: 1, createdAtMs: 1 }, {}, {});
      await sessions.createIndex({ expiresAtMs: 1 }, {}, {});
      return new MongoSecrets(connection, masterKey, known.length === 0);
    } catch (error) {
      await connection.close(true);
      throw error;
    }
  }

  /** Every later call rejects. */
  close(): Promise<void> {
    return this.#connection.close();
  }
}

/**
 * Encrypts all data keys with the new master key, one after another: after a kill the same call goes on. Run it while no service has
 * the database open. @returns how many were encrypted anew. @throws {MasterKeyWrong}, {SecretUnreadable}, {StoreUnavailable}
 */
export async function rotateMongoMasterKey(
  options: Omit<MongoSecretsOptions, 'masterKey'>,
  rotation: { readonly oldKey: MasterKeySource; readonly newKey: MasterKeySource },
): Promise<number> {
  const connection = await connect(options);
  try {
    const { keys } = keptIn(connection);
    const next = MasterKey.from(rotation.newKey, { mayMake: true });
    const known = (await masterIdsIn(keys)).filter((id) => id !== next.id);
    if (known.length === 0) return 0;
    const old = MasterKey.from(rotation.oldKey, { mayMake: false });
    const other = known.find((id) => id !== old.id);
    if (other !== undefined) throw wrongMasterKey(old.id, other);
    let count = 0;
    for await (const { _id, keyId, wrapped } of keys.find({ masterId: old.id })) {
      const place = { tenant: _id, keyId };
      const key = unwrapped(old, wrapped ?? '', place);
      const anew = Buffer.from(next.wrap(key, place)).toString('base64');
      key.fill(0);
      await keys.updateOne(
        { _id, masterId: old.id },
        { $set: { masterId: next.id, wrapped: anew } },
      );
      count += 1;
    }
    return count;
  } finally {
    await connection.close();
  }
}

function unwrapped(key: MasterKey, wrapped: string, place: { tenant: string; keyId: string }) {
  try {
    return key.unwrap(Buffer.from(wrapped, 'base64'), place);
  } catch (cause) {
    throw new SecretUnreadable('the key of a tenant was altered or moved', { cause });
  }
}

async function connect({ url, caFile }: Omit<MongoSecretsOptions, 'masterKey'>) {
  const connection = createConnection(url, {
    serverSelectionTimeoutMS: connectMsMax,
    bufferCommands: false,
    ...(caFile === undefined ? {} : { tls: true, tlsCAFile: caFile }),
  });
  try {
    return await connection.asPromise();
  } catch (error) {
    await connection.close(true).catch(() => undefined);
    const name = error instanceof Error ? error.name : 'no answer';
    throw new StoreUnavailable(`the secrets in MongoDB: ${name}`, { cause: error });
  }
}

function keptIn(connection: Connection) {
  const of = <T extends mongo.Document>(name: string) =>
    connection.collection(name) as unknown as mongo.Collection<T>;
  return {
    keys: of<KeptKey & mongo.Document>('data_keys') as mongo.Collection<KeptKey>,
    secrets: of<KeptSecret & mongo.Document>('secrets') as mongo.Collection<KeptSecret>,
    sessions: of<KeptSession & mongo.Document>('sessions') as mongo.Collection<KeptSession>,
  };
}

async function masterIdsIn(keys: mongo.Collection<KeptKey>): Promise<readonly string[]> {
  const ids = await keys.distinct('masterId');
  return ids.filter((id) => typeof id === 'string');
}
