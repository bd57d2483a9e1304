import { placeOf, projectActivity } from './activity.projection.ts';
import { projectConnection } from './connections.projection.ts';
import type { Draft } from './draft.ts';
import { projectJob } from './jobs.projection.ts';
import { projectLedger } from './ledgers.projection.ts';
import { projectNews } from './news.projection.ts';
import { projectPair } from './pairs.projection.ts';
import type { ReadEvent } from './read-event.ts';
import { projectTenant } from './tenants.projection.ts';

/** Streams that are projected begin with one of these. */
export const projectedPrefixes: readonly string[] = [
  'tenant-',
  'connection-',
  'job-',
  'pair-',
  'ledger-',
  'alert-',
];

/**
 * Collections in the order in which their documents are written: what is made or counted from others stands before them.
 * Where a write was cut short, what comes first shows its events already and what it came of is as it was, so that the
 * events make the rest of it again and nothing is counted twice.
 */
export const writeOrder: readonly string[] = [
  'removals',
  'activity',
  'news',
  'tenants',
  'connections',
  'job-history',
  'jobs',
  'failed-items',
  'folders',
  'open-batches',
  'left-pairs',
  'pairs',
];

/** A changed projection is a new number: the read models are then made anew. */
export const projectionsVersion = 7;

/**
 * Writes down what follows from one event. The same log gives the same documents, whenever it is read. Of a tenant that
 * was not created, or was removed, nothing is shown. @throws where the event is none that this release knows.
 */
export async function projectEvent(event: ReadEvent, draft: Draft): Promise<void> {
  const { category, tenant } = event;
  if (category !== 'tenant' && (await draft.get('tenants', tenant)) === undefined) return;
  const earlier = isRemoval(event) ? await placeOf(event, draft) : undefined;
  switch (event.category) {
    case 'tenant':
      await projectTenant(event, draft);
      break;
    case 'connection':
      await projectConnection(event, draft);
      break;
    case 'job':
      await projectJob(event, draft);
      break;
    case 'pair':
      await projectPair(event, draft);
      break;
    case 'ledger':
      await projectLedger(event, draft);
      return;
    case 'alert':
      await projectNews(event, draft);
      return;
    default:
      return;
  }
  await projectActivity(event, draft, earlier);
}

function isRemoval({ type }: ReadEvent): boolean {
  return type.endsWith('Deleted') || type.endsWith('Removed') || type === 'PairLeft';
}
