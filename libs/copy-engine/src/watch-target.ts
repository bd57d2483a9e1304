import type { ItemInfo } from '@mailhaul/connector-contract';
import { asOriginals } from './altered-copies.ts';
import { equalSurplus, rewrittenSurplus, type Surplus } from './find-surplus.ts';
import { hashItems, type ItemEvidence } from './hash-items.ts';
import { type Listing, listWhole } from './list-items.ts';
import { markedSurplus } from './marked-surplus.ts';
import { isToldByLikeness } from './match-alike.ts';
import { strangers } from './match-marked.ts';
import type { BatchView, RowView } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { settledNews } from './settled-news.ts';

/** A decision to remove surplus is acted on within this time after the scan it rests on. */
const decisionAgeMaxMs = 30_000;
/** Clocks of two hosts may differ by as much: no reason to give up a watch early. */
const clockDoubtMs = 90 * 60_000;
/** A batch of one is never removed: a user's copy of one message looks the same. */
const removableItemsMin = 2;

/**
 * Looks behind the fences of watched batches for copies that a frozen writer or a slow server has committed since.
 * They become the copies of items that were given up; else they are recorded as surplus, and removed only where they
 * repeat a whole batch. The caller holds the gate alone.
 */
export async function watchTarget(run: PassRun, t: number, isIdle = false): Promise<void> {
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
    const isOver = clock.wallMs() > batch.watchUntilWallMs + doubtOf(run, batch);
    const isKeptBack = await lookFor(run, {
      t,
      batch,
      fromId,
      listing,
      scannedAtMs,
      isOver,
      isIdle,
    });
    if (isOver && !isKeptBack) await ledger.recordWatchEnded(batch.b);
  }
}

/** By which clock the end of a watch was reckoned is known only where the batch's writer ran here. */
function doubtOf({ context: { ledger } }: PassRun, { epoch }: BatchView): number {
  return epoch === ledger.epoch || ledger.isProvenDead(epoch) ? 0 : clockDoubtMs;
}

interface Look {
  readonly t: number;
  readonly batch: BatchView;
  /** The listing begins here. */
  readonly fromId: number;
  readonly listing: Listing;
  readonly scannedAtMs: number;
  /** It is looked for the last time. */
  readonly isOver: boolean;
  /** No lane holds an item to be written: a late copy may become an item's. */
  readonly isIdle: boolean;
}

/** True while a copy is kept back for an item that this or the next pass writes again. */
async function lookFor(run: PassRun, look: Look): Promise<boolean> {
  const { ledger } = run.context;
  const { t, batch, listing } = look;
  const target = ledger.target(t);
  // Also below its fence: what is owed there must not be looked for above it.
  const free = listing.items.filter(({ id }) => !target.isClaimed(id) && !target.isSurplus(id));
  const { surplus, found, keptBack, hashOf } = run.marked.isTelling(batch)
    ? await lookByMarker(run, look, free)
    : await lookByBytes(run, look, free);
  if (found.length > 0) await adoptLate(run, look, found);
  if (surplus.length > 0) await ledger.recordSurplus({ t, b: batch.b, ids: surplus });
  const rows = batch.items();
  const whole = hashOf && wholeRepeat(rows, surplus, hashOf);
  if (whole !== undefined && !batch.isRebased && areClaimedPresent(rows, listing.items)) {
    await removeSurplus(run, look, whole);
  }
  return keptBack > 0;
}

/** What was seen, and the hash of each copy where the target keeps bytes. */
type Seen = Surplus & { readonly hashOf: ((id: number) => string | undefined) | undefined };

async function lookByMarker(run: PassRun, look: Look, free: readonly ItemInfo[]): Promise<Seen> {
  const markers = new Set(run.marked.ofBatch(look.batch));
  const copies = free.filter(({ marker }) => markers.has(marker ?? ''));
  const { surplus, found, keptBack } = markedSurplus(run, look, copies);
  const halves = halvesOf(run, look, free);
  const all = [...surplus, ...halves.surplus].toSorted((a, b) => a - b);
  const seen = { surplus: all, found, keptBack: keptBack + halves.keptBack };
  if (run.context.ledger.profile?.bytes !== true) return { ...seen, hashOf: undefined };
  // A person may have changed what has the marker: that is not taken away.
  const evidence = await evidenceAt(run, look.t, seen.surplus);
  return { ...seen, hashOf: (id) => evidence.get(id)?.hash };
}

/**
 * Begun by a writer that is gone. Who writes such an item anew takes it away first; what comes behind that stays, and repeats what is
 * there.
 */
function halvesOf(
  run: PassRun,
  { batch }: Look,
  free: readonly ItemInfo[],
): { readonly surplus: readonly number[]; readonly keptBack: number } {
  const markers = run.marked.ofBatch(batch);
  const rows = batch.items();
  const surplus: number[] = [];
  let keptBack = 0;
  for (const { id, unfinishedMarker } of free) {
    if (unfinishedMarker === undefined || id < batch.fence) continue;
    const row = rows[markers.indexOf(unfinishedMarker)];
    if (row?.standing === 'missing') keptBack += 1;
    else if (row !== undefined) surplus.push(id);
  }
  return { surplus, keptBack };
}

async function lookByBytes(run: PassRun, look: Look, all: readonly ItemInfo[]): Promise<Seen> {
  const { batch, t } = look;
  const rows = batch.items();
  const isRewriting = run.context.ledger.profile?.bytes === false;
  const free = strangers(run, t, { free: all });
  const likely = free.filter(
    (item) => isToldByLikeness(item) || rows.some((row) => isLike(row, item)),
  );
  if (likely.length === 0) return { surplus: [], found: [], keptBack: 0, hashOf: undefined };
  const ids = likely.map(({ id }) => id);
  const evidence = await evidenceAt(run, t, ids);
  const copies = { likely, evidence };
  if (isRewriting) return { ...(await rewrittenSurplus(run, look, copies)), hashOf: undefined };
  const known = { likely, evidence: await asOriginals(run, batch, copies) };
  return { ...(await equalSurplus(run, look, known)), hashOf: (id) => evidence.get(id)?.hash };
}

function evidenceAt(
  run: PassRun,
  t: number,
  ids: readonly number[],
): Promise<Map<number, ItemEvidence>> {
  const { id, generation } = run.context.ledger.target(t);
  return run.targetControl.run((session) =>
    hashItems(session, id, { generation, ids, forms: run.forms }),
  );
}

async function adoptLate(run: PassRun, { batch }: Look, found: Surplus['found']): Promise<void> {
  const { ledger, report } = run.context;
  const rows = batch.items();
  const { b, f, watchUntilWallMs } = batch;
  await ledger.recordRecovered({ b, found, rest: undefined, watchUntilWallMs });
  const items = found.flatMap(({ index }) => rows[index] ?? []);
  report(
    settledNews(
      ledger.folder(f),
      items.map(({ sourceId, size }) => ({ id: sourceId, size })),
    ),
  );
}

/** Of any size: the target may alter what it stores. */
function isLike(row: RowView, item: ItemInfo): boolean {
  return row.epochSeconds === item.receivedAt.epochSeconds;
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
