import type { ItemPage, ItemRange } from '@mailhaul/connector-contract';
import { findPages } from './find-pages.ts';
import { folderStateOf } from './folder-state.ts';
import type { SessionCore } from './session-core.ts';

/** The folder's items below the number that was next when the listing began. */
export async function* listItems(
  core: SessionCore,
  folderId: string,
  range: ItemRange,
): AsyncGenerator<ItemPage, void, undefined> {
  const state = await folderStateOf(core, folderId);
  const { fromId = 1 } = range;
  const belowId = Math.min(range.belowId ?? state.nextId, state.nextId);
  let isEmpty = true;
  if (fromId < belowId) {
    const isWhole = fromId <= 1 && belowId === state.nextId;
    for await (const rows of findPages(core, folderId, isWhole ? [] : [{ fromId, belowId }])) {
      const items = rows.filter(({ id }) => id < belowId);
      if (items.length > 0) {
        yield { state, items: items.map(({ ewsId: _, ...item }) => item) };
        isEmpty = false;
      }
      if (items.length < rows.length) break;
    }
  }
  if (isEmpty) yield { state, items: [] };
}
