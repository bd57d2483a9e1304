import { join } from 'node:path';
import type { Client } from '@mailhaul/api-client';
import type { EventStore } from '@mailhaul/application';
import type { Pair } from '@mailhaul/contracts';
import { EventStoreDbEventStore } from '@mailhaul/event-store-eventstoredb';
import { SqliteEventStore } from '@mailhaul/event-store-sqlite';
import { systemClock } from '@mailhaul/kernel';
import { compareMailboxes, scanMailbox } from '@mailhaul/testing/independent-scan';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, expect, it } from 'vitest';
import { CleanUps } from '../support/clean-ups.ts';
import { startDistributedSystem } from '../support/distributed-system.ts';
import { foldedLedgers } from '../support/folded-ledgers.ts';
import { startStandaloneProcess } from '../support/standalone-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  accessTo,
  type JobPath,
  startJob,
  tenMailboxes,
  type TwoServers,
  untilEnded,
} from '../support/ten-mailboxes.ts';

const endMsMax = 120_000;

/** What no two runs have in common, wherever they run: made by chance, or by the clock; everything else of a mailbox must be equal. */
const masked = [
  'id',
  'jobId',
  'workerId',
  'startedAt',
  'endedAt',
  'updatedAt',
  'until',
  'bytesPerSecond',
  // Leases and reports of progress are events of the mailbox, and follow the clock.
  'revision',
] as const satisfies readonly (keyof Pair)[];

describeWithServer('dovecot', 'the same mailboxes', () => {
  describeWithServer('nats', 'in one process, and over NATS', () => {
    describeWithServer('mongo', 'EventStoreDB and MongoDB', () => {
      const cleanUps = new CleanUps();
      afterAll(() => cleanUps.run());

      async function migrated(signIn: () => Promise<Client>) {
        const servers = cleanUps.keep(await tenMailboxes(), (one) => one.stop());
        const path = await startJob(await signIn(), servers);
        await untilEnded(signIn, path, endMsMax);
        return { servers, shown: await shownOf(await signIn(), path) };
      }

      it('end as the same mail and the same figures', { timeout: 420_000 }, async () => {
        const folder = cleanUps.keep(temporaryFolder('differential'), (one) => one.remove());
        const app = await startStandaloneProcess({ dataFolder: folder.path });
        cleanUps.keep(app, (one) => one.kill());
        const embedded = await migrated(() => app.signIn());
        await app.stop();
        const system = cleanUps.keep(await startDistributedSystem(), (one) => one.stop());
        const distributed = await migrated(() => system.signIn());
        expect(distributed.shown).toEqual(embedded.shown);
        expect(embedded.shown.map(({ migrated: count }) => count)).not.toContain(0);
        await expectEqualTargets(embedded.servers, distributed.servers);
        const clock = systemClock;
        const path = join(folder.path, 'events.db');
        const one = await foldedIn(SqliteEventStore.open({ path, clock }));
        const { url } = system.events;
        expect(await foldedIn(EventStoreDbEventStore.open({ url, clock }))).toEqual(one);
        expect(one).toHaveLength(embedded.shown.length);
        for (const ledger of one) expect(ledger).toContain(',migrated');
      });
    });
  });
});

/** Of each mailbox's ledger; nothing else is open of the store. */
async function foldedIn(opening: Promise<EventStore>): Promise<readonly string[]> {
  const store = await opening;
  try {
    return await foldedLedgers(store);
  } finally {
    await store.close();
  }
}

async function shownOf(client: Client, path: JobPath): Promise<readonly Partial<Pair>[]> {
  const { rows } = await client.call('listPairs', { path, query: { sort: 'source' } });
  return rows.map((row) => {
    const shown: Partial<Pair> = { ...row };
    for (const field of masked) delete shown[field];
    return shown;
  });
}

/** As multisets of whole messages in each folder. */
async function expectEqualTargets(one: TwoServers, other: TwoServers): Promise<void> {
  for (const user of one.users) {
    const [first, second] = await Promise.all([
      scanMailbox(accessTo(one.target, user)),
      scanMailbox(accessTo(other.target, user)),
    ]);
    expect(compareMailboxes(first, second).differences).toEqual([]);
  }
}
