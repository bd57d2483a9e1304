import { ConnectorError, type Folder, folderKindOf } from '@mailhaul/connector-contract';
import type { Renames } from './find-renamed.ts';
import type { PassRun } from './pass-run.ts';

/**
 * A folder that was copied before, and is left out since it has another name, is known under that name: else its items
 * would be told as gone, and copied a second time as soon as a pass takes it again.
 */
export async function renameLeftOut(
  run: PassRun,
  folders: readonly Folder[],
  renames: Renames,
): Promise<void> {
  const { ledger } = run.context;
  for (const source of folders) {
    const known = renames.get(source.id);
    // It may be left out because it cannot be opened.
    if (known === undefined || known instanceof ConnectorError) continue;
    const target = ledger.target(known.t);
    const { durable } = ledger.recordFolder({
      f: known.f,
      sourceId: source.id,
      sourcePath: source.path,
      targetId: target.id,
      targetPath: target.path,
      targetGeneration: target.generation,
      before: known.before,
      kind: folderKindOf(source),
    });
    await durable;
  }
}
