import type { TenantEvent } from '@mailhaul/domain';
import type { TenantDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { type ReadEvent, unknownEvent } from './read-event.ts';

/** All that a tenant has; it goes with the tenant, whose data key is destroyed. */
const possessions = [
  ...['activity', 'news', 'failed-items', 'folders', 'open-batches'],
  ...['pairs', 'jobs', 'connections'],
] as const;

export async function projectTenant(read: ReadEvent, draft: Draft): Promise<void> {
  const event = read as unknown as TenantEvent;
  const { tenant: id, revision } = read;
  switch (event.type) {
    case 'TenantCreated':
    case 'TenantEdited': {
      const before = await draft.get<TenantDocument>('tenants', id);
      const { weight, colour, atMs } = event.data;
      const none = { jobs: 0, pairs: 0, needYou: 0, running: 0, createdAt: atMs };
      draft.put('tenants', id, {
        ...(before ?? none),
        id,
        name: event.sealed?.name ?? '(erased)',
        colour: colour as TenantDocument['colour'],
        weight,
        revision,
      } satisfies TenantDocument);
      return;
    }
    case 'TenantRemoved':
      for (const collection of possessions) await draft.sweep(collection, []);
      draft.remove('tenants', id);
      return;
    default:
      unknownEvent(event);
  }
}
