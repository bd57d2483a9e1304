import type { TenantEvent } from '@mailhaul/domain';
import type { TenantDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import type { ReadEvent } from './read-event.ts';

export async function projectTenant(event: ReadEvent, draft: Draft): Promise<void> {
  const { type, data, sealed } = event as unknown as TenantEvent & { sealed?: { name: string } };
  const { tenant: id, revision } = event;
  if (type === 'TenantRemoved') {
    draft.remove('tenants', id);
    return;
  }
  const before = await draft.get<TenantDocument>('tenants', id);
  const { weight, colour } = data;
  const none = { jobs: 0, pairs: 0, needYou: 0, running: 0, createdAt: data.atMs };
  draft.put('tenants', id, {
    ...(before ?? none),
    id,
    name: sealed?.name ?? id,
    colour: colour as TenantDocument['colour'],
    weight,
    revision,
  } satisfies TenantDocument);
}
