import type { MailConnector, OpenContext } from '@mailhaul/connector-contract';
import { commonForms, type FolderChoice, planFolders } from '@mailhaul/copy-engine';
import type { LedgerReport } from '@mailhaul/pass-runner';
import type { FolderToVerify, SteadySides, VerificationReport } from '@mailhaul/verification';
import { openersOf } from './open-both.ts';

export interface PairToVerify {
  readonly source: MailConnector;
  readonly target: MailConnector;
  /** What the ledger knows; undefined: compare all folders as a pass would map them. */
  readonly ledger: LedgerReport | undefined;
  readonly options: FolderChoice;
  readonly isDeep: boolean;
  readonly context: OpenContext;
  readonly onProgress: (foldersDone: number, folders: number) => void;
}

/** Lists both sides over connections of its own and compares them. @throws ConnectorError */
export async function verifyPair(pair: PairToVerify): Promise<VerificationReport> {
  const { verifyMailbox, withSteadySides } = await import('@mailhaul/verification');
  return withSteadySides(openersOf(pair, pair.context), async (sides) => {
    const { ledger } = pair;
    const folders =
      ledger === undefined
        ? await foldersByPlan(pair, sides)
        : [...foldersOfLedger(ledger), ...(await parkedFolders(pair, ledger, sides))];
    pair.onProgress(0, folders.length);
    return verifyMailbox({
      ...sides,
      folders,
      isDeep: pair.isDeep,
      isAltering: ledger?.isTargetAltering === true,
      isRegenerating: ledger?.isTargetRegenerating === true,
      onFolder: (_path, done, total) => pair.onProgress(done, total),
    });
  });
}

/** What the passes so far took on, and what they know not to be at the target. */
export function foldersOfLedger(ledger: LedgerReport): FolderToVerify[] {
  const absent = new Map<string, Map<number, 'excluded' | 'failed' | 'gone' | 'collapsed'>>();
  for (const row of ledger.rows()) {
    if (row.outcome === 'migrated' || row.sourceId === undefined) continue;
    const key = JSON.stringify(row.sourcePath);
    const items =
      absent.get(key) ?? new Map<number, 'excluded' | 'failed' | 'gone' | 'collapsed'>();
    absent.set(key, items.set(row.sourceId, row.outcome));
  }
  return ledger.folders.map((folder) => ({
    sourceId: folder.sourceFolderId,
    targetId: folder.targetFolderId,
    sourcePath: folder.sourcePath,
    targetPath: folder.targetPath,
    belowId: folder.enumeratedBelowId,
    knownAbsent: absent.get(JSON.stringify(folder.sourcePath)) ?? new Map(),
  }));
}

/** Folders of which the ledger knows only how many there are: those of the plan that it does not know by name. */
async function parkedFolders(
  pair: PairToVerify,
  ledger: LedgerReport,
  sides: SteadySides,
): Promise<FolderToVerify[]> {
  if (ledger.parkedFolders === 0) return [];
  const known = new Set(ledger.folders.map(({ sourcePath }) => JSON.stringify(sourcePath)));
  const planned = await foldersByPlan(pair, sides);
  return planned
    .filter(({ sourcePath }) => !known.has(JSON.stringify(sourcePath)))
    .map((folder) => ({ ...folder, isParked: true }));
}

async function foldersByPlan(pair: PairToVerify, sides: SteadySides): Promise<FolderToVerify[]> {
  const [sources, targets] = await Promise.all([
    sides.source.listFolders(),
    sides.target.listFolders(),
  ]);
  const plans = planFolders({
    sources,
    targets,
    isTargetCaseInsensitive: sides.target.capabilities.isCaseInsensitive,
    options: pair.options,
    forms: commonForms(sides.source.capabilities, sides.target.capabilities),
  });
  return plans.map(({ source, targetPath, existing }) => ({
    sourceId: source.id,
    ...(existing === undefined ? {} : { targetId: existing.id }),
    sourcePath: source.path,
    targetPath,
  }));
}
