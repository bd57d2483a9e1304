import type { TenantEvent } from '@mailhaul/domain';
import type { RemovalDocument, TenantDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { type ReadEvent, unknownEvent } from './read-event.ts';

const wholeTenant = 'tenant';

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
      // Whatever of it is told from here on is not shown; what was shown goes little by little.
      draft.put('removals', wholeTenant, {} satisfies RemovalDocument);
      draft.remove('tenants', id);
      return;
    default:
      unknownEvent(event);
  }
}
