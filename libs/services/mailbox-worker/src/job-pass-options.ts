import { defaultPassOptions, type ItemFilters, type PassOptions } from '@mailhaul/copy-engine';
import type { JobDetails, JobOptions, PassKind } from '@mailhaul/domain';

/**
 * Shorter than the engine's own: with skew, and what a server may need, whoever goes on with a dead worker's batch has waited
 * for it within 90 s of its death, where the line is not slow.
 */
const writeDeadlineMs = 45_000;

/** What a job says about its passes, as the engine takes it. */
export function passOptionsOf(
  { options, details }: { readonly options: JobOptions; readonly details: JobDetails },
  pass: PassKind,
): PassOptions {
  const { order, onFilledTarget, connectionsPerMailbox: connectionPairs } = options;
  return {
    ...defaultPassOptions,
    writeDeadlineMs,
    ...{ order, onFilledTarget, connectionPairs },
    // What comes after its start is a delta's, also where the start goes on after a pause.
    keepsToEnumerated: pass === 'start',
    onlyLooks: pass === 'watch',
    filters: filtersOf(options, details),
    folderMap: new Map(Object.entries(details.folderMap ?? {})),
  };
}

function filtersOf(options: JobOptions, details: JobDetails): ItemFilters {
  const { itemBytesMax, receivedFrom, receivedBefore, sharedFolders, publicFolders } = options;
  const { includeFolders, excludeFolders, takeFolders } = details;
  const filters = {
    ...{ itemBytesMax, receivedFrom, receivedBefore, sharedFolders, publicFolders },
    ...{ includeFolders, excludeFolders, takeFolders },
  };
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
