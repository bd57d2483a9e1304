import type { FieldFilter } from '@mailhaul/application';
import { mailboxKeyOf } from '@mailhaul/domain';
import type { JobDocument, PairDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { putPair } from './put-pair.ts';

/** Which mailbox of which connection each side is, without case: equal keys are one mailbox. */
export function sideKeys(
  pair: Pick<PairDocument, 'source' | 'target' | 'sourceKind' | 'targetKind'>,
  job: Pick<JobDocument, 'sourceConnectionId' | 'targetConnectionId'> | undefined,
): { readonly sourceKey: string; readonly targetKey: string } {
  const { source, target, sourceKind, targetKind } = pair;
  return {
    sourceKey: `${job?.sourceConnectionId ?? ''} ${mailboxKeyOf(source.toLowerCase(), sourceKind)}`,
    targetKey: `${job?.targetConnectionId ?? ''} ${mailboxKeyOf(target.toLowerCase(), targetKind)}`,
  };
}

/** Gone with all that was told of it. */
export async function removePair(draft: Draft, tenant: string, pair: PairDocument): Promise<void> {
  await forgetPair(draft, pair.id);
  await putPair(draft, tenant, { before: pair, after: undefined });
}

export async function forgetPair(draft: Draft, pairId: string): Promise<void> {
  await forgetItems(draft, [pairId]);
  await draft.sweep('activity', ofPairs([pairId]));
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

/** The pair, if it is to be seen: one of a job that is gone is not, removed already or not. */
export async function shownPair(draft: Draft, id: string): Promise<PairDocument | undefined> {
  const pair = await draft.get<PairDocument>('pairs', id);
  return pair === undefined || (await isJobGone(draft, pair.jobId)) ? undefined : pair;
}

/**
 * Its pairs are shown no more and wait to be removed. Not so for events from before it was deleted that are projected again:
 * what they make is removed with the rest.
 */
export async function isJobGone(draft: Draft, jobId: string): Promise<boolean> {
  if ((await draft.get('jobs', jobId)) !== undefined) return false;
  const removal = await draft.get('removals', jobId);
  return removal === undefined || !draft.isShown('removals', jobId);
}
