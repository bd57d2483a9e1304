import {
  ConnectorError,
  type Folder,
  folderKindOf,
  type FolderState,
} from '@mailhaul/connector-contract';
import type { FolderLeftOut, LeaveOutReason } from './leave-out.ts';
import { listWhole } from './list-items.ts';
import type { FolderView, LeftOutFolder, UnwrittenOutcome } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/** How many items stand in folders that are left out, folder by folder, without those that have rows in the ledger. */
export function countLeftOut(
  run: PassRun,
  folders: readonly FolderLeftOut[],
): Promise<readonly LeftOutFolder[]> {
  return Promise.all(
    folders.map(async ({ source, why }) => {
      const kind = folderKindOf(source);
      const told = { path: source.path, why, ...(kind === undefined ? {} : { kind }) };
      try {
        return { ...told, count: await countWithoutRows(run, source) };
      } catch (error) {
        // It may be left out because it cannot be opened.
        if (error instanceof ConnectorError && error.scope === 'folder')
          return { ...told, count: 0 };
        throw error;
      }
    }),
  );
}

async function countWithoutRows(run: PassRun, folder: Folder): Promise<number> {
  const known = run.context.ledger.folders().find(({ sourceId }) => sourceId === folder.id);
  const rowCount = known === undefined ? 0 : rowsAtSource(known);
  if (known === undefined || rowCount === 0) {
    return folder.state?.itemCount ?? (await askState(run, folder)).itemCount;
  }
  const state = folder.state ?? (await askState(run, folder));
  const { itemCount, nextId, generation } = state;
  if (generation !== known.generation) return Math.max(0, itemCount - rowCount);
  // Nothing has come since, and nothing is missing.
  if (nextId === known.below && itemCount === rowCount) return 0;
  // Some of the rows may be of items that have been deleted since: only the listing tells.
  const { items } = await run.sourceControl.run((session) => listWhole(session, folder.id, {}));
  return items.filter(({ id }) => {
    const standing = known.standingOf(id);
    return standing === undefined || standing === 'gone' || standing === 'forgotten';
  }).length;
}

/** So many are named; each counts. */
const foldersToldMax = 200;

type Counts = Readonly<Record<string, number>>;

function isEqual(a: Counts, b: Counts): boolean {
  return Object.keys({ ...a, ...b }).every((reason) => a[reason] === b[reason]);
}

/** Why an item is excluded that lies in a folder that is left out. */
function folderReason(why: LeaveOutReason): string {
  if (why === 'filter') return 'folder-excluded';
  return why === 'not-included' ? 'folder-not-included' : 'folder-left-out';
}

/** Records the numbers when they are new ones, and tells by how much it grew. */
export async function recordLeftOut(
  run: PassRun,
  folders: readonly LeftOutFolder[],
): Promise<void> {
  const { ledger, report } = run.context;
  const held = folders.filter((folder) => folder.count > 0);
  const counts: Record<string, number> = {};
  for (const { why, count } of held) {
    const reason = folderReason(why);
    counts[reason] = (counts[reason] ?? 0) + count;
  }
  const count = held.reduce((sum, folder) => sum + folder.count, 0);
  const more = count - ledger.leftOut;
  if (more === 0 && isEqual(counts, ledger.leftOutFor)) return;
  await ledger.recordLeftOut(count, counts, held.slice(0, foldersToldMax));
  // As with an item that a wider filter takes: what a pass did is told, and no outcome is taken back.
  if (more > 0) report({ kind: 'settled', path: '', counts: { excluded: more }, bytes: 0 });
}

/**
 * Folders that are left out since a pass was broken off in them: what it still owes is excluded. They stay unverified,
 * so that a pass that takes them again lists them from their beginning.
 */
export async function settleLeftOut(run: PassRun): Promise<void> {
  const { ledger, report } = run.context;
  for (const folder of ledger.folders()) {
    const { f, generation, below, sourceId, sourcePath } = folder;
    const why = run.leftOut.get(sourceId);
    if (why === undefined) continue;
    const owed: UnwrittenOutcome[] = [];
    for (const { standing, sourceId: id, size, epochSeconds } of folder.rows()) {
      if (standing !== 'missing') continue;
      const reason = folderReason(why);
      owed.push({ sourceId: id, size, epochSeconds, standing: 'excluded', reason });
    }
    await ledger.recordUnwritten(f, owed);
    const path = sourcePath.join('/');
    const excluded = owed.length;
    if (excluded > 0) report({ kind: 'settled', path, counts: { excluded }, bytes: 0 });
    const itemCount = rowsAtSource(folder);
    if (folder.isVerified || folder.enumeratedCount <= itemCount) continue;
    await ledger.recordEnumeration({ f, generation, below, itemCount, bytes: undefined });
  }
}

/** Those that may still be there. */
export function rowsAtSource({ counts }: FolderView): number {
  const rowCount = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return rowCount - counts.gone - counts.forgotten;
}

function askState(run: PassRun, folder: Folder): Promise<FolderState> {
  return run.sourceControl.run((session) => session.folderState(folder.id));
}
