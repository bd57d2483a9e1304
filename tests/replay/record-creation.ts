import type { Sealer } from '@mailhaul/application';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { giveOrders } from './give-orders.ts';
import { inLogOrder, type Recording } from './recorded-streams.ts';

const tenant = 'acme';
const job = 'job-1';

/** A job whose target mailboxes are made: one that is refused first, and one that is left out. */
export async function recordCreation(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
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
    ...{ kind: 'CreateJob', rank: 1, details: { name: 'With users' } },
    ...{ sourceConnectionId: 'connection-1', targetConnectionId: 'connection-2' },
    options: {
      ...{ order: 'oldest-first', onFilledTarget: 'match' },
      ...{ verifies: true, connectionsPerMailbox: 2 },
    },
  });
  const password = { length: 16, classes: ['lower', 'digits'], mustChange: true };
  const unit = 'ou=People,dc=old.example';
  await jobs(job, {
    kind: 'SetCreation',
    creation: {
      rules: { password, hook: 'enable-mailbox', hookMsMax: 60_000 },
      names: { domain: 'new.example', unit, name: '{displayname}', alias: '{localpart}' },
    },
  });
  const placing = { jobId: job, priority: 2 };
  for (const id of ['ann', 'bob']) {
    const mailboxes = { source: `${id}@old.example` };
    await pairs(id, { kind: 'AddPair', mailboxes, placing });
  }
  await pairs('bob', { kind: 'PlanTarget', plan: 'leave' });
  const address = 'ann@new.example';
  const planned = { dn: `cn=Ann,${unit}`, address, alias: 'ann', name: 'Ann' };
  await pairs('ann', { kind: 'PlanTarget', plan: 'create', planned }, { kind: 'AskTarget' });
  const begin = { kind: 'BeginTarget', workerId: 'w', untilMs: 1_800_000_900_000, password: 7 };
  const refused = { kind: 'RefuseTarget', making: 1, code: 'hook-denied', words: 'go away' };
  await pairs('ann', begin, refused, { kind: 'AskTarget' }, { ...begin, password: undefined });
  await pairs('ann', { kind: 'TellTargetMade', making: 2, address }, { kind: 'TellPassword' });
  await jobs(job, { kind: 'ChangePairs', added: 2, edited: 0, removed: 0 });
  return { tenant, pairId: 'ann', events: await inLogOrder(store) };
}
