import type { Sealer } from '@mailhaul/application';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { giveOrders } from './give-orders.ts';
import { inLogOrder, type Recording } from './recorded-streams.ts';

const tenant = 'acme';
const job = 'job-1';

/** A line of mailboxes, all but one as nobody gave them a priority. */
export async function recordLine(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const orders = giveOrders({ store, sealer }, tenant, seededRandom(9));
  const { tenants, connections, jobs, pairs } = orders;
  const named = { details: { name: 'Acme' }, weight: 10, colour: 'teal' };
  await tenants(tenant, { kind: 'CreateTenant', ...named });
  for (const id of ['connection-1', 'connection-2']) {
    await connections(id, {
      kind: 'DefineConnection',
      facts: { kind: 'imap', credential: 1 },
      details: { name: id, host: 'mail.example', security: 'tls', signIn: 'mailbox' },
    });
  }
  await jobs(job, {
    ...{ kind: 'CreateJob', rank: 1, details: { name: 'In line' } },
    ...{ sourceConnectionId: 'connection-1', targetConnectionId: 'connection-2' },
    options: {
      ...{ order: 'oldest-first', onFilledTarget: 'match' },
      ...{ verifies: true, connectionsPerMailbox: 2 },
    },
  });
  const placing = { jobId: job };
  for (const id of ['ann', 'bob', 'cleo']) {
    const mailboxes = { source: `${id}@old.example`, target: `${id}@new.example` };
    await pairs(id, { kind: 'AddPair', mailboxes, placing });
  }
  await pairs('bob', { kind: 'SetPriority', priority: 1 });
  await jobs(job, { kind: 'ChangePairs', added: 3, edited: 0, removed: 0 }, { kind: 'StartJob' });
  for (const id of ['cleo', 'ann', 'bob']) {
    await pairs(id, { kind: 'SchedulePass', passId: `pass-${id}`, pass: 'start', run: 1 });
  }
  return { tenant, pairId: 'ann', events: await inLogOrder(store) };
}
