import { join } from 'node:path';
import { Bus } from '@mailhaul/application';
import { collections } from '@mailhaul/contracts';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';
import { projectionsVersion } from '@mailhaul/projections';
import { SqliteReadStore } from '@mailhaul/read-store-sqlite';
import { Reporting } from '@mailhaul/reporting-service';
import { SqliteSecrets } from '@mailhaul/secrets';

/** Where hints of changes go that nobody waits for. */
class NoBus extends Bus {
  override request(): Promise<never> {
    throw new Error('nobody is asked');
  }

  override announce(): void {
    // Nobody listens.
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The stores of a data folder as the standalone server has them, and reporting on them. */
export async function openSystem(folder: string) {
  const events = await SqliteEventStore.open({
    path: join(folder, 'events.db'),
    clock: systemClock,
  });
  const secrets = SqliteSecrets.open({
    path: join(folder, 'secrets.db'),
    masterKey: { file: join(folder, 'master.key') },
  });
  const documents = await SqliteReadStore.open({
    path: join(folder, 'read.db'),
    collections,
    schema: projectionsVersion,
  });
  const reporting = new Reporting({
    ...{ events, documents, sealers: secrets.sealers, clock: systemClock, bus: new NoBus() },
    onTrouble: (error) => {
      throw error;
    },
  });
  const close = async () => {
    await reporting.stop();
    await documents.close();
    secrets.close();
    await events.close();
  };
  return { events, documents, sealers: secrets.sealers, reporting, close };
}

export type System = Awaited<ReturnType<typeof openSystem>>;

/** Until everything in the log is in the documents. */
export async function caughtUp({ events, reporting }: System): Promise<number> {
  let [last, count] = [0n, 0];
  for await (const message of events.subscribeToAll({ signal: AbortSignal.timeout(600_000) })) {
    if (message.kind === 'caught-up') break;
    last = message.event.position;
    count += 1;
  }
  while (BigInt(reporting.state().position) < last) await systemClock.sleep(5);
  return count;
}
