import type { Sealer } from '@mailhaul/application';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { giveOrders } from './give-orders.ts';
import { inLogOrder, type Recording } from './recorded-streams.ts';

const tenant = 'acme';
const job = 'job-1';
const nights = {
  zone: 'Europe/Berlin',
  periods: [
    { days: [1, 2, 3, 4, 5], from: 1320, to: 360, bytesPerSecond: 2_000_000, mailboxesMax: 4 },
  ],
};

/** A job that runs at night over a server that only some workers reach, and pairs that wait for their target. */
export async function recordSchedules(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const orders = giveOrders({ store, sealer }, tenant, seededRandom(6));
  const { tenants, connections, jobs, pairs } = orders;
  const named = { details: { name: 'Acme' }, weight: 10, colour: 'teal' };
  await tenants(tenant, { kind: 'CreateTenant', ...named });
  for (const id of ['connection-1', 'connection-2']) {
    await connections(id, {
      kind: 'DefineConnection',
      facts: { kind: 'imap', credential: 1, workerTag: 'site.acme' },
      details: { name: id, host: 'mail.example', security: 'tls', signIn: 'mailbox' },
    });
  }
  await jobs(job, {
    ...{ kind: 'CreateJob', rank: 1, details: { name: 'At night' } },
    ...{ sourceConnectionId: 'connection-1', targetConnectionId: 'connection-2' },
    options: {
      ...{ order: 'oldest-first', onFilledTarget: 'match' },
      ...{ verifies: true, connectionsPerMailbox: 2 },
    },
  });
  const placing = { jobId: job, priority: 2 };
  await pairs('ann', { kind: 'AddPair', mailboxes: { source: 'ann@old.example' }, placing });
  const found = { target: 'ann@new.example', matchedBy: 'picked' };
  await pairs('ann', { kind: 'MatchPair', ...found }, { kind: 'UnmatchPair' });
  await pairs('ann', { kind: 'MatchPair', ...found, targetUser: 'ann' });
  await jobs(job, { kind: 'ChangePairs', added: 1, edited: 0, removed: 0 });
  const untilMs = 1_800_003_600_000;
  const start = { kind: 'StartJob', outsideWindow: 'run-now' };
  await jobs(job, { kind: 'SetSchedule', schedule: nights }, start);

  await jobs(job, { kind: 'CloseWindow', untilMs }, { kind: 'OpenWindow' });
  await jobs(job, { kind: 'CloseWindow', untilMs });
  return { tenant, pairId: 'ann', events: await inLogOrder(store) };
}
