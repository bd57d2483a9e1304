import type { NewPair, Pair as PairResource } from '@mailhaul/contracts';
import { firstGeneration, usualPriority } from '@mailhaul/domain';

/** What there is to say of a pair that the read models do not show yet. */
export function newPairResource(
  input: NewPair,
  known: {
    readonly id: string;
    readonly jobId: string;
    readonly revision: number;
    readonly nowMs: number;
  },
): PairResource {
  const { sourcePassword, targetPassword, sourceToken, targetToken, ...named } = input;
  const { priority = usualPriority, ...given } = named;
  const { target = '', folderRoot = '', ...kept } = given;
  const mailboxes = { ...kept, ...(folderRoot === '' ? {} : { folderRoot }) };
  const { id, jobId, revision, nowMs } = known;
  return {
    ...{ ...mailboxes, target, id, jobId, revision, priority, isHeld: false },
    status: target === '' ? 'not-matched' : 'ready',
    hasSourcePassword: (sourcePassword ?? sourceToken) !== undefined,
    hasTargetPassword: (targetPassword ?? targetToken) !== undefined,
    ...{ passCount: 0, generation: firstGeneration, migrated: 0, excluded: 0, failed: 0, gone: 0 },
    ...{ collapsed: 0, pending: 0, total: 0, bytesMigrated: 0, investigate: 0 },
    ...{ surplusReported: 0, parkedFolders: 0, updatedAt: nowMs },
  };
}
