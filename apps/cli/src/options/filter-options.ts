import { type JobInput, jobOptionsInputSchema } from '@mailhaul/contracts';
import type { ChosenFilters } from '@mailhaul/copy-engine';
import { folderPathText } from '../pairs/folder-map.ts';
import { UsageError } from '../usage-error.ts';
import { named, parseInstant, parseSize, parseWhole } from './option-values.ts';

/** Filters as commander hands them over: text as typed, nothing checked. */
export interface RawFilterOptions {
  readonly includeFolder?: readonly string[];
  readonly excludeFolder?: readonly string[];
  readonly takeFolder?: readonly string[];
  readonly sharedFolders?: boolean;
  readonly publicFolders?: boolean;
  readonly minSize?: string;
  readonly maxSize?: string;
  readonly since?: string;
  readonly before?: string;
  readonly newerThan?: string;
  readonly olderThan?: string;
  readonly kind?: readonly string[];
  readonly onlyRead?: boolean;
  readonly onlyUnread?: boolean;
  readonly onlyFlagged?: boolean;
  readonly onlyUnflagged?: boolean;
}

/** By the field of the API that it sets: what a fault names, and what `--clear` takes. */
export const filterFlags = {
  itemBytesMin: '--min-size',
  itemBytesMax: '--max-size',
  receivedFrom: '--since',
  receivedBefore: '--before',
  ageDaysMax: '--newer-than',
  ageDaysMin: '--older-than',
  itemKinds: '--kind',
  readState: '--only-read',
  flagState: '--only-flagged',
  includeFolders: '--include-folder',
  excludeFolders: '--exclude-folder',
  takeFolders: '--take-folder',
  sharedFolders: '--shared-folders',
  publicFolders: '--public-folders',
} as const satisfies Record<keyof ChosenFilters, string>;

/** Which items and folders take part, in words of the API but for seconds. @throws UsageError */
export function readFilters(raw: RawFilterOptions, nowWallMs: number): ChosenFilters {
  const filters = givenFilters(raw, nowWallMs);
  const { receivedFrom, receivedBefore } = filters;
  const inMs = {
    ...filters,
    ...(receivedFrom === undefined ? {} : { receivedFrom: receivedFrom * 1000 }),
    ...(receivedBefore === undefined ? {} : { receivedBefore: receivedBefore * 1000 }),
  };
  checkedOptions(inMs);
  return filters;
}

/** What the API would refuse is refused before it is asked, by the names of the options. @throws UsageError */
export function checkedOptions(options: object): JobInput['options'] {
  const { data, error } = jobOptionsInputSchema.safeParse(options);
  if (data !== undefined) return data;
  const faults = error.issues.map(({ path, message }) => {
    const [field = ''] = path.map(String);
    let words = field in filterFlags ? `${field} ${message}` : `the option ${field}: ${message}`;
    for (const [one, flag] of Object.entries(filterFlags)) words = words.replaceAll(one, flag);
    return words;
  });
  throw new UsageError(faults.join('\n'));
}

function givenFilters(raw: RawFilterOptions, nowWallMs: number): ChosenFilters {
  const size = (option: string, text: string) => named(option, () => parseSize(text));
  const instant = (option: string, text: string) =>
    named(option, () => parseInstant(text, nowWallMs));
  const days = (option: string, text: string) =>
    named(option, () => parseWhole(text.replace(/d$/u, ''), { min: 1, max: 36_500 }));
  const folders = (paths: readonly string[]) => paths.map(folderPathText);
  const { minSize, maxSize, since, before, newerThan, olderThan, kind } = raw;
  const { includeFolder, excludeFolder, takeFolder } = raw;
  const filters = {
    itemBytesMin: minSize && size('--min-size', minSize),
    itemBytesMax: maxSize && size('--max-size', maxSize),
    receivedFrom: since && instant('--since', since),
    receivedBefore: before && instant('--before', before),
    ageDaysMax: newerThan && days('--newer-than', newerThan),
    ageDaysMin: olderThan && days('--older-than', olderThan),
    itemKinds: kind,
    readState: oneOf(raw, { onlyRead: 'read', onlyUnread: 'unread' }),
    flagState: oneOf(raw, { onlyFlagged: 'flagged', onlyUnflagged: 'unflagged' }),
    includeFolders: includeFolder && folders(includeFolder),
    excludeFolders: excludeFolder && folders(excludeFolder),
    takeFolders: takeFolder && folders(takeFolder),
    sharedFolders: raw.sharedFolders,
    publicFolders: raw.publicFolders,
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

type Mark = 'onlyRead' | 'onlyUnread' | 'onlyFlagged' | 'onlyUnflagged';

function oneOf(
  raw: RawFilterOptions,
  states: Readonly<Partial<Record<Mark, string>>>,
): string | undefined {
  const given = Object.entries(states).filter(([mark]) => raw[mark as Mark] === true);
  if (given.length > 1) {
    const flags = Object.values(states).map((state) => `--only-${state}`);
    throw new UsageError(`${flags.join(' and ')} exclude each other`);
  }
  return given[0]?.[1];
}
