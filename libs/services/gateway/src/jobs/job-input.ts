import type { Job as JobResource, JobInput } from '@mailhaul/contracts';
import type { JobDetails, JobOptions } from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';

/** As the domain wants it: times in seconds, names of folders apart from what is not personal. */
export function jobSettingsOf(input: JobInput): {
  readonly sourceConnectionId: string;
  readonly targetConnectionId: string;
  readonly options: JobOptions;
  readonly details: JobDetails;
} {
  const { name, sourceConnectionId, targetConnectionId } = input;
  const { includeFolders, excludeFolders, takeFolders, folderMap, ...rest } = input.options;
  const { receivedFrom, receivedBefore, ...options } = rest;
  return {
    sourceConnectionId,
    targetConnectionId,
    options: defined({
      ...options,
      receivedFrom: secondsOf(receivedFrom),
      receivedBefore: secondsOf(receivedBefore),
    }),
    details: {
      name,
      ...defined({ includeFolders, excludeFolders, takeFolders, folderMap }),
    },
  };
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms / 1000);
}

/** What there is to say of a job that the read models do not show yet. */
export function newJobResource(
  input: JobInput,
  known: {
    readonly id: string;
    readonly rank: number;
    readonly nowMs: number;
    readonly revision: number;
  },
): JobResource {
  const { id, rank, nowMs, revision } = known;
  return {
    ...{ ...input, id, rank, revision, status: 'draft', run: 0, runKind: 'start' },
    ...{ statuses: {}, pairs: 0, migrated: 0, excluded: 0, failed: 0, pending: 0 },
    ...{ bytesMigrated: 0, createdAt: nowMs, updatedAt: nowMs },
  };
}
