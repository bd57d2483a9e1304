import { join } from 'node:path';
import { type Config, readConfig } from '@mailhaul/config';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';
import { rotateMasterKey } from '@mailhaul/secrets';
import { exitCodes, wordsOfFailure } from './start-failure.ts';

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

/** The lock of the event store says that no process is at work in the data folder. */
async function rotateAlone(config: Config, newKeyFile: string): Promise<number> {
  const { eventStore, secretsPath, masterKey } = config;
  const events = await SqliteEventStore.open({ path: eventStore.path, clock: systemClock });
  try {
    const newKey = { file: join(newKeyFile) };
    return rotateMasterKey({ path: secretsPath, oldKey: masterKey, newKey });
  } finally {
    await events.close();
  }
}
