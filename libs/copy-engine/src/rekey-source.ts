import type { FolderState } from '@mailhaul/connector-contract';
import { hashItems } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import type { ItemStanding, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/** Pairs recorded in one event. */
const pairsPerEvent = 20_000;

/** Among rows of equal bytes the one whose copy exists is named first: what is left over then is what was deleted. */
const precedence: Record<ItemStanding, number> = {
  migrated: 0,
  collapsed: 1,
  doubtful: 2,
  intended: 3,
  missing: 4,
  failed: 5,
  excluded: 6,
  gone: 7,
  forgotten: 8,
};

/**
 * The source folder began a new generation, so its ids say nothing any more: finds the ledger's items again by size,
 * date and the hash of their bytes, as a multiset, and records their new ids. Items without a recorded hash were never
 * written: they are taken as new.
 */
export async function rekeySource(run: PassRun, f: number, state: FolderState): Promise<void> {
  const { ledger } = run.context;
  const folder = ledger.folder(f);
  const rows = [...folder.rows()].filter(({ hash }) => hash !== undefined);
  await ledger.recordSourceRegenerated(f, state.generation);
  const pairs =
    rows.length === 0 ? [] : await pairUp(run, { sourceId: folder.sourceId, state, rows });
  for (let at = 0; at === 0 || at < pairs.length; at += pairsPerEvent) {
    const some = pairs.slice(at, at + pairsPerEvent);
    await ledger.recordRekeyed(f, some, at + pairsPerEvent >= pairs.length);
  }
}

async function pairUp(
  run: PassRun,
  what: { sourceId: string; state: FolderState; rows: readonly RowView[] },
): Promise<{ row: number; id: number }[]> {
  const keys = new Set(what.rows.map(({ size, epochSeconds }) => `${size} ${epochSeconds}`));
  const evidence = await run.sourceControl.run(async (session) => {
    const listing = await listWhole(session, what.sourceId, { belowId: what.state.nextId });
    const ids = listing.items
      .filter(({ size, receivedAt }) => keys.has(`${size} ${receivedAt.epochSeconds}`))
      .map(({ id }) => id);
    return hashItems(session, what.sourceId, {
      generation: what.state.generation,
      ids,
      forms: run.forms,
    });
  });
  const byHash = new Map<string, RowView[]>();
  const ordered = what.rows.toSorted(
    (a, b) => precedence[a.standing] - precedence[b.standing] || a.row - b.row,
  );
  for (const row of ordered) {
    const key = row.hash ?? '';
    byHash.set(key, [...(byHash.get(key) ?? []), row]);
  }
  const pairs: { row: number; id: number }[] = [];
  for (const [id, { hash }] of [...evidence].toSorted(([a], [b]) => a - b)) {
    const row = byHash.get(hash)?.shift();
    if (row !== undefined) pairs.push({ row: row.row, id });
  }
  return pairs;
}
