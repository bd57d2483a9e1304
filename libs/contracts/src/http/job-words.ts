import type { Job, JobInput, JobOptions } from './jobs.ts';
import type { Pair } from './pairs.ts';

/** How sizes and times are written where the words are shown. */
export interface WordFormat {
  readonly bytes: (count: number) => string;
  readonly instant: (at: number) => string;
}

/** One filter of a job, in words, and what it has left out so far. */
export interface FilterLine {
  readonly field: keyof JobOptions;
  readonly words: string;
  /** Items; 0: none yet. Of an item that several leave out the first counts. */
  readonly leftOut: number;
}

export interface FilterSummary {
  readonly filters: readonly FilterLine[];
  /** Excluded items that no present filter accounts for, each with why. */
  readonly others: readonly { readonly words: string; readonly leftOut: number }[];
}

/** What people call a kind of items. */
export const itemKindChoiceLabels: Readonly<
  Record<NonNullable<JobOptions['itemKinds']>[number], string>
> = {
  mail: 'mail',
  calendar: 'calendar',
  contacts: 'contacts',
  tasks: 'tasks',
  notes: 'notes',
  journal: 'journal',
  posts: 'posts',
  other: 'other items',
};

type Words = { [K in keyof JobOptions]?: (value: never, format: WordFormat) => string };

/** In the order in which the filters are shown. */
const filterWords = {
  receivedFrom: (at: number, { instant }) => `Received at or after ${instant(at)}`,
  ageDaysMax: (count: number) => `Received in the last ${count === 1 ? 'day' : days(count)}`,
  receivedBefore: (at: number, { instant }) => `Received before ${instant(at)}`,
  ageDaysMin: (count: number) => `Received more than ${days(count)} ago`,
  itemKinds: (kinds: NonNullable<JobOptions['itemKinds']>) =>
    `Only ${kinds.map((kind) => itemKindChoiceLabels[kind]).join(', ')}`,
  itemBytesMin: (count: number, { bytes }) => `Items of ${bytes(count)} and more`,
  itemBytesMax: (count: number, { bytes }) => `Items up to ${bytes(count)}`,
  readState: (state: string) => `Only ${state} mail`,
  flagState: (state: string) => `Only ${state} mail`,
  includeFolders: (folders: readonly string[]) => `Only folders ${folders.join(', ')}`,
  excludeFolders: (folders: readonly string[]) => `Without folders ${folders.join(', ')}`,
} as const satisfies Words;

type FilterField = keyof typeof filterWords;

const fieldsOf: readonly (readonly [RegExp, readonly FilterField[]])[] = [
  [/^older-than-filter$/u, ['receivedFrom', 'ageDaysMax']],
  [/^newer-than-filter$/u, ['receivedBefore', 'ageDaysMin']],
  [/^smaller-than-filter$/u, ['itemBytesMin']],
  [/^larger-than-filter$/u, ['itemBytesMax']],
  [/^(?:un)?read-by-filter$/u, ['readState']],
  [/^(?:un)?flagged-by-filter$/u, ['flagState']],
  [/-by-filter$/u, ['itemKinds']],
  [/^folder-not-included$/u, ['includeFolders']],
  [/^folder-excluded$/u, ['excludeFolders']],
];

const otherWords: Readonly<Record<string, string>> = {
  'no-mail-form': 'Items that the target does not take',
  'folder-left-out': 'Folders that hold no mail of the mailbox',
};
const earlierWords = 'Left out by filters before; the next delta looks at them again';

const untoldWords = 'Left out before reasons were counted; the next delta tells them';

/** Every filter of a job with what it has left out, and what else is excluded. */
export function filterSummary(
  { options, excluded, excludedFor = {} }: Pick<Job, 'options' | 'excluded' | 'excludedFor'>,
  format: WordFormat,
): FilterSummary {
  const counts = new Map<FilterField, number>();
  const others = new Map<string, number>();
  const add = <K>(sums: Map<K, number>, key: K, count: number) =>
    sums.set(key, (sums.get(key) ?? 0) + count);
  for (const [reason, count] of Object.entries(excludedFor)) {
    const fields = fieldsOf.find(([pattern]) => pattern.test(reason))?.[1] ?? [];
    const field = fields.find((one) => options[one] !== undefined);
    if (field === undefined) add(others, otherWords[reason] ?? earlierWords, count);
    else add(counts, field, count);
  }
  const told = Object.values(excludedFor).reduce((sum, count) => sum + count, 0);
  if (excluded > told) add(others, untoldWords, excluded - told);
  const fields = Object.keys(filterWords) as FilterField[];
  return {
    filters: fields.flatMap((field) => {
      const words = wordsOf(field, options, format);
      return words === undefined ? [] : [{ field, words, leftOut: counts.get(field) ?? 0 }];
    }),
    others: [...others].map(([words, leftOut]) => ({ words, leftOut })),
  };
}

