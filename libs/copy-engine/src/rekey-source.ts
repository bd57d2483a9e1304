import type { FolderState } from '@mailhaul/connector-contract';
import { hashItems, type ItemEvidence } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import type { FolderView, ItemStanding, RowView } from './pass-ledger.ts';
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
 * date and the hash of their bytes, as a multiset, and records their new ids. What was adopted without being read is known by its copy at
 * the target. Items that were neither read nor adopted were never written: they are taken as new.
 */
export async function rekeySource(run: PassRun, f: number, state: FolderState): Promise<void> {
  const { ledger } = run.context;
  const folder = ledger.folder(f);
  const rows = [...folder.rows()].filter(
    ({ hash, targetId }) => hash !== undefined || targetId > 0,
  );
  await ledger.recordSourceRegenerated(f, state.generation);
  const pairs = rows.length === 0 ? [] : await pairUp(run, { folder, state, rows });
  for (let at = 0; at === 0 || at < pairs.length; at += pairsPerEvent) {
    const some = pairs.slice(at, at + pairsPerEvent);
    await ledger.recordRekeyed(f, some, at + pairsPerEvent >= pairs.length);
  }
}

interface RowsToFind {
  readonly folder: FolderView;
  readonly state: FolderState;
  readonly rows: readonly RowView[];
}

interface Pair {
  readonly row: number;
  readonly id: number;
}

async function pairUp(run: PassRun, what: RowsToFind): Promise<Pair[]> {
  const { evidence, dates } = await sourceNow(run, what);
  const ordered = what.rows.toSorted(
    (a, b) => precedence[a.standing] - precedence[b.standing] || a.row - b.row,
  );
  const byHash = Map.groupBy(ordered, ({ hash }) => hash);
  const pairs: Pair[] = [];
  const left = new Map(evidence);
  for (const [id, { hash }] of evidence) {
    const row = byHash.get(hash)?.shift();
    if (row === undefined) continue;
    pairs.push({ row: row.row, id });
    left.delete(id);
  }
  const unread = byHash.get(undefined) ?? [];
  if (unread.length === 0 || left.size === 0) return pairs;
  const copies = await copiesOf(run, what.folder.t, unread);
  const isDateKept = run.context.ledger.profile?.date !== false;
  for (const keyOf of [hashKey, likenessKey, messageIdKey]) {
    const waiting = Map.groupBy(unread, (row) => keyOf(copies.get(row.targetId)));
    for (const [id, found] of left) {
      const key = keyOf(found);
      const rows = key === undefined ? undefined : waiting.get(key);
      const at = rows?.findIndex((row) => !isDateKept || row.epochSeconds === dates.get(id)) ?? -1;
      const [row] = rows === undefined || at < 0 ? [] : rows.splice(at, 1);
      if (row === undefined) continue;
      unread.splice(unread.indexOf(row), 1);
      pairs.push({ row: row.row, id });
      left.delete(id);
    }
  }
  return pairs;
}

/** Items that may be those of the rows, ascending. */
async function sourceNow(
  run: PassRun,
  { folder, state, rows }: RowsToFind,
): Promise<{ evidence: Map<number, ItemEvidence>; dates: ReadonlyMap<number, number> }> {
  const areSizesTold = run.sourceCapabilities?.areSizesEstimates !== true;
  const keyOf = (size: number, epochSeconds: number) =>
    areSizesTold ? `${size} ${epochSeconds}` : `${epochSeconds}`;
  const keys = new Set(rows.map(({ size, epochSeconds }) => keyOf(size, epochSeconds)));
  return run.sourceControl.run(async (session) => {
    const { items } = await listWhole(session, folder.sourceId, { belowId: state.nextId });
    const likely = items.filter(({ size, receivedAt }) =>
      keys.has(keyOf(size, receivedAt.epochSeconds)),
    );
    const evidence = await hashItems(session, folder.sourceId, {
      ...{ generation: state.generation, forms: run.forms },
      ids: likely.map(({ id }) => id),
    });
    const dates = new Map(likely.map(({ id, receivedAt }) => [id, receivedAt.epochSeconds]));
    return { evidence: new Map([...evidence].toSorted(([a], [b]) => a - b)), dates };
  });
}

function copiesOf(
  run: PassRun,
  t: number,
  rows: readonly RowView[],
): Promise<Map<number, ItemEvidence>> {
  const { id, generation } = run.context.ledger.target(t);
  const ids = rows.map(({ targetId }) => targetId);
  return run.targetControl.run((session) =>
    hashItems(session, id, { generation, ids, forms: run.forms }),
  );
}

type KeyOf = (evidence: ItemEvidence | undefined) => string | undefined;

const hashKey: KeyOf = (evidence) => evidence?.hash;
const likenessKey: KeyOf = (evidence) => evidence?.likeness;
const messageIdKey: KeyOf = (evidence) => evidence?.messageIdHash;
