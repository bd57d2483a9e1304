import { defaultPassOptions, type ItemFilters, type PassOptions } from '@mailhaul/copy-engine';
import type { JobDetails, JobOptions, PassKind } from '@mailhaul/domain';

/** What a job says about its passes, as the engine takes it. */
export function passOptionsOf(
  { options, details }: { readonly options: JobOptions; readonly details: JobDetails },
  pass: PassKind,
): PassOptions {
  const { order, onFilledTarget, connectionsPerMailbox: connectionPairs } = options;
  return {
    ...defaultPassOptions,
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
