import type { FilterKind } from './item-filters.ts';
import type { ItemFilters } from './pass-options.ts';

/** Filters as people choose them: ages in days, kinds and marks by name. */
export interface ChosenFilters extends Omit<ItemFilters, 'kinds' | 'isRead' | 'isFlagged'> {
  /** Received in the last so many days, or longer ago than so many. */
  readonly ageDaysMax?: number | undefined;
  readonly ageDaysMin?: number | undefined;
  readonly itemKinds?: readonly FilterKind[] | undefined;
  readonly readState?: 'read' | 'unread' | undefined;
  readonly flagState?: 'flagged' | 'unflagged' | undefined;
}

const daySeconds = 86_400;

/** The same for one pass: ages are counted back from that second, and of two bounds on one side the narrower holds. */
export function filtersAt(chosen: ChosenFilters, epochSeconds: number): ItemFilters {
  const { itemBytesMin, itemBytesMax, sharedFolders, publicFolders } = chosen;
  const { includeFolders, excludeFolders, takeFolders, itemKinds: kinds } = chosen;
  const { ageDaysMax, ageDaysMin, readState, flagState } = chosen;
  const daysBefore = (days: number | undefined) =>
    days === undefined ? [] : [Math.floor(epochSeconds) - days * daySeconds];
  const given = (second: number | undefined) => (second === undefined ? [] : [second]);
  const lower = [...given(chosen.receivedFrom), ...daysBefore(ageDaysMax)];
  const upper = [...given(chosen.receivedBefore), ...daysBefore(ageDaysMin)];
  const filters = {
    ...{ itemBytesMin, itemBytesMax, kinds, sharedFolders, publicFolders },
    ...{ includeFolders, excludeFolders, takeFolders },
    receivedFrom: lower.length === 0 ? undefined : Math.max(...lower),
    receivedBefore: upper.length === 0 ? undefined : Math.min(...upper),
    isRead: readState === undefined ? undefined : readState === 'read',
    isFlagged: flagState === undefined ? undefined : flagState === 'flagged',
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}
