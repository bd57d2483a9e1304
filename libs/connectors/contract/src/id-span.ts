import type { ItemId } from './item.ts';
import type { IdSpan } from './mail-session.ts';

export function isSpan(ids: readonly ItemId[] | IdSpan): ids is IdSpan {
  return !Array.isArray(ids);
}

/** The ids of `all` (ascending) that a request names. */
export function idsNamed(
  ids: readonly ItemId[] | IdSpan,
  all: () => Iterable<ItemId>,
): readonly ItemId[] {
  if (!isSpan(ids)) return ids;
  return [...all()].filter((id) => id >= ids.fromId && id < ids.belowId);
}
