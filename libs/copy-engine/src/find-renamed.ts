import type { Folder, FolderState, ItemInfo } from '@mailhaul/connector-contract';
import { rowsAtSource } from './leave-out-folders.ts';
import { listWhole } from './list-items.ts';
import type { FolderView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/** Users delete and move meanwhile: not every item need be there. */
const foundShareMin = 0.9;
const foundItemsMin = 3;

/**
 * A source folder that the ledger does not know by its id may be one that was renamed, when a known one's id is gone. Of
 * the same generation it is taken for it when every id that both know has the same size and date. Some servers begin a
 * new generation with the new name: then, when nearly all that the known one held is there by size and date, in its order.
 */
export async function findRenamed(
  run: PassRun,
  source: Folder,
  state: FolderState,
): Promise<FolderView | undefined> {
  const all = run.context.ledger.folders();
  if (all.some(({ sourceId }) => sourceId === source.id)) return undefined;
  const vanished = all.filter(
    (folder) => !run.sourceIds.has(folder.sourceId) && mayHold(folder, state),
  );
  // INBOX is never another's new name (RFC 9051 §6.3.6).
  if (vanished.length === 0 || source.specialUse === 'inbox') return undefined;
  const { items } = await run.sourceControl.run((session) => listWhole(session, source.id, {}));
  const same = vanished.filter((folder) => hasIdsOf(folder, state) && hasSameIds(folder, items));
  if (same.length > 0) return same.length === 1 ? same[0] : undefined;
  const alike = vanished.filter((folder) => !hasIdsOf(folder, state) && holdsMostOf(folder, items));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Of one generation, and the ledger's items are known by its ids. */
function hasIdsOf(folder: FolderView, state: FolderState): boolean {
  return folder.generation === state.generation && folder.below > 0;
}

/** Cheap: what needs no listing. */
function mayHold(folder: FolderView, state: FolderState): boolean {
  if (hasIdsOf(folder, state)) return folder.below > 1 && folder.below <= state.nextId;
  const rowCount = rowsAtSource(folder);
  return rowCount >= foundItemsMin && state.itemCount >= rowCount * foundShareMin;
}

function hasSameIds(folder: FolderView, items: readonly ItemInfo[]): boolean {
  const listed = new Map(items.map((item) => [item.id, item]));
  let agreed = 0;
  for (const row of folder.rows()) {
    const item = listed.get(row.sourceId);
    if (item === undefined || row.standing === 'gone') continue;
    const isSame = item.size === row.size && item.receivedAt.epochSeconds === row.epochSeconds;
    if (!isSame) return false;
    agreed += 1;
  }
  return agreed > 0;
}

/**
 * New ids come in the order of the old ones, so nearly all that the known one held must be there in its order: copies of
 * its mail that lie in another folder are not enough.
 */
function holdsMostOf(folder: FolderView, items: readonly ItemInfo[]): boolean {
  const rows = [...folder.rows()].filter(
    ({ standing }) => standing !== 'gone' && standing !== 'forgotten',
  );
  let at = 0;
  let foundCount = 0;
  for (const { size, epochSeconds } of rows.toSorted((a, b) => a.sourceId - b.sourceId)) {
    const isIt = (item: ItemInfo) =>
      item.size === size && item.receivedAt.epochSeconds === epochSeconds;
    const found = items.findIndex((item, index) => index >= at && isIt(item));
    if (found < 0) continue;
    at = found + 1;
    foundCount += 1;
  }
  return foundCount >= foundItemsMin && foundCount >= rows.length * foundShareMin;
}
