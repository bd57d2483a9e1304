import type { ItemInfo, ItemKind } from '@mailhaul/connector-contract';
import { formlessReason } from './item-forms.ts';
import type { ExcludedItem } from './pass-ledger.ts';
import type { ItemFilters } from './pass-options.ts';

/** Kinds of items as people choose them. */
export type FilterKind =
  'mail' | 'calendar' | 'contacts' | 'tasks' | 'notes' | 'journal' | 'posts' | 'other';

/** What filters ask of an item; a listing tells all of it. */
export type FilteredItem = Pick<ItemInfo, 'size' | 'kind' | 'flags'> & {
  readonly epochSeconds: number;
};

const choiceOf: Readonly<Record<ItemKind, FilterKind>> = {
  mail: 'mail',
  event: 'calendar',
  contact: 'contacts',
  'contact-group': 'contacts',
  task: 'tasks',
  note: 'notes',
  journal: 'journal',
  post: 'posts',
  other: 'other',
};

/** Items that are read or unread; of the others nobody asks it. */
const readable: ReadonlySet<ItemKind> = new Set(['mail', 'post']);

/** Nothing of an item decides whether it is taken. */
export function takesEveryItem(filters: ItemFilters): boolean {
  const { itemBytesMin, itemBytesMax, receivedFrom, receivedBefore } = filters;
  const { kinds, isRead, isFlagged } = filters;
  return [itemBytesMin, itemBytesMax, receivedFrom, receivedBefore, kinds, isRead, isFlagged].every(
    (filter) => filter === undefined,
  );
}

/** Why the filters leave an item out, the first that does; undefined: they do not. */
export function exclusionReason(item: FilteredItem, filters: ItemFilters): string | undefined {
  return measureReason(item, filters) ?? kindReason(item, filters) ?? stateReason(item, filters);
}

/**
 * Whether an item that was excluded before is so still, and for the same reason, as far as the ledger knows it. Marks
 * change at any time, and of what another filter left out the kind was not kept: only a listing tells then.
 */
export function isStillExcluded(item: ExcludedItem, filters: ItemFilters): boolean {
  const { reason } = item;
  const measured = measureReason(item, filters);
  if (measured !== undefined) return measured === reason;
  const kind = allKinds.find((one) => reasonOfKind(one) === reason);
  return kind !== undefined && filters.kinds !== undefined && !filters.kinds.includes(kind);
}

/** Whether it was left out for having no form that the target takes, and no filter has anything to say of it. */
export function isOnlyFormless(item: ExcludedItem, filters: ItemFilters): boolean {
  return item.reason === formlessReason && measureReason(item, filters) === undefined;
}

function measureReason(
  { size, epochSeconds }: Pick<FilteredItem, 'size' | 'epochSeconds'>,
  { itemBytesMin, itemBytesMax, receivedFrom, receivedBefore }: ItemFilters,
): string | undefined {
  if (itemBytesMax !== undefined && size > itemBytesMax) return 'larger-than-filter';
  if (itemBytesMin !== undefined && size < itemBytesMin) return 'smaller-than-filter';
  if (receivedFrom !== undefined && epochSeconds < receivedFrom) return 'older-than-filter';
  if (receivedBefore !== undefined && epochSeconds >= receivedBefore) return 'newer-than-filter';
  return undefined;
}

function kindReason({ kind = 'mail' }: FilteredItem, { kinds }: ItemFilters): string | undefined {
  const choice = choiceOf[kind];
  return kinds === undefined || kinds.includes(choice) ? undefined : reasonOfKind(choice);
}

const allKinds = [...new Set(Object.values(choiceOf))];

function reasonOfKind(kind: FilterKind): string {
  return `${kind}-by-filter`;
}

function stateReason(
  { kind = 'mail', flags }: FilteredItem,
  { isRead, isFlagged }: ItemFilters,
): string | undefined {
  if ((isRead === undefined && isFlagged === undefined) || !readable.has(kind)) return undefined;
  const has = (flag: string) => flags.some((one) => one.toLowerCase() === flag);
  if (isRead !== undefined && has('\\seen') !== isRead) {
    return isRead ? 'unread-by-filter' : 'read-by-filter';
  }
  if (isFlagged !== undefined && has('\\flagged') !== isFlagged) {
    return isFlagged ? 'unflagged-by-filter' : 'flagged-by-filter';
  }
  return undefined;
}
