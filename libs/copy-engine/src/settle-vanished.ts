import { goneReason } from './pass-context.ts';
import type { UnwrittenOutcome } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/**
 * Source folders that the ledger knows and the source does not list any more, under no name: what of their items was not
 * copied is gone. They stay unverified, so that a folder that comes back is listed from its beginning.
 */
export async function settleVanished(run: PassRun): Promise<void> {
  const { ledger, report } = run.context;
  for (const folder of ledger.folders()) {
    const { f, generation, below, sourceId, sourcePath, isVerified, enumeratedCount } = folder;
    if (run.sourceIds.has(sourceId)) continue;
    const gone: UnwrittenOutcome[] = [];
    for (const { standing, sourceId: id, size, epochSeconds } of folder.rows()) {
      if (standing !== 'missing' && standing !== 'failed' && standing !== 'excluded') continue;
      gone.push({ sourceId: id, size, epochSeconds, standing: 'gone', reason: goneReason });
    }
    if (gone.length === 0 && (isVerified || enumeratedCount === 0)) continue;
    await ledger.recordUnwritten(f, gone);
    await ledger.recordEnumeration({ f, generation, below, itemCount: 0, bytes: 0 });
    const path = sourcePath.join('/');
    if (gone.length > 0) report({ kind: 'settled', path, counts: { gone: gone.length }, bytes: 0 });
  }
}
