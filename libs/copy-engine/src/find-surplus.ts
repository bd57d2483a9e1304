import type { ItemInfo } from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import { expectedOf } from './expected-of.ts';
import type { ItemEvidence } from './hash-items.ts';
import { type Candidate, matchExpected } from './match-expected.ts';
import type { BatchView, ItemStanding, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { sourceEvidence } from './source-evidence.ts';

/** A watched batch, and the unclaimed copies behind its fence that look like its items. */
export interface WatchedBatch {
  readonly t: number;
  readonly batch: BatchView;
  /** It is looked for the last time. */
  readonly isOver: boolean;
}

interface Copies {
  readonly likely: readonly ItemInfo[];
  readonly evidence: ReadonlyMap<number, ItemEvidence>;
}

/**
 * Surplus is what repeats an item that has its copy. An item that has none yet may own a copy that came late: it is kept
 * back until the item is written again, since a target that merges equal items gives it that very copy then.
 */
export interface Surplus {
  readonly surplus: readonly number[];
  readonly keptBack: number;
}

/** Where the target keeps bytes: copies of equal bytes that no item of ours is owed. */
export function equalSurplus(run: PassRun, watched: WatchedBatch, copies: Copies): Surplus {
  const rows = watched.batch.items();
  const hashes = new Set(rows.map(({ hash }) => hash));
  const candidates: Candidate[] = [];
  for (const [id, { hash }] of copies.evidence) {
    if (hashes.has(hash)) candidates.push({ id, hash });
  }
  const owed = run.context.ledger.batchesInto(watched.t).flatMap((one) => expectedOf(one));
  const ours = matchExpected(owed, candidates, { adoptOnlyAboveFence: true });
  const taken = new Set(ours.map(({ id }) => id));
  const served = new Set(ours.map(({ expected }) => expected));
  // A user may have moved a copy out and back: what is not where it was written is among the others.
  const moved = countHashes(owed.filter((item) => !served.has(item)));
  const doubtful = countHashes(doubtfulInto(run, watched.t).map(({ row }) => row));
  const left = candidates.filter(
    ({ id, hash }) => !taken.has(id) && !takeOne(moved, [hash]) && !takeOne(doubtful, [hash]),
  );
  const pending = countHashes(rowsInto(run, watched.t, pendingIn(watched)).map(({ row }) => row));
  const surplus = left.filter(({ hash }) => !takeOne(pending, [hash]));
  return { surplus: surplus.map(({ id }) => id), keptBack: left.length - surplus.length };
}

function countHashes(
  items: readonly { readonly hash: ContentHash | undefined }[],
): Map<ContentHash, number> {
  const counts = new Map<ContentHash, number>();
  for (const { hash } of items) {
    if (hash !== undefined) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return counts;
}

interface FolderRow {
  readonly f: number;
  readonly row: RowView;
}

type IsMeant = (standing: ItemStanding) => boolean;

function rowsInto(run: PassRun, t: number, isMeant: IsMeant): FolderRow[] {
  const found: FolderRow[] = [];
  for (const folder of run.context.ledger.folders()) {
    const standings = Object.entries(folder.counts) as [ItemStanding, number][];
    const isAny = standings.some(([standing, count]) => count > 0 && isMeant(standing));
    if (folder.t !== t || !isAny) continue;
    for (const row of folder.rows()) {
      if (isMeant(row.standing)) found.push({ f: folder.f, row });
    }
  }
  return found;
}

/**
 * Where a target that tells no ids merges equal items without a word, a later twin may own the copy of a doubtful one:
 * that copy is a person's to judge. Where ids are told, the twin's own claim takes the report back.
 */
function doubtfulInto(run: PassRun, t: number): FolderRow[] {
  if (run.targetCapabilities?.returnsIdOnWrite !== false) return [];
  return rowsInto(run, t, (standing) => standing === 'doubtful');
}

/** Items without a copy that may be written again; some of them perhaps never, which no watch waits for. */
function pendingIn({ isOver }: WatchedBatch): IsMeant {
  return (standing) =>
    standing === 'missing' || (!isOver && (standing === 'failed' || standing === 'excluded'));
}

/** Rewritten bytes have another hash: what has the date and Message-ID of an item of the batch is reported. */
export async function rewrittenSurplus(
  run: PassRun,
  watched: WatchedBatch,
  copies: Copies,
): Promise<Surplus> {
  const { batch } = watched;
  const rows = batch.items();
  const ids = rows.map(({ sourceId }) => sourceId);
  const sources = await sourceEvidence(run, batch.f, ids);
  const named = new Set<string>();
  // Rows that cannot be read any more, or have no Message-ID: anything of their date may repeat them.
  const anyAt = new Set<number>();
  for (const { sourceId, epochSeconds } of rows) {
    const messageIdHash = sources.get(sourceId)?.messageIdHash;
    if (messageIdHash === undefined) anyAt.add(epochSeconds);
    else named.add(`${epochSeconds} ${messageIdHash}`);
  }
  const repeats = copies.likely.flatMap(({ id, receivedAt: { epochSeconds } }) => {
    const messageIdHash = copies.evidence.get(id)?.messageIdHash ?? '';
    const place = `${epochSeconds} ${messageIdHash}`;
    if (!anyAt.has(epochSeconds) && !named.has(place)) return [];
    // An item that cannot be read any more may own any copy of its date.
    return [{ id, places: [place, unreadAt(epochSeconds)] }];
  });
  if (repeats.length === 0) return { surplus: [], keptBack: 0 };
  const dates = new Set(rows.map(({ epochSeconds }) => epochSeconds));
  const owed = await countPlaces(run, owedAmong(run, watched.t), dates);
  const doubtful = await countPlaces(run, doubtfulInto(run, watched.t), dates);
  // One that cannot be read any more may own any copy of its date: that would hide what comes twice.
  for (const date of dates) doubtful.delete(unreadAt(date));
  const left = repeats.filter(({ places }) => !takeOne(owed, places) && !takeOne(doubtful, places));
  const pending = await countPlaces(run, rowsInto(run, watched.t, pendingIn(watched)), dates);
  const surplus = left.filter(({ places }) => !takeOne(pending, places));
  return { surplus: surplus.map(({ id }) => id), keptBack: left.length - surplus.length };
}

function owedAmong(run: PassRun, t: number): FolderRow[] {
  return run.context.ledger.batchesInto(t).flatMap((batch) => {
    const rows = batch.items();
    return expectedOf(batch).flatMap(({ index }) => {
      const row = rows[index];
      return row === undefined ? [] : [{ f: batch.f, row }];
    });
  });
}

/** Items with one of these dates, counted by date and Message-ID. */
async function countPlaces(
  run: PassRun,
  items: readonly FolderRow[],
  dates: ReadonlySet<number>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const byFolder = new Map<number, RowView[]>();
  for (const { f, row } of items) {
    if (!dates.has(row.epochSeconds)) continue;
    byFolder.set(f, [...(byFolder.get(f) ?? []), row]);
  }
  for (const [f, rows] of byFolder) {
    const ids = [...new Set(rows.map(({ sourceId }) => sourceId))];
    const evidence = await sourceEvidence(run, f, ids);
    for (const { sourceId, epochSeconds } of rows) {
      const source = evidence.get(sourceId);
      const place =
        source === undefined
          ? unreadAt(epochSeconds)
          : `${epochSeconds} ${source.messageIdHash ?? ''}`;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }
  return counts;
}

function unreadAt(epochSeconds: number): string {
  return `${epochSeconds} ?`;
}

/** Takes one of the first kind that there is. */
function takeOne<K>(counts: Map<K, number>, kinds: readonly K[]): boolean {
  const kind = kinds.find((one) => (counts.get(one) ?? 0) > 0);
  if (kind === undefined) return false;
  counts.set(kind, (counts.get(kind) ?? 0) - 1);
  return true;
}
