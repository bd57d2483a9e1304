import type { FlagSets } from './flag-sets.ts';
import type { ItemTable } from './item-table.ts';

/**
 * Pairs items that are equal but for their flags so that as few pairs as possible differ in flags: equal sets
 * first (an exchange of partners never does better, distance of sets being a metric), then the nearest. Sources
 * that must be at the target come before those that may be absent. Calls `onPair` once for each pair.
 */
export function pairTwins(
  group: { sources: Iterable<number>; targets: Iterable<number> },
  context: { table: ItemTable; flags: FlagSets; isRequired: (row: number) => boolean },
  onPair: (source: number, target: number) => void,
): void {
  const { table, flags, isRequired } = context;
  const free = Map.groupBy([...group.targets].reverse(), (row) => table.flagSet(row));
  const take = (source: number, flagSet: number | undefined) => {
    const rows = flagSet === undefined ? undefined : free.get(flagSet);
    const target = rows?.pop();
    if (rows === undefined || target === undefined || flagSet === undefined) return false;
    if (rows.length === 0) free.delete(flagSet);
    onPair(source, target);
    return true;
  };
  const sources = [...group.sources];
  for (const wanted of [true, false]) {
    const ranked = sources.filter((row) => isRequired(row) === wanted);
    const left = ranked.filter((row) => !take(row, table.flagSet(row)));
    for (const row of left) take(row, flags.nearest(table.flagSet(row), free.keys()));
  }
}
