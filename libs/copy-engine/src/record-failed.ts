import { ConnectorError } from '@mailhaul/connector-contract';
import type { FolderJob } from './folder-job.ts';
import type { PassRun } from './pass-run.ts';
import type { ReadyItem } from './ready-batch.ts';

/** Items that the target does not take: failed, with its reason and its words. */
export async function recordFailed(
  run: PassRun,
  job: FolderJob,
  { items, error }: { items: readonly ReadyItem[]; error: unknown },
): Promise<void> {
  const known = error instanceof ConnectorError ? error : undefined;
  const outcomes = items.map(({ id, size, receivedAt }) => ({
    sourceId: id,
    size,
    epochSeconds: receivedAt.epochSeconds,
    standing: 'failed' as const,
    reason: known?.code ?? 'write-aborted',
    ...(known?.serverText ? { words: known.serverText } : {}),
  }));
  await run.context.ledger.recordUnwritten(job.folder.f, outcomes);
  const path = job.folder.sourcePath.join('/');
  run.context.report({ kind: 'settled', path, counts: { failed: items.length }, bytes: 0 });
}
