import { type PairSelection, pairSchema } from '@mailhaul/contracts';
import { equal, oneOf } from '../commands/documents.ts';
import { inParallel } from '../commands/in-parallel.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { JobPlace } from '../jobs/job-place.ts';

const pairsAtOnce = 32;

/** The pairs named, or all of the job that the filters find. One of another job has no source to be seen. */
export async function chosenPairs(
  { tenant, id }: JobPlace,
  selection: PairSelection,
  { documents }: GatewayParts,
): Promise<readonly { readonly id: string; readonly source: string }[]> {
  if ('ids' in selection) {
    const ids = [...new Set(selection.ids)];
    const named: { id: string; source: string }[] = [];
    await inParallel(ids, pairsAtOnce, async (one) => {
      const pair = await documents.get(pairSchema, 'pairs', { tenant, id: one });
      named.push({ id: one, source: pair?.jobId === id ? pair.source : '' });
    });
    return named;
  }
  const { q, status, reason, priority } = selection.matching;
  return Array.fromAsync(
    documents.each({
      ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'source', q },
      fields: [
        equal('jobId', id),
        oneOf('status', status),
        equal('reason', reason),
        equal('priority', priority),
      ],
    }),
    ({ id: one, source }) => ({ id: one, source }),
  );
}
