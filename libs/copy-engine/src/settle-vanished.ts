import { goneReason } from './pass-context.ts';
import type { ParkedFolder } from './park-folders.ts';
import type { FolderView, UnwrittenOutcome } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/**
 * Source folders that the ledger knows and the source does not list any more, under no name: what of their items was not
 * copied is gone. They stay unverified, so that a folder that comes back is listed from its beginning.
 */
export async function settleVanished(
  run: PassRun,
  refused: readonly ParkedFolder[],
): Promise<void> {
  const { ledger, report } = run.context;
  if (mayBeNewName(run, refused) !== undefined) return;
  for (const folder of unsettled(run)) {
    const { f, generation, below, sourcePath } = folder;
    const gone = uncopied(folder);
    await ledger.recordUnwritten(f, gone);
    await ledger.recordEnumeration({ f, generation, below, itemCount: 0, bytes: 0 });
    const path = sourcePath.join('/');
    if (gone.length > 0) report({ kind: 'settled', path, counts: { gone: gone.length }, bytes: 0 });
  }
}

/** Vanished folders that cannot be settled while a folder that may be one of them cannot be opened: parked with it. */
export function parkedVanished(run: PassRun, refused: readonly ParkedFolder[]): ParkedFolder[] {
  const unseen = mayBeNewName(run, refused);
  if (unseen === undefined) return [];
  return unsettled(run).map(({ sourceId: id, sourcePath: path }) => ({
    source: { id, path, canHoldItems: true, isSubscribed: false },
    error: unseen.error,
  }));
}

/** A folder that the ledger does not know, and into which this pass could not look. */
function mayBeNewName(run: PassRun, refused: readonly ParkedFolder[]): ParkedFolder | undefined {
  const known = new Set(run.context.ledger.folders().map(({ sourceId }) => sourceId));
  return refused.find(({ source }) => !known.has(source.id));
}

function unsettled(run: PassRun): FolderView[] {
  return run.context.ledger.folders().filter((folder) => {
    const { sourceId, isVerified, enumeratedCount } = folder;
    if (run.sourceFolders.has(sourceId)) return false;
    return uncopied(folder).length > 0 || !(isVerified || enumeratedCount === 0);
  });
}

function uncopied(folder: FolderView): UnwrittenOutcome[] {
  const items: UnwrittenOutcome[] = [];
  for (const { standing, sourceId, size, epochSeconds } of folder.rows()) {
    if (standing !== 'missing' && standing !== 'failed' && standing !== 'excluded') continue;
    items.push({ sourceId, size, epochSeconds, standing: 'gone', reason: goneReason });
  }
  return items;
}