/** Why fewer items of a mailbox are copied than another program counts in it: what is left out, the most first. */
export function leftOutOfMailbox(
  pair: Pick<Pair, 'excluded' | 'excludedFor'>,
  job: Pick<Job, 'options'>,
  format: WordFormat,
): readonly { readonly words: string; readonly leftOut: number }[] {
  const { excluded, excludedFor } = pair;
  const { filters, others } = filterSummary(
    { options: job.options, excluded, excludedFor },
    format,
  );
  const lines = [...filters.map(({ words, leftOut }) => ({ words, leftOut })), ...others];
  return lines.filter(({ leftOut }) => leftOut > 0).toSorted((a, b) => b.leftOut - a.leftOut);
}

function wordsOf(field: FilterField, options: JobOptions, format: WordFormat): string | undefined {
  const value = options[field];
  const write = filterWords[field] as (value: unknown, format: WordFormat) => string;
  return value === undefined ? undefined : write(value, format);
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

/** One thing of a job that an edit changes, and from when on that holds (docs/reference/what-is-allowed.md). */
export interface JobChange {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly from: 'at once' | 'the next pass';
}

type Settings = Pick<JobInput, 'name' | 'sourceConnectionId' | 'targetConnectionId' | 'options'>;

/** What people call each option of a job. */
export const jobOptionLabels = {
  receivedFrom: 'Received from',
  ageDaysMax: 'Newer than',
  receivedBefore: 'Received before',
  ageDaysMin: 'Older than',
  itemKinds: 'Kinds of items',
  itemBytesMin: 'Smallest item',
  itemBytesMax: 'Largest item',
  readState: 'Read or unread',
  flagState: 'Flagged or not',
  includeFolders: 'Only folders',
  excludeFolders: 'Folders left out',
  takeFolders: 'Folders taken besides',
  sharedFolders: 'Shared folders',
  publicFolders: 'Public folders',
  folderMap: 'Folder map',
  order: 'Order of items',
  onFilledTarget: 'Target folders that hold mail',
  verifies: 'Verification',
  connectionsPerMailbox: 'Connections per mailbox',
} as const satisfies Record<keyof JobOptions, string>;

/** What differs between two settings of a job; `nameOf` names a connection. */
export function jobChanges(
  sides: { readonly before: Settings; readonly after: Settings },
  format: WordFormat & { readonly connection: (id: string) => string },
): readonly JobChange[] {
  const { before, after } = sides;
  const changes: JobChange[] = [];
  const compare = (label: string, from: JobChange['from'], [one, other]: [string, string]) => {
    if (one !== other) changes.push({ label, before: one, after: other, from });
  };
  compare('Name', 'at once', [before.name, after.name]);
  for (const [label, side] of [
    ['Source connection', 'sourceConnectionId'],
    ['Target connection', 'targetConnectionId'],
  ] as const) {
    compare(label, 'the next pass', [
      format.connection(before[side]),
      format.connection(after[side]),
    ]);
  }
  for (const field of Object.keys(jobOptionLabels) as (keyof JobOptions)[]) {
    const text = (options: JobOptions) => valueText(field, options, format);
    compare(jobOptionLabels[field], 'the next pass', [text(before.options), text(after.options)]);
  }
  return changes;
}

const noValue = '–';

function isSwitch(field: keyof JobOptions): boolean {
  return field === 'verifies' || field === 'sharedFolders' || field === 'publicFolders';
}

function valueText(field: keyof JobOptions, options: JobOptions, format: WordFormat): string {
  const value = options[field];
  if (isSwitch(field)) return value === true ? 'yes' : 'no';
  if (value === undefined) return noValue;
  if (field in filterWords) return wordsOf(field as FilterField, options, format) ?? noValue;
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object') return String(value);
  const mapped = Object.entries(value).map(([source, target]) => `${source} → ${target}`);
  return mapped.length === 0 ? noValue : mapped.join(', ');
}
