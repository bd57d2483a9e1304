import type { ReadItem } from '@mailhaul/connector-contract';
import type { FolderJob, PlannedItem } from './folder-job.ts';
import { formlessReason } from './item-forms.ts';
import type { PassContext } from './pass-context.ts';

/** As far as the item tells it itself, where it was not listed. */
export function formlessItem({ id, receivedAt }: ReadItem): PlannedItem {
  return { id, size: 0, epochSeconds: receivedAt.epochSeconds };
}

/** Items that have no form which the target takes: excluded. A later pass to a target that takes more tries them again. */
export async function recordFormless(
  { ledger, report }: PassContext,
  job: FolderJob,
  items: readonly PlannedItem[],
): Promise<void> {
  const { folder } = job;
  const { f, sourcePath } = folder;
  // What was tried before with the same outcome has it already.
  const news = items.filter(({ id }) => {
    return folder.standingOf(id) !== 'excluded' || folder.reasonOf(id) !== formlessReason;
  });
  if (news.length === 0) return;
  const outcomes = news.map(({ id, size, epochSeconds }) => ({
    ...{ sourceId: id, size, epochSeconds },
    ...({ standing: 'excluded', reason: formlessReason } as const),
  }));
  await ledger.recordUnwritten(f, outcomes);
  report({
    kind: 'settled',
    path: sourcePath.join('/'),
    counts: { excluded: news.length },
    bytes: 0,
  });
}
