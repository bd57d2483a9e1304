import type { JobDocument, PairDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { putPair } from './put-pair.ts';

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

export async function removePair(draft: Draft, tenant: string, pair: PairDocument): Promise<void> {
  await forgetItems(draft, pair.id);
  await putPair(draft, tenant, { before: pair, after: undefined });
}

/** What a ledger told: gone with the pair, or when another ledger begins. */
export async function forgetItems(draft: Draft, pairId: string): Promise<void> {
  const ofPair = [{ field: 'pairId', is: 'equal', value: pairId }] as const;
  for (const collection of ['folders', 'failed-items', 'open-batches']) {
    for await (const { id } of draft.each(collection, ofPair)) draft.remove(collection, id);
  }
}
