import { ConnectorError, type MailSession } from '@mailhaul/connector-contract';
import {
  type FolderPlan,
  type FolderChoice,
  commonForms,
  exclusionReason,
  foldersLeftOut,
  planFolders,
} from '@mailhaul/copy-engine';
import type { LedgerReport } from '@mailhaul/pass-runner';
import type {
  FolderLeftOutEvent,
  FolderParkedEvent,
  FolderPlanned,
} from '../render/run-events.schema.ts';
import { cleanText } from '../text/clean-text.ts';
import { problemOf } from './problem.ts';

export interface MailboxToPlan {
  readonly mailbox: number;
  readonly source: MailSession;
  readonly target: MailSession;
  /** What earlier passes copied; undefined: nothing. */
  readonly ledger: LedgerReport | undefined;
  readonly options: FolderChoice;
}

/** Lists the source and says, folder by folder, what a pass would do. Writes nothing on either side. @throws ConnectorError */
export async function* planMailbox(
  plan: MailboxToPlan,
): AsyncIterable<FolderPlanned | FolderLeftOutEvent | FolderParkedEvent> {
  const { source, target } = plan;
  const [sources, targets] = await Promise.all([source.listFolders(), target.listFolders()]);
  const forms = commonForms(source.capabilities, target.capabilities);
  const folders = planFolders({
    sources,
    targets,
    isTargetCaseInsensitive: target.capabilities.isCaseInsensitive,
    options: plan.options,
    forms,
  });
  const done = copiedIds(plan.ledger);
  for (const folder of folders) yield await planOrPark(plan, folder, done);
  for (const { source: folder, why } of foldersLeftOut(sources, { ...plan.options, forms })) {
    yield {
      event: 'folder-left-out',
      mailbox: plan.mailbox,
      folder: cleanText(folder.path.join('/')),
      why,
      items: folder.state?.itemCount ?? null,
    };
  }
}

/** A folder that cannot be opened hides no other. */
async function planOrPark(
  plan: MailboxToPlan,
  folder: FolderPlan,
  done: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<FolderPlanned | FolderParkedEvent> {
  try {
    return await planFolder(plan, folder, done);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.scope !== 'folder') throw error;
    return {
      event: 'folder-parked',
      mailbox: plan.mailbox,
      folder: cleanText(folder.source.path.join('/')),
      items: folder.source.state?.itemCount ?? null,
      error: problemOf(error),
    };
  }
}

async function planFolder(
  plan: MailboxToPlan,
  folder: FolderPlan,
  done: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<FolderPlanned> {
  const doneHere = done.get(JSON.stringify(folder.source.path));
  const itemBytesMax = plan.target.capabilities.itemBytesMax ?? Infinity;
  const figures = { items: 0, bytes: 0, excluded: 0, copiedAlready: 0, tooLarge: 0 };
  for await (const page of plan.source.listItems(folder.source.id)) {
    for (const { id, size, receivedAt, kind = 'mail', flags } of page.items) {
      const item = { size, epochSeconds: receivedAt.epochSeconds, kind, flags };
      if (doneHere?.has(id) === true) figures.copiedAlready += 1;
      else if (exclusionReason(item, plan.options.filters) !== undefined) figures.excluded += 1;
      else {
        figures.items += 1;
        figures.bytes += size;
        if (size > itemBytesMax) figures.tooLarge += 1;
      }
    }
  }
  return {
    event: 'folder-planned',
    mailbox: plan.mailbox,
    folder: cleanText(folder.source.path.join('/')),
    target: cleanText(folder.targetPath.join('/')),
    why: folder.because ?? null,
    isNew: folder.existing === undefined,
    ...figures,
  };
}

function copiedIds(ledger: LedgerReport | undefined): ReadonlyMap<string, ReadonlySet<number>> {
  const copied = new Map<string, Set<number>>();
  for (const { sourcePath, sourceId, outcome } of ledger?.rows() ?? []) {
    const isCopied = outcome === 'migrated' || outcome === 'collapsed';
    if (!isCopied || sourceId === undefined) continue;
    const key = JSON.stringify(sourcePath);
    const ids = copied.get(key) ?? new Set<number>();
    copied.set(key, ids.add(sourceId));
  }
  return copied;
}
