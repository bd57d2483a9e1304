import { join } from 'node:path';
import { type Config, readConfig } from '@mailhaul/config';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { exitCodes, wordsOfFailure } from '@mailhaul/host';
import { systemClock } from '@mailhaul/kernel';
import { type MasterKeySource, rotateMasterKey } from '@mailhaul/secrets';
import { rotateMongoMasterKey } from '@mailhaul/secrets/mongodb';

/**
 * Encrypts the tenants' data keys with a new master key, whose file is made where there is none. The present key is that of the
 * configuration, which must name the new one before the next start. Exit code.
 */
export async function rotateKey(newKeyFile: string): Promise<number> {
  const read = readConfig(process.env);
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem);
    return exitCodes.usage;
  }
  try {
    const count = await rotateAlone(read.config, newKeyFile);
    console.log(`${count} keys are encrypted with the key in ${newKeyFile} now.`);
    console.log(
      `Set MAILHAUL_MASTER_KEY_FILE=${newKeyFile} and keep a copy of it before the next start.`,
    );
    return 0;
  } catch (error) {
    console.error(wordsOfFailure(error));
    return exitCodes.failed;
  }
}

async function rotateAlone(config: Config, newKeyFile: string): Promise<number> {
  const { secretStore, masterKey: oldKey, caFile } = config;
  const newKey = { file: join(newKeyFile) };
  if (secretStore.scheme === 'sqlite') {
    return rotateFile(config, { path: secretStore.path, oldKey, newKey });
  }
  const ca = caFile === undefined ? {} : { caFile };
  return rotateMongoMasterKey({ url: secretStore.url, ...ca }, { oldKey, newKey });
}

/** The lock of the event store says that no process is at work in the data folder. */
async function rotateFile(
  { eventStore }: Config,
  rotation: { path: string; oldKey: MasterKeySource; newKey: MasterKeySource },
): Promise<number> {
  if (eventStore.scheme !== 'sqlite') return rotateMasterKey(rotation);
  const events = await SqliteEventStore.open({ path: eventStore.path, clock: systemClock });
  try {
    return rotateMasterKey(rotation);
  } finally {
    await events.close();
  }
}
