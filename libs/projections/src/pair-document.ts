import type { FieldFilter } from '@mailhaul/application';
import type { JobDocument, PairDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { changeTenant, putPair } from './put-pair.ts';

/** Which mailbox of which connection each side is, without case: equal keys are one mailbox. */
export function sideKeys(
  pair: Pick<PairDocument, 'source' | 'target'>,
  job: Pick<JobDocument, 'sourceConnectionId' | 'targetConnectionId'> | undefined,
): { readonly sourceKey: string; readonly targetKey: string } {
  return {
    sourceKey: `${job?.sourceConnectionId ?? ''} ${pair.source.toLowerCase()}`,
    targetKey: `${job?.targetConnectionId ?? ''} ${pair.target.toLowerCase()}`,
  };
}

/** Gone with all that was told of it. */
export async function removePair(draft: Draft, tenant: string, pair: PairDocument): Promise<void> {
  await forgetItems(draft, [pair.id]);
  await draft.sweep('activity', ofPairs([pair.id]));
  await putPair(draft, tenant, { before: pair, after: undefined });
}

/** What ledgers told: gone with the pairs, or when another ledger begins. */
export async function forgetItems(draft: Draft, pairIds: readonly string[]): Promise<void> {
  for (const collection of ['folders', 'failed-items', 'open-batches']) {
    await draft.sweep(collection, ofPairs(pairIds));
  }
}

function ofPairs(pairIds: readonly string[]): readonly FieldFilter[] {
  return [{ field: 'pairId', is: 'one-of', values: pairIds }];
}

/** Pairs whose documents are asked for at once. */
const groupMax = 500;

/** All pairs of a job that is no more: nothing is counted in it. */
export async function removePairsOf(draft: Draft, tenant: string, jobId: string): Promise<void> {
  const count = { pairs: 0, needYou: 0, running: 0 };
  let group: string[] = [];
  const forget = async () => {
    await forgetItems(draft, group);
    await draft.sweep('activity', ofPairs(group));
    group = [];
  };
  const ofJob = [{ field: 'jobId', is: 'equal', value: jobId }] as const;
  for await (const { id, body } of draft.each<PairDocument>('pairs', ofJob)) {
    draft.remove('pairs', id);
    count.pairs -= 1;
    if (body.status === 'needs-you') count.needYou -= 1;
    if (body.status === 'running') count.running -= 1;
    group.push(id);
    if (group.length >= groupMax) await forget();
  }
  if (group.length > 0) await forget();
  await changeTenant(draft, tenant, count);
}
