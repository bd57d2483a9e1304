import { type Pair, type PairSelection, pairSchema } from '@mailhaul/contracts';
import { defined } from '../commands/defined.ts';
import { equal, oneOf } from '../commands/documents.ts';
import { inParallel } from '../commands/in-parallel.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { JobPlace } from '../jobs/job-place.ts';

const pairsAtOnce = 32;

export type ChosenPair = Pick<Pair, 'id' | 'source' | 'target' | 'plan' | 'planned'> &
  Partial<Pick<Pair, 'status' | 'reason' | 'serverText'>>;

/** The pairs named, or all of the job that the filters find. One of another job has no source to be seen. */
export async function chosenPairs(
  job: JobPlace,
  selection: PairSelection,
  parts: GatewayParts,
): Promise<readonly ChosenPair[]> {
  const chosen = await chosenDocuments(job, selection, parts);
  return chosen.map(({ id, pair }) =>
    pair === undefined ? { id, source: '', target: '' } : chosenOf(pair),
  );
}

/** The same with all that is shown of each; of another job nothing is. */
export async function chosenDocuments(
  { tenant, id }: JobPlace,
  selection: PairSelection,
  { documents }: GatewayParts,
): Promise<readonly { readonly id: string; readonly pair?: Pair }[]> {
  if ('ids' in selection) {
    const ids = [...new Set(selection.ids)];
    const named: { id: string; pair?: Pair }[] = [];
    await inParallel(ids, pairsAtOnce, async (one) => {
      const pair = await documents.get(pairSchema, 'pairs', { tenant, id: one });
      named.push({ id: one, ...(pair?.jobId === id ? { pair } : {}) });
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
    (pair) => ({ id: pair.id, pair }),
  );
}

function chosenOf(pair: Pair): ChosenPair {
  const { id, source, target, status, plan, planned, reason, serverText } = pair;
  return { id, source, target, status, ...defined({ plan, planned, reason, serverText }) };
}
