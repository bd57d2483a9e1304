import type { Sealer } from '@mailhaul/application';
import { usualNewsSettings } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { giveOrders } from './give-orders.ts';
import { inLogOrder, type Recording } from './recorded-streams.ts';

const tenant = 'acme';

/** News that are gathered, cleared and gathered anew; what is mailed of them to whom, and how each mail ended. */
export async function recordNews(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const { tenants, alerts, newsOptions, mailings, mailers } = giveOrders(
    { store, sealer },
    tenant,
    seededRandom(8),
  );
  const named = { details: { name: 'Acme' }, weight: 10, colour: 'teal' };
  await tenants(tenant, { kind: 'CreateTenant', ...named });
  await mailers('self', { kind: 'TellMailer', canMail: true });
  await newsOptions(tenant, {
    ...{ kind: 'SetNewsOptions', options: usualNewsSettings.options },
    recipients: { to: ['ann@new.example'], cc: [], bcc: ['bob@new.example'] },
  });
  const facts = { tone: 'good', about: 'mailbox-started', jobId: 'job-1' };
  const gather = (...positions: number[]) => ({
    ...{ kind: 'GatherAlert', facts },
    events: positions.map((at) => ({ position: String(at), pairId: `pair-${at}` })),
  });
  await alerts('alert-1', gather(4), gather(4, 5, 9), { kind: 'ClearAlert' }, gather(9, 12));
  const intend = (mailId: string, after: number, upTo: number) => ({
    ...{ kind: 'IntendMail', mailId, news: 2, untilMs: 1_800_000_900_000 },
    ...{ after: String(after), upTo: String(upTo) },
  });
  const settle = (mailId: string, outcome: object) => ({ kind: 'SettleMail', mailId, outcome });
  await mailings(
    'good',
    intend('mail-1', 0, 12),
    settle('mail-1', { kind: 'refused', code: 'smtp-452' }),
    intend('mail-2', 0, 14),
    settle('mail-2', { kind: 'doubted' }),
    intend('mail-3', 14, 20),
    settle('mail-3', { kind: 'sent', refusedRecipients: 1 }),
  );
  return { tenant, pairId: 'none', events: await inLogOrder(store) };
}
