import type { ItemPage, ItemRange } from '@mailhaul/connector-contract';
import { infoOf } from '../form/item-row.ts';
import type { SessionCore } from './session-core.ts';

/** The folder's items below the number that was next when the listing began. */
export async function* listItems(
  core: SessionCore,
  folderId: string,
  range: ItemRange,
): AsyncGenerator<ItemPage, void, undefined> {
  const state = await core.index.state(folderId);
  const { fromId = 1 } = range;
  const belowId = Math.min(range.belowId ?? state.nextId, state.nextId);
  let isEmpty = true;
  if (fromId < belowId) {
    const isWhole = fromId <= 1 && belowId === state.nextId;
    for await (const rows of core.index.rows(folderId, isWhole ? [] : [{ fromId, belowId }])) {
      const items = rows.filter(({ id }) => id < belowId);
      for (const row of items) core.facts.unfinished.see(folderId, row);
      if (items.length > 0) {
        yield { state, items: items.map(infoOf) };
        isEmpty = false;
      }
      if (items.length < rows.length) break;
    }
  }
  if (isEmpty) yield { state, items: [] };
}
