import type { Sealer } from '@mailhaul/application';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock } from '@mailhaul/kernel';
import { giveOrders } from './give-orders.ts';
import { inLogOrder, type Recording } from './recorded-streams.ts';

/** A worker that is drained, resumed and drained again, and another one that works. */
export async function recordWorkers(sealer: Sealer): Promise<Omit<Recording, 'folded'>> {
  const store = new MemoryEventStore({ clock: systemClock });
  const { workers } = giveOrders({ store, sealer }, 'acme', seededRandom(5));
  const [drain, resume] = ['DrainWorker', 'ResumeWorker'] as const;
  await workers('north', { kind: drain, worker: 'north' }, { kind: resume, worker: 'north' });
  await workers('south', { kind: drain, worker: 'south' }, { kind: resume, worker: 'south' });
  await workers('north', { kind: drain, worker: 'north' });
  return { tenant: 'acme', pairId: 'nobody', events: await inLogOrder(store) };
}
