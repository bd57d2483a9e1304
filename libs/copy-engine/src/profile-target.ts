import { hashItems, type ItemEvidence } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import type { BatchView, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

/**
 * Reads the first item back and records what the target does with bytes and dates. Says nothing when the item did not
 * get there, or cannot be told from others: the next item is tried then. What is intended next stands behind the profile in
 * the log, so nothing has to wait until it is durable.
 */
export async function profileTarget(
  run: PassRun,
  f: number,
  sourceId: number,
): Promise<{ readonly durable: Promise<void> } | undefined> {
  const { ledger } = run.context;
  const folder = ledger.folder(f);
  const target = ledger.target(folder.t);
  const row = [...folder.rows()].find((item) => item.sourceId === sourceId);
  if (row?.standing !== 'migrated') return undefined;
  const batch = ledger.batchesInto(folder.t).find((one) => holds(one, row));
  const fromId = row.targetId > 0 ? row.targetId : (batch?.fence ?? 1);
  const read = await run.targetControl.run(async (session) => {
    const { generation } = target;
    const listed = listWhole(session, target.id, { fromId, belowId: belowOf(row, batch) });
    // With the id known, body and listing are asked for in one breath.
    const ids = row.targetId > 0 ? [row.targetId] : (await listed).items.map(({ id }) => id);
    const [listing, evidence] = await Promise.all([
      listed,
      hashItems(session, target.id, { generation, ids, forms: run.forms }),
    ]);
    return { listing, evidence };
  });
  // What was written without one shows nothing of markers.
  const isMarked = run.marked.isOn && batch?.marked !== undefined;
  const marker = isMarked ? run.marked.of(f, sourceId) : undefined;
  const marked = read.listing.items.find((item) => item.marker === marker && marker !== undefined);
  const equal = read.listing.items.find(({ id }) => read.evidence.get(id)?.hash === row.hash);
  const [only, ...more] = read.listing.items;
  const item = marked ?? equal ?? (more.length === 0 ? only : undefined);
  if (item === undefined) return undefined;
  const profile = {
    bytes: isKept(read.evidence.get(item.id), row),
    date: item.receivedAt.epochSeconds === row.epochSeconds,
    merges: false,
    ...(marker === undefined ? {} : { markers: marked !== undefined }),
  };
  return { durable: ledger.recordProfile(profile) };
}

/** What is made anew for each reader proves nothing: its bytes are not kept. */
function isKept(evidence: ItemEvidence | undefined, row: RowView): boolean {
  return evidence?.isMadeAnew === false && evidence.hash === row.hash;
}

function holds(batch: BatchView, row: RowView): boolean {
  return batch.items().some((item) => item.row === row.row);
}

function belowOf(row: RowView, batch: BatchView | undefined): number {
  if (row.targetId > 0) return row.targetId + 1;
  return batch !== undefined && batch.upper > 0 ? batch.upper : 2 ** 32;
}
