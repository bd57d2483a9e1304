import type { ItemInfo } from '@mailhaul/connector-contract';
import type { ContentHash } from '@mailhaul/kernel';
import { hashItems, type ItemEvidence } from './hash-items.ts';
import { type Listing, listWhole } from './list-items.ts';
import { type ExpectedItem, matchExpected } from './match-expected.ts';
import type { BatchView, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { expectedOf } from './expected-of.ts';
import { sourceEvidence } from './source-evidence.ts';

/** A decision to remove surplus is acted on within this time after the scan it rests on. */
const decisionAgeMaxMs = 30_000;
/** A batch of one is never removed: a user's copy of one message looks the same. */
const removableItemsMin = 2;

/**
 * Looks behind the fences of watched batches for copies that a frozen writer or a slow server has committed since.
 * They are recorded as surplus, and removed only where they repeat a whole batch. The caller holds the gate alone.
 */
export async function watchTarget(run: PassRun, t: number): Promise<void> {
  const { ledger, clock, rules } = run.context;
  if (rules.awaitSettlesBeforeScan) await ledger.flush();
  const watched = ledger.batchesInto(t).filter((batch) => batch.watchUntilWallMs > 0);
  if (watched.length === 0) return;
  const target = ledger.target(t);
  const fromId = Math.min(...watched.map(({ fence }) => fence));
  const scannedAtMs = clock.monotonicMs();
  const listing = await run.targetControl.run((session) =>
    listWhole(session, target.id, { fromId }),
  );
  if (listing.state.generation !== target.generation) return;
  for (const batch of watched) {
    const isOver = clock.wallMs() > batch.watchUntilWallMs;
    await lookFor(run, { t, batch, listing, scannedAtMs });
    if (isOver) await ledger.recordWatchEnded(batch.b);
  }
}

interface Look {
  readonly t: number;
  readonly batch: BatchView;
  readonly listing: Listing;
  readonly scannedAtMs: number;
}

async function lookFor(run: PassRun, look: Look): Promise<void> {
  const { ledger } = run.context;
  const { t, batch, listing } = look;
  const target = ledger.target(t);
  const free = listing.items.filter(
    ({ id }) => id >= batch.fence && !target.isClaimed(id) && !target.isSurplus(id),
  );
  const rows = batch.items();
  const isRewriting = ledger.profile?.bytes === false;
  const likely = free.filter((item) => rows.some((row) => isLike(row, item, isRewriting)));
  if (likely.length === 0) return;
  const ids = likely.map(({ id }) => id);
  const evidence = await run.targetControl.run((session) =>
    hashItems(session, target.id, { generation: target.generation, ids }),
  );
  const hashOf = (id: number) => evidence.get(id)?.hash;
  const hashes = new Set(rows.map(({ hash }) => hash));
  const owed = ledger.batchesInto(t).flatMap((one) => expectedOf(one));
  const surplus = isRewriting
    ? await rewrittenAmong(run, look, { likely, evidence, owed })
    : withoutOwed(
        ids.flatMap((id) => (hashes.has(hashOf(id)) ? [{ id, hash: hashOf(id) }] : [])),
        owed,
      );
  if (surplus.length === 0) return;
  await ledger.recordSurplus({ t, b: batch.b, ids: surplus });
  const whole = isRewriting ? undefined : wholeRepeat(rows, surplus, hashOf);
  if (whole !== undefined && !batch.isRebased && areClaimedPresent(rows, listing.items)) {
    await removeSurplus(run, look, whole);
  }
}

function isLike(row: RowView, item: ItemInfo, isRewriting: boolean): boolean {
  const isSameDate = row.epochSeconds === item.receivedAt.epochSeconds;
  return isSameDate && (isRewriting || row.size === item.size);
}

/** Settled items whose place is not known are among the copies: as many as are owed are not surplus. */
function withoutOwed(
  copies: readonly { id: number; hash: ContentHash | undefined }[],
  owed: readonly ExpectedItem[],
): number[] {
  const candidates = copies.flatMap(({ id, hash }) => (hash === undefined ? [] : [{ id, hash }]));
  const ours = matchExpected(owed, candidates, { adoptOnlyAboveFence: true });
  const taken = new Set(ours.map(({ id }) => id));
  return candidates.map(({ id }) => id).filter((id) => !taken.has(id));
}

/** Rewritten bytes have another hash: what has the date and Message-ID of an item of the batch is reported. */
async function rewrittenAmong(
  run: PassRun,
  look: Look,
  found: {
    likely: readonly ItemInfo[];
    evidence: ReadonlyMap<number, ItemEvidence>;
    owed: readonly ExpectedItem[];
  },
): Promise<number[]> {
  const rows = look.batch.items();
  const ids = rows.map(({ sourceId }) => sourceId);
  const sources = await sourceEvidence(run, look.batch.f, ids);
  const named = new Set<string>();
  // Rows that cannot be read any more, or have no Message-ID: anything of their date may repeat them.
  const anyAt = new Set<number>();
  for (const { sourceId, epochSeconds } of rows) {
    const messageIdHash = sources.get(sourceId)?.messageIdHash;
    if (messageIdHash === undefined) anyAt.add(epochSeconds);
    else named.add(`${epochSeconds} ${messageIdHash}`);
  }
  const owedAt = await countOwed(run, found.owed, new Set(rows.map((row) => row.epochSeconds)));
  return found.likely
    .filter(({ id, receivedAt }) => {
      const { epochSeconds } = receivedAt;
      const messageIdHash = found.evidence.get(id)?.messageIdHash ?? '';
      if (!anyAt.has(epochSeconds) && !named.has(`${epochSeconds} ${messageIdHash}`)) return false;
      // An item that is owed may be this one.
      return !takeOwed(owedAt, [`${epochSeconds} ${messageIdHash}`, unreadAt(epochSeconds)]);
    })
    .map(({ id }) => id);
}

/** Settled items of unknown place with one of these dates, counted by date and Message-ID. */
async function countOwed(
  run: PassRun,
  owed: readonly ExpectedItem[],
  dates: ReadonlySet<number>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { b, index, epochSeconds } of owed) {
    const batch = dates.has(epochSeconds) ? run.batchByNumber(b) : undefined;
    const row = batch?.items()[index];
    if (batch === undefined || row === undefined) continue;
    const evidence = await sourceEvidence(run, batch.f, [row.sourceId]);
    const source = evidence.get(row.sourceId);
    const place =
      source === undefined
        ? unreadAt(epochSeconds)
        : `${epochSeconds} ${source.messageIdHash ?? ''}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** The place of an owed item that cannot be read any more: any copy of its date may be it. */
function unreadAt(epochSeconds: number): string {
  return `${epochSeconds} ?`;
}

function takeOwed(owedAt: Map<string, number>, places: readonly string[]): boolean {
  const place = places.find((one) => (owedAt.get(one) ?? 0) > 0);
  if (place === undefined) return false;
  owedAt.set(place, (owedAt.get(place) ?? 0) - 1);
  return true;
}

async function removeSurplus(run: PassRun, look: Look, ids: readonly number[]): Promise<void> {
  const { ledger, clock } = run.context;
  const { t, batch, scannedAtMs } = look;
  const { id, generation } = ledger.target(t);
  if (!run.canRemoveAtTarget()) return;
  const session = await run.targetControl.get();
  if (clock.monotonicMs() - scannedAtMs > decisionAgeMaxMs) return;
  await session.removeItems(id, { generation, ids });
  await ledger.recordSurplusRemoved({ t, b: batch.b, ids });
}

/** The ids among `surplus` that repeat all of the batch, neighbours and in its order; undefined when there are none. */
function wholeRepeat(
  rows: readonly RowView[],
  surplus: readonly number[],
  hashOf: (id: number) => string | undefined,
): readonly number[] | undefined {
  if (rows.length < removableItemsMin) return undefined;
  for (let at = 0; at + rows.length <= surplus.length; at += 1) {
    const run = surplus.slice(at, at + rows.length);
    const first = run[0] as number;
    const repeats = run.every(
      (id, i) => id === first + i && rows[i]?.hash !== undefined && hashOf(id) === rows[i].hash,
    );
    if (repeats) return run;
  }
  return undefined;
}

function areClaimedPresent(rows: readonly RowView[], items: readonly ItemInfo[]): boolean {
  const present = new Set(items.map(({ id }) => id));
  return rows.every(
    (row) => row.standing === 'migrated' && row.targetId > 0 && present.has(row.targetId),
  );
}
