import type { MailConnector, MailSession, OpenContext } from '@mailhaul/connector-contract';
import { type PassOptions, planFolders } from '@mailhaul/copy-engine';
import type { LedgerReport } from '@mailhaul/pass-runner';
import type { FolderToVerify, VerificationReport } from '@mailhaul/verification';

export interface PairToVerify {
  readonly source: MailConnector;
  readonly target: MailConnector;
  /** What the ledger knows; undefined: compare all folders as a pass would map them. */
  readonly ledger: LedgerReport | undefined;
  readonly options: Pick<PassOptions, 'filters' | 'folderMap'>;
  readonly isDeep: boolean;
  readonly context: OpenContext;
  readonly onProgress: (foldersDone: number, folders: number) => void;
}

/** Lists both sides over connections of its own and compares them. @throws ConnectorError */
export async function verifyPair(pair: PairToVerify): Promise<VerificationReport> {
  const [{ verifyMailbox }, sessions] = await Promise.all([
    import('@mailhaul/verification'),
    openBoth(pair),
  ]);
  const { source, target } = sessions;
  try {
    const folders =
      pair.ledger === undefined
        ? await foldersByPlan(pair, sessions)
        : foldersOfLedger(pair.ledger);
    pair.onProgress(0, folders.length);
    const report = await verifyMailbox({
      source,
      target,
      folders,
      isDeep: pair.isDeep,
      onFolder: (_path, done, total) => pair.onProgress(done, total),
    });
    await Promise.all([source.close(), target.close()]);
    return report;
  } finally {
    source.abort();
    target.abort();
  }
}

/** What the passes so far took on, and what they know not to be at the target. */
export function foldersOfLedger(ledger: LedgerReport): FolderToVerify[] {
  const absent = new Map<string, Map<number, 'excluded' | 'failed' | 'gone' | 'collapsed'>>();
  for (const row of ledger.rows()) {
    if (row.outcome === 'migrated') continue;
    const key = JSON.stringify(row.sourcePath);
    const items =
      absent.get(key) ?? new Map<number, 'excluded' | 'failed' | 'gone' | 'collapsed'>();
    absent.set(key, items.set(row.sourceId, row.outcome));
  }
  return ledger.folders.map(({ sourcePath, targetPath, enumeratedBelowId }) => ({
    sourcePath,
    targetPath,
    belowId: enumeratedBelowId,
    knownAbsent: absent.get(JSON.stringify(sourcePath)) ?? new Map(),
  }));
}

async function foldersByPlan(
  pair: PairToVerify,
  sessions: { source: MailSession; target: MailSession },
): Promise<FolderToVerify[]> {
  const [sources, targets] = await Promise.all([
    sessions.source.listFolders(),
    sessions.target.listFolders(),
  ]);
  const plans = planFolders({
    sources,
    targets,
    isTargetCaseInsensitive: sessions.target.capabilities.isCaseInsensitive,
    options: pair.options,
  });
  return plans.map(({ source, targetPath }) => ({ sourcePath: source.path, targetPath }));
}

async function openBoth(pair: PairToVerify): Promise<{ source: MailSession; target: MailSession }> {
  const [source, target] = await Promise.allSettled([
    pair.source.open(pair.context),
    pair.target.open(pair.context),
  ]);
  if (source.status === 'fulfilled' && target.status === 'fulfilled') {
    return { source: source.value, target: target.value };
  }
  if (source.status === 'fulfilled') source.value.abort();
  if (target.status === 'fulfilled') target.value.abort();
  throw source.status === 'rejected' ? source.reason : (target as PromiseRejectedResult).reason;
}
