import type { ConnectorError, Folder } from '@mailhaul/connector-contract';
import type { FolderJob } from './folder-job.ts';
import { rowsAtSource } from './leave-out-folders.ts';
import { pathText } from './path-text.ts';
import type { FolderView, UnwrittenOutcome } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/** A folder that cannot be gone on with in this pass. */
export interface ParkedFolder {
  readonly source: Folder;
  readonly error: ConnectorError;
}

/** A folder may be parked when only it is the matter, and nothing of it is in the air. */
export function canBeParked(job: FolderJob): boolean {
  return job.failure?.scope === 'folder' && job.folder.counts.intended === 0;
}

/**
 * Records that folders were not copied, or not to their end: items that are known have failed with the folder's reason, the
 * others are counted. They stay unverified, so that the next pass begins with them anew.
 */
export async function parkFolders(run: PassRun, parked: readonly ParkedFolder[]): Promise<void> {
  const { ledger, report } = run.context;
  let items = 0;
  for (const { source, error } of parked) {
    const known = ledger.folders().find(({ sourceId }) => sourceId === source.id);
    const atSource = known?.enumeratedCount ?? source.state?.itemCount;
    const owed = known === undefined ? 0 : await failOwed(run, known, error);
    const uncounted = Math.max(
      0,
      (atSource ?? 0) - (known === undefined ? 0 : rowsAtSource(known)),
    );
    if (known !== undefined && uncounted > 0) await closeSet(run, known);
    items += uncounted;
    const path = pathText(source.path);
    if (owed > 0) report({ kind: 'settled', path, counts: { failed: owed }, bytes: 0 });
    const itemCount = atSource === undefined ? undefined : owed + uncounted;
    report({ kind: 'folder-parked', path, itemCount, error });
  }
  const before = ledger.parked;
  if (before.folders === parked.length && before.items === items) return;
  await ledger.recordParked({ folders: parked.length, items });
  const failed = items - before.items;
  if (failed > 0) report({ kind: 'settled', path: '', counts: { failed }, bytes: 0 });
}

async function failOwed(run: PassRun, folder: FolderView, error: ConnectorError): Promise<number> {
  const owed: UnwrittenOutcome[] = [];
  const words = error.serverText === undefined ? {} : { words: error.serverText };
  for (const { standing, sourceId, size, epochSeconds } of folder.rows()) {
    if (standing !== 'missing') continue;
    owed.push({ sourceId, size, epochSeconds, standing: 'failed', reason: error.code, ...words });
  }
  await run.context.ledger.recordUnwritten(folder.f, owed);
  return owed.length;
}

/** What was enumerated and never listed is counted with the parked: the folder's own set is what has rows. */
async function closeSet(run: PassRun, folder: FolderView): Promise<void> {
  const { f, generation, below } = folder;
  const itemCount = rowsAtSource(folder);
  await run.context.ledger.recordEnumeration({ f, generation, below, itemCount, bytes: undefined });
}
