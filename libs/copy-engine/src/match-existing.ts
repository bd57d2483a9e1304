import type { ItemInfo } from '@mailhaul/connector-contract';
import { hangsUp } from './feared-work.ts';
import type { FolderJob, PlannedItem } from './folder-job.ts';
import { hashItems, type ItemEvidence } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import { contentHashOf } from '@mailhaul/kernel';
import { strangers } from './match-marked.ts';
import type { ExistingMatch, UnwrittenOutcome } from './pass-ledger.ts';
import { byLikeness, type KeysOf, pair, type Pairing, type Sides } from './pair-existing.ts';
import type { PassRun } from './pass-run.ts';
import { settledNews } from './settled-news.ts';

/** Matches recorded in one event. */
const matchesPerEvent = 5_000;
/** Copies under other dates that are read at a time; no more follow when none of them is an item's. */
const undatedAtATime = 1_000;
/** Some servers keep no date before 1970: items of such dates are looked for first. */
const keptFromSeconds = 86_400;

/**
 * A target folder that held items when it was first mapped (a ledger that was lost, a second machine, another tool): what
 * is there already is adopted, by the hash of its bytes, else by Message-ID and date where the target rewrites bytes.
 * Takes the adopted items out of the job. Needs the whole listing of the job.
 */
export async function matchExisting(run: PassRun, job: FolderJob): Promise<void> {
  const { ledger } = run.context;
  const { folder } = job;
  const target = ledger.target(folder.t);
  if (folder.before === 0 || folder.wasVerified) return;
  await run.targets.get(folder.t).gate.alone(async () => {
    await ledger.flush();
    const { before } = folder;
    const listing = await run.targetFolderWork.run((session) =>
      listWhole(session, target.id, { belowId: before }),
    );
    if (listing === undefined) {
      // What may be there already is not written beside it.
      job.fail(hangsUp('target', 'listed'));
      return;
    }
    const unclaimed = listing.items.filter(
      ({ id }) => !target.isClaimed(id) && !target.isSurplus(id),
    );
    const free = await matchByMarker(run, job, unclaimed);
    const alike = await matchAlike(run, job, free);
    const left = free.filter(({ id }) => !alike.has(id));
    const taken = await matchDated(run, job, left);
    await matchUndated(
      run,
      job,
      left.filter(({ id }) => !taken.has(id)),
    );
  });
}

/** Exact, and no body is read. Gives the copies that are of nothing known. */
async function matchByMarker(
  run: PassRun,
  job: FolderJob,
  free: readonly ItemInfo[],
): Promise<readonly ItemInfo[]> {
  const { recoverByMarker } = run.context.rules;
  if (!recoverByMarker || free.every(({ marker }) => marker === undefined)) return free;
  const { f, t } = job.folder;
  const wanted = new Map(job.waiting().map((item) => [run.marked.of(f, item.id), item]));
  const matches: ExistingMatch[] = [];
  const taken = new Set<string>();
  for (const { id, marker = '' } of free) {
    const item = wanted.get(marker);
    // A person's copy of a copy has its marker too: the first one is the item's.
    if (item === undefined || taken.has(marker)) continue;
    taken.add(marker);
    const { id: sourceId, size, epochSeconds } = item;
    matches.push({ item: { sourceId, size, epochSeconds, hash: undefined }, id });
  }
  const found = [...wanted.values()];
  await recordPairing(run, job, { wanted: found, pairing: { matches, doubtful: [] } });
  return strangers(run, t, { free, also: wanted.keys() });
}

/** Copies that tell a likeness, of whatever date. */
async function matchAlike(
  run: PassRun,
  job: FolderJob,
  free: readonly ItemInfo[],
): Promise<ReadonlySet<number>> {
  const near = free.filter(({ likeness }) => likeness !== undefined);
  const wanted = job.waiting();
  if (near.length === 0 || wanted.length === 0) return new Set();
  const ours = await sourceSide(run, job, wanted);
  const likenesses = new Map(near.map(({ id, likeness }) => [id, likeness]));
  const theirs = new Map(near.map(({ id }) => [id, { ...unread, likeness: likenesses.get(id) }]));
  const sides = { ours, theirs, theirItems: plannedOf(near) };
  const pairing = pair(wanted, sides, { rounds: [byLikeness], placeOf: (key) => key });
  await recordPairing(run, job, { wanted, pairing });
  return new Set(pairing.matches.map(({ id }) => id));
}

/** Its listing told all that is asked of it. */
const noHash = contentHashOf(new Uint8Array());
const unread: ItemEvidence = {
  ...{ hash: noHash, essence: noHash, messageIdHash: undefined },
  ...{ likeness: undefined, isMadeAnew: true },
};

