import type { PairEvent } from '@mailhaul/domain';
import type { FailedItemDocument, LeftPairDocument, PairDocument } from './documents.ts';
import type { Draft } from './draft.ts';
import { forgetPair } from './pair-document.ts';
import { putPair } from './put-pair.ts';

type Leaving = Extract<PairEvent, { type: 'PairLeft' }>;
type Returning = Extract<PairEvent, { type: 'PairReturned' }>;

/** Shown and counted no more; what was told of it is kept for the day it comes back. */
export async function leavePair(
  draft: Draft,
  tenant: string,
  { pair, event }: { readonly pair: PairDocument; readonly event: Leaving },
): Promise<void> {
  const { isLeaving: _leaving, ...kept } = pair;
  const { id, jobId, sourceKey, source, sourceId, told = 0 } = kept;
  draft.put('left-pairs', id, {
    ...{ id, jobId, source, sourceKey, leftAt: event.data.atMs },
    ...(sourceId === undefined ? {} : { sourceId }),
    isBack: false,
    // That it left is an entry of its activity.
    pair: { ...kept, told: told + 1 },
  } satisfies LeftPairDocument);
  await placeItems(draft, id, leftJob(jobId));
  await putPair(draft, tenant, { before: pair, after: undefined });
}

/** As it left. Its document there stays, so that the event can be projected again where a write was cut short. */
export async function returnPair(
  draft: Draft,
  tenant: string,
  { id, revision, event }: { id: string; revision: number; event: Returning },
): Promise<void> {
  const left = await draft.get<LeftPairDocument>('left-pairs', id);
  if (left === undefined) return;
  draft.put('left-pairs', id, { ...left, isBack: true } satisfies LeftPairDocument);
  const { byConditions: _by, ...pair } = left.pair;
  const { atMs, byConditions } = event.data;
  await placeItems(draft, id, left.jobId);
  const origin = byConditions === undefined ? {} : { byConditions };
  const after = { ...pair, ...origin, revision, updatedAt: atMs };
  await putPair(draft, tenant, { before: undefined, after });
}

/** A pair of its id begins anew: what was kept of the one that left counts no more. */
export async function forgetLeft(draft: Draft, id: string): Promise<void> {
  const left = await draft.get<LeftPairDocument>('left-pairs', id);
  if (left === undefined || left.isBack) return;
  draft.put('left-pairs', id, { ...left, isBack: true } satisfies LeftPairDocument);
  await forgetPair(draft, id);
}

/** Lists of a job find what failed in it by the job's id. */
async function placeItems(draft: Draft, pairId: string, jobId: string): Promise<void> {
  const ofPair = [{ field: 'pairId', is: 'equal', value: pairId }] as const;
  for await (const { id, body } of draft.each<FailedItemDocument>('failed-items', ofPair)) {
    draft.put('failed-items', id, { ...body, jobId });
  }
}

function leftJob(jobId: string): string {
  return `left ${jobId}`;
}
