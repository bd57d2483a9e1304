import type { Folder, FolderState } from '@mailhaul/connector-contract';
import { listWhole } from './list-items.ts';
import type { FolderView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/**
 * A source folder that the ledger does not know by its id may be one that was renamed: of the same generation, while the
 * known one's id is gone. It is taken for it only when every id that both know has the same size and date.
 */
export async function findRenamed(
  run: PassRun,
  source: Folder,
  state: FolderState,
): Promise<FolderView | undefined> {
  const all = run.context.ledger.folders();
  if (all.some(({ sourceId }) => sourceId === source.id)) return undefined;
  const vanished = all.filter(
    (folder) =>
      folder.generation === state.generation &&
      folder.below > 1 &&
      folder.below <= state.nextId &&
      !run.sourceIds.has(folder.sourceId),
  );
  if (vanished.length === 0) return undefined;
  const { items } = await run.sourceControl.run((session) => listWhole(session, source.id, {}));
  const listed = new Map(items.map((item) => [item.id, item]));
  const alike = vanished.filter((folder) => {
    let agreed = 0;
    for (const row of folder.rows()) {
      const item = listed.get(row.sourceId);
      if (item === undefined || row.standing === 'gone') continue;
      const isSame = item.size === row.size && item.receivedAt.epochSeconds === row.epochSeconds;
      if (!isSame) return false;
      agreed += 1;
    }
    return agreed > 0;
  });
  return alike.length === 1 ? alike[0] : undefined;
}
