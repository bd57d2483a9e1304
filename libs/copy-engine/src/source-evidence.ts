import { hashItems, type ItemEvidence } from './hash-items.ts';
import type { PassRun } from './pass-run.ts';

/** Reads items of a source folder once more, beside the listing, for their hashes. Items that are gone are left out. */
export async function sourceEvidence(
  run: PassRun,
  f: number,
  ids: readonly number[],
): Promise<Map<number, ItemEvidence>> {
  const folder = run.context.ledger.folder(f);
  // The whole folder is gone: a recovery that asked for it would fail with every pass.
  if (!run.sourceFolders.has(folder.sourceId)) return new Map();
  return run.sourceEvidence.run((session) =>
    hashItems(session, folder.sourceId, { generation: folder.generation, ids, forms: run.forms }),
  );
}
