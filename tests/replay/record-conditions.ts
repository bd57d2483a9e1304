import type { Sealer } from '@mailhaul/application';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { giveOrders } from './give-orders.ts';
import { inLogOrder, type Recording } from './recorded-streams.ts';

const tenant = 'acme';
const job = 'job-1';

/** A job that takes its mailboxes by conditions: one leaves, one leaves while a worker has it, and both come back. */
export async function recordConditions(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const { tenants, connections, jobs, pairs } = giveOrders(
    { store, sealer },
    tenant,
    seededRandom(7),
  );
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
    ...{ kind: 'CreateJob', rank: 1, details: { name: 'By conditions' } },
    ...{ sourceConnectionId: 'connection-1', targetConnectionId: 'connection-2' },
    options: {
      ...{ order: 'oldest-first', onFilledTarget: 'match' },
      ...{ verifies: true, connectionsPerMailbox: 2 },
    },
  });
  const conditions = [
    { effect: 'include', by: 'group', group: 'staff@old.example' },
    { effect: 'exclude', by: 'list', addresses: ['zoe@old.example'] },
  ];
  await jobs(job, { kind: 'SetConditions', conditions });
  const taken = (name: string) => ({
    kind: 'AddPair',
    mailboxes: { source: `${name}@old.example`, sourceId: `entryUUID:${name}` },
    ...{ placing: { jobId: job, priority: 2 }, byConditions: true },
  });
  for (const name of ['ann', 'bob']) {
    const target = { target: `${name}@new.example`, matchedBy: 'automatic' };
    await pairs(name, taken(name), { kind: 'MatchPair', ...target });
  }
  await jobs(job, { kind: 'ChangePairs', added: 2, edited: 0, removed: 0 }, { kind: 'StartJob' });
  const passId = '00000000-0000-4000-8000-000000000001';
  const lease = { workerId: 'w', untilMs: 1_800_000_060_000 };
  await pairs(
    'bob',
    { kind: 'SchedulePass', passId, run: 1 },
    { kind: 'GrantLease', passId, ...lease },
  );
  await pairs('ann', { kind: 'LeavePair', why: 'gone' });
  await pairs('bob', { kind: 'LeavePair', why: 'not-included' });
  await pairs('bob', { kind: 'PausePass', passId, lease: 1, reason: 'stopped' });
  await jobs(job, { kind: 'ChangePairs', added: 0, edited: 0, removed: 2 });
  const words = 'The directory did not answer.';
  await jobs(job, { kind: 'TellConditionsNotApplied', why: 'unread', words });
  const most = { why: 'too-many-leave', leaving: 3, rows: 4 };
  await jobs(job, { kind: 'TellConditionsNotApplied', ...most });
  await pairs('bob', taken('bob'));
  return { tenant, pairId: 'bob', events: await inLogOrder(store) };
}
