import type { ItemInfo } from '@mailhaul/connector-contract';
import type { FolderJob, PlannedItem } from './folder-job.ts';
import { hashItems, type ItemEvidence } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import type { ExistingMatch, UnwrittenOutcome } from './pass-ledger.ts';
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
    const { items } = await run.targetControl.run((session) =>
      listWhole(session, target.id, { belowId: before }),
    );
    const free = items.filter(({ id }) => !target.isClaimed(id) && !target.isSurplus(id));
    const taken = await matchDated(run, job, free);
    await matchUndated(
      run,
      job,
      free.filter(({ id }) => !taken.has(id)),
    );
  });
}

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
    run.sourceEvidence.run((session) =>
      hashItems(session, folder.sourceId, {
        forms: run.forms,
        generation: job.generation,
        ids: wanted.map(({ id }) => id),
      }),
    ),
  ]);
  const theirItems = new Map(
    near.map(({ id, size, receivedAt: { epochSeconds } }) => [id, { id, size, epochSeconds }]),
  );
  return { ours, theirs, theirItems };
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

interface Sides {
  readonly ours: ReadonlyMap<number, ItemEvidence>;
  readonly theirs: ReadonlyMap<number, ItemEvidence>;
  readonly theirItems: ReadonlyMap<number, PlannedItem>;
}

type KeysOf = (evidence: ItemEvidence, item: PlannedItem, isOurs: boolean) => string[];

interface Pairing {
  readonly matches: ExistingMatch[];
  /** Items that may be there or not: nothing tells them from others of the same evidence. */
  readonly doubtful: PlannedItem[];
}

/**
 * Rounds, each with what the last one left: equal bytes; equal but for what mending servers change; equal Message-ID and
 * date; and, where a round
 * showed that the target rewrites bytes, no Message-ID on both sides, equal date, and longer by as much as others are:
 * that is too little to adopt anything, and too much to write a second copy.
 */
function pair(
  wanted: readonly PlannedItem[],
  sides: Sides,
  only?: { readonly rounds: readonly KeysOf[]; readonly placeOf: (key: string) => string },
): Pairing {
  const pairing: Pairing = { matches: [], doubtful: [] };
  const growths = new Set<number>();
  const taken = new Set<number>();
  const byHash: KeysOf = ({ hash }) => [hash];
  const byEssence: KeysOf = ({ essence }) => [essence];
  const byMessageId: KeysOf = ({ messageIdHash }) => (messageIdHash ? [messageIdHash] : []);
  const byGrowth: KeysOf = ({ messageIdHash }, { size }, isOurs) => {
    if (messageIdHash !== undefined) return [];
    return isOurs ? [...growths].map((growth) => String(size + growth)) : [String(size)];
  };
  const placeOf = only?.placeOf ?? datedPlace;
  let left = wanted;
  for (const keysOf of only?.rounds ?? [byHash, byEssence, byMessageId, byGrowth]) {
    const free = new Map<string, number[]>();
    for (const [id, evidence] of [...sides.theirs].toSorted(([x], [y]) => x - y)) {
      const item = sides.theirItems.get(id);
      if (item === undefined || taken.has(id)) continue;
      for (const key of keysOf(evidence, item, false)) add(free, placeOf(key, item), id);
    }
    const groups = new Map<string, PlannedItem[]>();
    for (const item of left) {
      const evidence = sides.ours.get(item.id);
      if (evidence === undefined) continue;
      const places = keysOf(evidence, item, true).map((key) => placeOf(key, item));
      const place = places.find((one) => free.has(one));
      if (place !== undefined) add(groups, place, item);
    }
    const settled = new Set<PlannedItem>();
    for (const [place, items] of groups) {
      const found = free.get(place) ?? [];
      const hashes = new Set(items.map(({ id }) => sides.ours.get(id)?.hash));
      if (keysOf === byGrowth || (found.length !== items.length && hashes.size > 1)) {
        pairing.doubtful.push(...items);
        for (const item of items) settled.add(item);
        continue;
      }
      for (const [i, item] of items.slice(0, found.length).entries()) {
        const id = found[i] as number;
        const { id: sourceId, size, epochSeconds } = item;
        taken.add(id);
        settled.add(item);
        growths.add((sides.theirItems.get(id)?.size ?? size) - size);
        const hash = sides.ours.get(item.id)?.hash;
        pairing.matches.push({ item: { sourceId, size, epochSeconds, hash }, id });
      }
    }
    growths.delete(0);
    left = left.filter((item) => !settled.has(item));
  }
  return pairing;
}

function datedPlace(key: string, item: PlannedItem): string {
  return `${key} ${item.epochSeconds}`;
}

function add<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function doubtfulOutcome({ id, size, epochSeconds }: PlannedItem): UnwrittenOutcome {
  return { sourceId: id, size, epochSeconds, standing: 'doubtful', reason: 'investigate' };
}