async function matchDated(
  run: PassRun,
  job: FolderJob,
  free: readonly ItemInfo[],
): Promise<ReadonlySet<number>> {
  const dates = new Set(free.map(({ receivedAt }) => receivedAt.epochSeconds));
  const wanted = job.waiting().filter(({ epochSeconds }) => dates.has(epochSeconds));
  if (wanted.length === 0) return new Set();
  const wantedDates = new Set(wanted.map(({ epochSeconds }) => epochSeconds));
  const near = free.filter(({ receivedAt }) => wantedDates.has(receivedAt.epochSeconds));
  const pairing = pair(wanted, await sidesOf(run, job, { wanted, near }));
  await recordPairing(run, job, { wanted, pairing });
  return new Set(pairing.matches.map(({ id }) => id));
}

/** A target that keeps no dates, or not all (Cyrus none before 1970), has copies of equal size and bytes under others. */
async function matchUndated(
  run: PassRun,
  job: FolderJob,
  free: readonly ItemInfo[],
): Promise<void> {
  const bySize = Map.groupBy(job.waiting(), ({ size }) => size);
  const isEarly = ({ size }: ItemInfo) =>
    bySize.get(size)?.some(({ epochSeconds }) => epochSeconds < keptFromSeconds) === true;
  const likely = spread(free.filter(({ size }) => bySize.has(size)));
  const [early, late] = [likely.filter(isEarly), likely.filter((item) => !isEarly(item))];
  const byEssence: KeysOf = ({ essence }) => [essence];
  for (const copies of [early, late]) {
    for (let at = 0; at < copies.length; at += undatedAtATime) {
      const near = copies.slice(at, at + undatedAtATime);
      const sizes = new Set(near.map(({ size }) => size));
      const wanted = job.waiting().filter(({ size }) => sizes.has(size));
      if (wanted.length === 0) break;
      const sides = await sidesOf(run, job, { wanted, near });
      const pairing = pair(wanted, sides, { rounds: [byEssence], placeOf: (key) => key });
      await recordPairing(run, job, { wanted, pairing: { ...pairing, doubtful: [] } });
      if (pairing.matches.length === 0) break;
    }
  }
}

/** From everywhere in the folder, so that the first ones read tell of all. */
function spread(items: readonly ItemInfo[]): ItemInfo[] {
  const stride = Math.ceil(items.length / undatedAtATime);
  const spread: ItemInfo[] = [];
  for (let from = 0; from < stride; from += 1) {
    for (let at = from; at < items.length; at += stride) spread.push(items[at] as ItemInfo);
  }
  return spread;
}

async function sidesOf(
  run: PassRun,
  job: FolderJob,
  { wanted, near }: { wanted: readonly PlannedItem[]; near: readonly ItemInfo[] },
): Promise<Sides> {
  const { folder } = job;
  const target = run.context.ledger.target(folder.t);
  const [theirs, ours] = await Promise.all([
    run.targetControl.run((session) =>
      hashItems(session, target.id, {
        forms: run.forms,
        generation: target.generation,
        ids: near.map(({ id }) => id),
      }),
    ),
    sourceSide(run, job, wanted),
  ]);
  return { ours, theirs, theirItems: plannedOf(near) };
}

function plannedOf(near: readonly ItemInfo[]): ReadonlyMap<number, PlannedItem> {
  return new Map(
    near.map(({ id, size, receivedAt: { epochSeconds } }) => [id, { id, size, epochSeconds }]),
  );
}

function sourceSide(
  run: PassRun,
  { folder, generation }: FolderJob,
  wanted: readonly PlannedItem[],
): Promise<ReadonlyMap<number, ItemEvidence>> {
  const ids = wanted.map(({ id }) => id);
  return run.sourceEvidence.run((session) =>
    hashItems(session, folder.sourceId, { generation, ids, forms: run.forms }),
  );
}

async function recordPairing(
  run: PassRun,
  job: FolderJob,
  { wanted, pairing }: { wanted: readonly PlannedItem[]; pairing: Pairing },
): Promise<void> {
  const { ledger, report } = run.context;
  const { folder } = job;
  const { matches, doubtful } = pairing;
  for (let at = 0; at < matches.length; at += matchesPerEvent) {
    await ledger.recordMatched(folder.f, matches.slice(at, at + matchesPerEvent));
  }
  await ledger.recordUnwritten(folder.f, doubtful.map(doubtfulOutcome));
  const done = matches.map(({ item }) => item.sourceId).concat(doubtful.map(({ id }) => id));
  job.remove(new Set(done));
  const planned = new Map(wanted.map((item) => [item.id, item]));
  report(
    settledNews(
      folder,
      done.flatMap((id) => planned.get(id) ?? []),
    ),
  );
}

function doubtfulOutcome({ id, size, epochSeconds }: PlannedItem): UnwrittenOutcome {
  return { sourceId: id, size, epochSeconds, standing: 'doubtful', reason: 'investigate' };
}
