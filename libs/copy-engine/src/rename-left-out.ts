import { ConnectorError, type Folder, type FolderState } from '@mailhaul/connector-contract';
import { findRenamed } from './find-renamed.ts';
import type { PassRun } from './pass-run.ts';

/**
 * A folder that was copied before, and is left out since it has another name, is known under that name: else its items
 * would be told as gone, and copied a second time as soon as a pass takes it again.
 */
export async function renameLeftOut(run: PassRun, folders: readonly Folder[]): Promise<void> {
  const { ledger } = run.context;
  if (ledger.folders().every(({ sourceId }) => run.sourceIds.has(sourceId))) return;
  for (const source of folders) {
    const state = source.state ?? (await askState(run, source));
    const known = state === undefined ? undefined : await findRenamed(run, source, state);
    if (known === undefined) continue;
    const target = ledger.target(known.t);
    const { durable } = ledger.recordFolder({
      f: known.f,
      sourceId: source.id,
      sourcePath: source.path,
      targetId: target.id,
      targetPath: target.path,
      targetGeneration: target.generation,
      before: known.before,
    });
    await durable;
  }
}

async function askState(run: PassRun, folder: Folder): Promise<FolderState | undefined> {
  try {
    return await run.sourceControl.run((session) => session.folderState(folder.id));
  } catch (error) {
    // It may be left out because it cannot be opened.
    if (error instanceof ConnectorError && error.scope === 'folder') return undefined;
    throw error;
  }
}
