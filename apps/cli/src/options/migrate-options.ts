import { type PassOptions, defaultPassOptions, filtersAt } from '@mailhaul/copy-engine';
import { UsageError } from '../usage-error.ts';
import type { RawBudgets } from './budgets.ts';
import { type RawDeadlines, parseDuration } from './deadlines.ts';
import { type RawFilterOptions, readFilters } from './filter-options.ts';
import { named, parseWhole } from './option-values.ts';

/** Options as commander hands them over: text as typed, nothing checked. */
export interface RawConnectionOptions extends RawDeadlines, RawBudgets {
  readonly source?: string;
  readonly target?: string;
  readonly pairs?: string;
  readonly state?: string;
  readonly parallel?: string;
  readonly sourcePasswordFile?: string;
  readonly targetPasswordFile?: string;
  readonly folderMap?: readonly string[];
  readonly folderRoot?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface RawMigrateOptions extends RawConnectionOptions, RawFilterOptions {
  readonly connections?: string;
  readonly dryRun?: boolean;
  readonly newestFirst?: boolean;
  readonly onFilledTarget?: string;
  /** False by `--no-verify`. */
  readonly verify?: boolean;
  readonly deep?: boolean;
  readonly moveDuplicates?: boolean;
  readonly writeDeadline?: string;
}

export const parallelMax = 64;
export const defaultParallel = 4;

/** The options of every pass but its folder map and folder root, which are the pair's own. @throws UsageError */
export function readPassOptions(raw: RawMigrateOptions, nowWallMs: number): PassOptions {
  const { onFilledTarget = defaultPassOptions.onFilledTarget } = raw;
  if (onFilledTarget !== 'match' && onFilledTarget !== 'refuse') {
    throw new UsageError('--on-filled-target is either match or refuse');
  }
  return {
    ...defaultPassOptions,
    order: raw.newestFirst === true ? 'newest-first' : 'oldest-first',
    ...readConnections(raw),
    filters: filtersAt(readFilters(raw, nowWallMs), nowWallMs / 1000),
    onFilledTarget,
    ...(raw.moveDuplicates === true ? { setsSurplusAside: true } : {}),
    ...(raw.writeDeadline === undefined
      ? {}
      : { writeDeadlineMs: parseDuration('--write-deadline', raw.writeDeadline) }),
  };
}

/** Asked for, so many are opened at once; else as many as pay. */
function readConnections(raw: RawMigrateOptions): Partial<PassOptions> {
  const text = raw.connections;
  if (text === undefined) return {};
  const connectionPairs = named('--connections', () => parseWhole(text, { min: 1, max: 4 }));
  return { connectionPairs, pairsAtStart: connectionPairs };
}

/** @throws UsageError */
export function readParallel(raw: RawConnectionOptions): number {
  const text = raw.parallel;
  if (text === undefined) return defaultParallel;
  return named('--parallel', () => parseWhole(text, { min: 1, max: parallelMax }));
}

/** @throws UsageError when options exclude each other. */
export function checkCombinations(raw: RawMigrateOptions): void {
  if (raw.json === true && raw.quiet === true)
    throw new UsageError('--json and --quiet exclude each other');
  if (raw.deep === true && raw.verify === false)
    throw new UsageError('--deep and --no-verify exclude each other');
  if (raw.pairs === undefined && (raw.source === undefined || raw.target === undefined)) {
    throw new UsageError(
      'give --source and --target, or --pairs',
      'for example: mailhaul migrate --source imaps://ann%40example.com@old.example --target imaps://ann%40example.com@new.example',
    );
  }
}
