import { type JobInput, jobOptionsSchema } from '@mailhaul/contracts';
import { named, parseWhole } from '../../options/option-values.ts';
import { readFilters } from '../../options/migrate-options.ts';
import { parseFolderMap } from '../../pairs/folder-map.ts';
import { UsageError } from '../../usage-error.ts';
import { checkedInput } from '../words/checked-input.ts';

/** The options of `mailhaul migrate` that a job has as well; text as typed. */
export interface RawJobOptions {
  readonly connections?: string;
  readonly newestFirst?: boolean;
  readonly onFilledTarget?: string;
  /** False by `--no-verify`. */
  readonly verify?: boolean;
  readonly maxSize?: string;
  readonly since?: string;
  readonly before?: string;
  readonly includeFolder?: readonly string[];
  readonly excludeFolder?: readonly string[];
  readonly takeFolder?: readonly string[];
  readonly sharedFolders?: boolean;
  readonly publicFolders?: boolean;
  readonly folderMap?: readonly string[];
}

/** @throws UsageError */
export function readJobOptions(raw: RawJobOptions, nowWallMs: number): JobInput['options'] {
  const { onFilledTarget, connections } = raw;
  if (onFilledTarget !== undefined && onFilledTarget !== 'match' && onFilledTarget !== 'refuse')
    throw new UsageError('--on-filled-target is either match or refuse');
  const { receivedFrom, receivedBefore, ...filters } = readFilters(raw, nowWallMs);
  const folderMap = parseFolderMap(raw.folderMap ?? []);
  const options = {
    ...filters,
    ...(receivedFrom === undefined ? {} : { receivedFrom: receivedFrom * 1000 }),
    ...(receivedBefore === undefined ? {} : { receivedBefore: receivedBefore * 1000 }),
    ...(folderMap.size === 0 ? {} : { folderMap: Object.fromEntries(folderMap) }),
    ...(raw.newestFirst === true ? { order: 'newest-first' } : {}),
    ...(onFilledTarget === undefined ? {} : { onFilledTarget }),
    ...(raw.verify === false ? { verifies: false } : {}),
    ...(connections === undefined
      ? {}
      : {
          connectionsPerMailbox: named('--connections', () =>
            parseWhole(connections, { min: 1, max: 4 }),
          ),
        }),
  };
  return checkedInput(jobOptionsSchema, options, (place) => `the option ${place}`);
}
