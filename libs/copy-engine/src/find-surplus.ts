import type { ItemInfo } from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import { expectedOf } from './expected-of.ts';
import type { ItemEvidence } from './hash-items.ts';
import { type Candidate, matchExpected } from './match-expected.ts';
import type { BatchView, ItemStanding, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { sourceEvidence } from './source-evidence.ts';
import { vanishedHashes } from './vanished-hashes.ts';

/** A watched batch, and the unclaimed copies behind its fence that look like its items. */
export interface WatchedBatch {
  readonly t: number;
  readonly batch: BatchView;
  /** The copies are seen from this id on. */
  readonly fromId: number;
  /** It is looked for the last time. */
  readonly isOver: boolean;
  /** No lane holds an item to be written. */
  readonly isIdle: boolean;
}

interface Copies {
  readonly likely: readonly ItemInfo[];
  readonly evidence: ReadonlyMap<number, ItemEvidence>;
}

/**
 * Surplus is what repeats an item that has its copy. A copy that came late for an item that was given up is the item's. For
 * an item that is about to be written again it is kept back: a target that merges equal items gives it that very copy.
 */
export interface Surplus {
  readonly surplus: readonly number[];
  readonly found: readonly { readonly index: number; readonly id: number }[];
  readonly keptBack: number;
}

/** Where the target keeps bytes: copies of equal bytes that no item of ours is owed. */
export async function equalSurplus(
  run: PassRun,
  watched: WatchedBatch,
  copies: Copies,
): Promise<Surplus> {
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
  // A user may have moved a copy out and back: what is not where it was written may be among the others.
  const moved = countHashes([
    ...owed.filter((item) => item.fence >= watched.fromId && !served.has(item)),
    ...(watched.batch.isRebased ? lostFrom(run, watched.t) : []),
  ]);
  const doubtful = countHashes(doubtfulInto(run, watched.t).map(({ row }) => row));
  const left = candidates
    .filter(
      ({ id, hash }) => !taken.has(id) && !takeOne(moved, [hash]) && !takeOne(doubtful, [hash]),
    )
    .filter(({ id }) => id >= watched.batch.fence);
  const late = watched.isIdle ? lateCopies(rows, left) : [];
  const vanished = await vanishedHashes(run, watched.t, new Set(late.map(({ hash }) => hash)));
  const found = late.filter(({ hash }) => !vanished.has(hash));
  const foundIds = new Set(found.map(({ id }) => id));
  const pending = countHashes(rowsInto(run, watched.t, pendingIn(watched)).map(({ row }) => row));
  for (const { index } of found) takeOne(pending, [rows[index]?.hash]);
  const rest = left.filter(({ id }) => !foundIds.has(id));
  const surplus = rest.filter(({ hash }) => !takeOne(pending, [hash]));
  const keptBack = rest.length - surplus.length;
  return { surplus: surplus.map(({ id }) => id), found, keptBack };
}

/** Copies of equal bytes for items of the batch that have none, each in ascending order. */
function lateCopies(rows: readonly RowView[], left: readonly Candidate[]): LateCopy[] {
  const free = left.toSorted((a, b) => a.id - b.id);
  return rows.flatMap(({ standing, hash }, index) => {
    if (!mayFollow(standing)) return [];
    const at = free.findIndex((candidate) => candidate.hash === hash);
    const [candidate] = at < 0 ? [] : free.splice(at, 1);
    return candidate === undefined ? [] : [{ index, ...candidate }];
  });
}

interface LateCopy extends Candidate {
  readonly index: number;
}

/** Ours that were not found again when the folder began a new generation. */
function lostFrom(run: PassRun, t: number): RowView[] {
  const batches = run.context.ledger.batchesInto(t);
  const placeless = rowsInto(run, t, (standing) => standing === 'migrated');
  return placeless
    .filter(({ f, row }) => {
      const isLookedFor = batches.some((batch) => batch.f === f && batch.isUnlocated(row.row));
      return row.targetId === 0 && !isLookedFor;
    })
    .map(({ row }) => row);
}

/** It has no copy, and a later pass may write it. */
function mayFollow(standing: ItemStanding): boolean {
  return standing === 'missing' || standing === 'failed' || standing === 'excluded';
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
  /** Where its copy can be, when that is known. */
  readonly fence?: number;
  readonly upper?: number;
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
  const found = new Map<string, FolderRow>();
  for (const batch of run.context.ledger.batchesInto(t)) {
    // Of others the copy may lie below what is seen.
    if (batch.watchUntilWallMs === 0) continue;
    for (const row of batch.items()) {
      if (row.standing === 'doubtful') found.set(`${batch.f} ${row.row}`, { f: batch.f, row });
    }
  }
  return [...found.values()];
}

/**
 * Items without a copy that may be written again; some of them perhaps never, which no watch waits for. Before anything is
 * copied each of them may: this pass's filters may take what the last one's left out.
 */
function pendingIn({ isOver, isIdle }: WatchedBatch): IsMeant {
  return (standing) => standing === 'missing' || ((isIdle || !isOver) && mayFollow(standing));
}

/** Rewritten bytes have another hash: what has the date and Message-ID of an item of the batch is reported. */
export async function rewrittenSurplus(
  run: PassRun,
  watched: WatchedBatch,
  copies: Copies,
): Promise<Surplus> {
  const { batch, fromId } = watched;
  const rows = batch.items();
  const ids = rows.map(({ sourceId }) => sourceId);
  const sources = await sourceEvidence(run, batch.f, ids);
  const named = new Set<string>();
  // Rows that cannot be read any more, or have no Message-ID: anything of their date may repeat them.
  const anyAt = new Set<number>();
  const areTold = copies.evidence.values().some(({ likeness }) => likeness !== undefined);
  for (const row of rows) {
    const place = placeOf(row, sources.get(row.sourceId), areTold);
    if (place === undefined) anyAt.add(row.epochSeconds);
    else named.add(place);
  }
  const repeats = copies.likely.flatMap(({ id, receivedAt: { epochSeconds } }): Repeat[] => {
    const places = placesOf(epochSeconds, copies.evidence.get(id));
    const isNamed = places.some((place) => named.has(place));
    return isNamed || anyAt.has(epochSeconds) ? [{ id, epochSeconds, places }] : [];
  });
  if (repeats.length === 0) return { surplus: [], found: [], keptBack: 0 };
  const dates = new Set(rows.map(({ epochSeconds }) => epochSeconds));
  const notOwed = await withoutThose(run, repeats, {
    items: owedAmong(run, watched.t),
    ...{ dates, fromId, areTold },
  });
  const left = await withoutThose(run, notOwed, {
    items: doubtfulInto(run, watched.t),
    ...{ dates, fromId, areTold },
  });
  const pending = rowsInto(run, watched.t, pendingIn(watched));
  const behind = left.filter(({ id }) => id >= batch.fence);
  const surplus = await withoutThose(run, behind, { items: pending, dates, fromId, areTold });
  const keptBack = behind.length - surplus.length;
  return { surplus: surplus.map(({ id }) => id), found: [], keptBack };
}

/** A copy that may repeat an item of the batch. */
interface Repeat {
  readonly id: number;
  readonly epochSeconds: number;
  /** What it may be known by. */
  readonly places: readonly string[];
}

/** What an item is known by where its bytes are not kept; undefined: by nothing but its date. Likenesses say something where copies tell them. */
function placeOf(
  row: RowView,
  source: ItemEvidence | undefined,
  areTold: boolean,
): string | undefined {
  if (areTold && source?.likeness !== undefined) return `like ${source.likeness}`;
  return source?.messageIdHash && `${row.epochSeconds} ${source.messageIdHash}`;
}

function placesOf(epochSeconds: number, copy: ItemEvidence | undefined): string[] {
  const named = `${epochSeconds} ${copy?.messageIdHash ?? ''}`;
  return copy?.likeness === undefined ? [named] : [`like ${copy.likeness}`, named];
}

function owedAmong(run: PassRun, t: number): FolderRow[] {
  return run.context.ledger.batchesInto(t).flatMap((batch) => {
    const rows = batch.items();
    return expectedOf(batch).flatMap(({ index, fence, upper }) => {
      const row = rows[index];
      return row === undefined ? [] : [{ f: batch.f, row, fence, upper }];
    });
  });
}

/**
 * Leaves out a copy for each of the items: first by date and Message-ID where it must be, then any of its date for one
 * that cannot be read any more, then by date and Message-ID wherever it is (a user may have moved it out and back).
 */
async function withoutThose(
  run: PassRun,
  repeats: readonly Repeat[],
  what: {
    readonly items: readonly FolderRow[];
    readonly dates: ReadonlySet<number>;
    readonly fromId: number;
    readonly areTold: boolean;
  },
): Promise<readonly Repeat[]> {
  const near = what.items.filter(({ row }) => what.dates.has(row.epochSeconds));
  const places = new Map<FolderRow, string>();
  for (const f of new Set(near.map((item) => item.f))) {
    const items = near.filter((item) => item.f === f);
    const ids = [...new Set(items.map(({ row }) => row.sourceId))];
    const evidence = await sourceEvidence(run, f, ids);
    for (const item of items) {
      const source = evidence.get(item.row.sourceId);
      const nameless = `${item.row.epochSeconds} `;
      if (source !== undefined)
        places.set(item, placeOf(item.row, source, what.areTold) ?? nameless);
    }
  }
  const left = repeats.toSorted((a, b) => a.id - b.id);
  let waiting = near.toSorted((a, b) => (a.upper ?? Infinity) - (b.upper ?? Infinity));
  const isWithin = ({ fence = 0, upper = Infinity }: FolderRow, { id }: Repeat) =>
    id >= fence && id < upper;
  const isAt = (item: FolderRow, copy: Repeat) => copy.places.includes(places.get(item) ?? '');
  const mayBe = (item: FolderRow, { epochSeconds }: Repeat) =>
    !places.has(item) && item.row.epochSeconds === epochSeconds;
  const rounds: ((item: FolderRow, copy: Repeat) => boolean)[] = [
    (item, copy) => isAt(item, copy) && isWithin(item, copy),
    (item, copy) => mayBe(item, copy) && isWithin(item, copy),
    (item, copy) => isAt(item, copy) && (item.fence ?? what.fromId) >= what.fromId,
  ];
  for (const isIt of rounds) {
    waiting = waiting.filter((item) => {
      const at = left.findIndex((copy) => isIt(item, copy));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  }
  return left;
}

/** Takes one of the first kind that there is. */
function takeOne<K>(counts: Map<K, number>, kinds: readonly (K | undefined)[]): boolean {
  const kind = kinds.find((one) => one !== undefined && (counts.get(one) ?? 0) > 0);
  if (kind === undefined) return false;
  counts.set(kind, (counts.get(kind) ?? 0) - 1);
  return true;
}
