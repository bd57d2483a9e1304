import type { FolderView } from './pass-ledger.ts';
import type { PassProgress } from './pass-progress.ts';

/** Tells what became of items, as the ledger has it. */
export function settledNews(
  folder: FolderView,
  items: readonly { readonly id: number; readonly size: number }[],
): PassProgress {
  const counts = { migrated: 0, failed: 0, collapsed: 0 };
  let bytes = 0;
  for (const { id, size } of items) {
    const standing = folder.standingOf(id);
    if (standing === 'migrated') {
      counts.migrated += 1;
      bytes += size;
    } else if (standing === 'collapsed') counts.collapsed += 1;
    else if (standing === 'failed' || standing === 'doubtful') counts.failed += 1;
  }
  return { kind: 'settled', path: folder.sourcePath.join('/'), counts, bytes };
}
