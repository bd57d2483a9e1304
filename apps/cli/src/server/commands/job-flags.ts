import type { JobInput, JobOptions } from '@mailhaul/contracts';
import { named, parseWhole } from '../../options/option-values.ts';
import {
  checkedOptions,
  filterFlags,
  type RawFilterOptions,
  readFilters,
} from '../../options/filter-options.ts';
import { parseFolderMap } from '../../pairs/folder-map.ts';
import { UsageError } from '../../usage-error.ts';

/** The options of `mailhaul migrate` that a job has as well; text as typed. */
export interface RawJobOptions extends RawFilterOptions {
  readonly connections?: string;
  readonly newestFirst?: boolean;
  readonly onFilledTarget?: string;
  /** False by `--no-verify`. */
  readonly verify?: boolean;
  readonly folderMap?: readonly string[];
}

/** What `mailhaul jobs edit` takes. */
export interface RawEditOptions extends RawJobOptions {
  readonly name?: string;
  readonly source?: string;
  readonly target?: string;
  readonly oldestFirst?: boolean;
  /** Options to be taken away. */
  readonly clear?: readonly string[];
}

/** What `--clear` takes away, by the option that sets it. */
const clearable: ReadonlyMap<string, keyof JobOptions> = new Map<string, keyof JobOptions>([
  ...Object.entries(filterFlags).map(([field, flag]) => [flag.slice(2), field] as [string, never]),
  ['folder-map', 'folderMap'],
  ['only-unread', 'readState'],
  ['only-unflagged', 'flagState'],
]);

/** A bound of one sort takes the place of the other. */
const instead: readonly (readonly [keyof JobOptions, keyof JobOptions])[] = [
  ['receivedFrom', 'ageDaysMax'],
  ['receivedBefore', 'ageDaysMin'],
];

/** @throws UsageError */
export function readJobOptions(raw: RawJobOptions, nowWallMs: number): JobInput['options'] {
  return checkedOptions(givenOptions(raw, nowWallMs));
}

/** Those before, without what is cleared, with what is given. @throws UsageError */
export function changedJobOptions(
  raw: RawEditOptions,
  before: JobOptions,
  nowWallMs: number,
): JobInput['options'] {
  if (raw.newestFirst === true && raw.oldestFirst === true)
    throw new UsageError('--newest-first and --oldest-first exclude each other');
  const gone = new Set((raw.clear ?? []).map(fieldOf));
  const filters = readFilters(raw, nowWallMs);
  for (const [one, other] of instead) {
    if (one in filters) gone.add(other);
    if (other in filters) gone.add(one);
  }
  const kept = Object.entries(before).filter(([field]) => !gone.has(field as keyof JobOptions));
  const order = raw.oldestFirst === true ? { order: 'oldest-first' } : {};
  const verifies = raw.verify === true ? { verifies: true } : {};
  const given = { ...givenOptions(raw, nowWallMs), ...order, ...verifies };
  return checkedOptions({ ...Object.fromEntries(kept), ...given });
}

function fieldOf(name: string): keyof JobOptions {
  const field = clearable.get(name.replace(/^--/u, ''));
  if (field !== undefined) return field;
  const known = [...clearable.keys()].join(', ');
  throw new UsageError(`--clear ${JSON.stringify(name)} is no option that can be cleared`, known);
}

/** In the words of the contract. */
function givenOptions(raw: RawJobOptions, nowWallMs: number): object {
  const { onFilledTarget, connections } = raw;
  if (onFilledTarget !== undefined && onFilledTarget !== 'match' && onFilledTarget !== 'refuse')
    throw new UsageError('--on-filled-target is either match or refuse');
  const { receivedFrom, receivedBefore, ...filters } = readFilters(raw, nowWallMs);
  const folderMap = parseFolderMap(raw.folderMap ?? []);
  return {
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
}
