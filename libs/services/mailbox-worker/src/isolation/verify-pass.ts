import type { MailConnector, OpenContext } from '@mailhaul/connector-contract';
import { commonForms, type FolderChoice, planFolders } from '@mailhaul/copy-engine';
import type { LedgerReport } from '@mailhaul/pass-runner';
import {
  type FolderToVerify,
  type SteadySides,
  type VerificationReport,
  verifyMailbox,
  withSteadySides,
} from '@mailhaul/verification';

export interface PassToVerify {
  readonly source: MailConnector;
  readonly target: MailConnector;
  readonly ledger: LedgerReport;
  readonly options: FolderChoice;
  readonly context: OpenContext;
  readonly onFolder: (foldersDone: number, folders: number) => void;
}

/** Lists both sides over connections of its own and compares them with what the ledger took on. @throws ConnectorError */
export async function verifyPass(pass: PassToVerify): Promise<VerificationReport> {
  const { source, target, ledger, context } = pass;
  const { memories } = ledger;
  const open = {
    source: () => source.open({ ...context, ...(memories && { memory: memories.source }) }),
    target: () => target.open({ ...context, ...(memories && { memory: memories.target }) }),
  };
  return withSteadySides(open, async (sides) => {
    const folders = [...foldersOfLedger(ledger), ...(await parkedFolders(pass, sides))];
    pass.onFolder(0, folders.length);
    return verifyMailbox({
      ...sides,
      folders,
      isDeep: false,
      isAltering: ledger.isTargetAltering,
      isRegenerating: ledger.isTargetRegenerating === true,
      onFolder: (_path, done, total) => pass.onFolder(done, total),
    });
  });
}

type Absence = 'excluded' | 'failed' | 'gone' | 'collapsed';

/** What the passes so far took on, and what they know not to be at the target. */
function foldersOfLedger(ledger: LedgerReport): FolderToVerify[] {
  const absent = new Map<string, Map<number, Absence>>();
  for (const row of ledger.rows()) {
    if (row.outcome === 'migrated' || row.sourceId === undefined) continue;
    const key = keyOf(row.sourcePath);
    const items = absent.get(key) ?? new Map<number, Absence>();
    absent.set(key, items.set(row.sourceId, row.outcome));
  }
  return ledger.folders.map((folder) => ({
    sourceId: folder.sourceFolderId,
    targetId: folder.targetFolderId,
    sourcePath: folder.sourcePath,
    targetPath: folder.targetPath,
    belowId: folder.enumeratedBelowId,
    knownAbsent: absent.get(keyOf(folder.sourcePath)) ?? new Map<number, Absence>(),
  }));
}

/** The ledger knows only how many there are: those of the plan that it does not know by name. */
async function parkedFolders(
  { ledger, options }: PassToVerify,
  { source, target }: SteadySides,
): Promise<FolderToVerify[]> {
  if (ledger.parkedFolders === 0) return [];
  const known = new Set(ledger.folders.map(({ sourcePath }) => keyOf(sourcePath)));
  const [sources, targets] = await Promise.all([source.listFolders(), target.listFolders()]);
  const { isCaseInsensitive } = target.capabilities;
  const plans = planFolders({
    sources,
    targets,
    isTargetCaseInsensitive: isCaseInsensitive,
    options,
    forms: commonForms(source.capabilities, target.capabilities),
  });
  return plans
    .filter(({ source: { path } }) => !known.has(keyOf(path)))
    .map(({ source: { id, path }, targetPath, existing }) => ({
      sourceId: id,
      ...(existing === undefined ? {} : { targetId: existing.id }),
      sourcePath: path,
      targetPath,
      isParked: true,
    }));
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
