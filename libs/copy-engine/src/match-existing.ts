import type { FolderJob, PlannedItem } from './folder-job.ts';
import { hashItems, type ItemEvidence } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import type { ExistingMatch, UnwrittenOutcome } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';
import { settledNews } from './settled-news.ts';

/** Matches recorded in one event. */
const matchesPerEvent = 5_000;

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
    const dates = new Set(free.map(({ receivedAt }) => receivedAt.epochSeconds));
    const wanted = job.waiting().filter(({ epochSeconds }) => dates.has(epochSeconds));
    if (wanted.length === 0) return;
    const wantedDates = new Set(wanted.map(({ epochSeconds }) => epochSeconds));
    const near = free.filter(({ receivedAt }) => wantedDates.has(receivedAt.epochSeconds));
    const [theirs, ours] = await Promise.all([
      run.targetControl.run((session) =>
        hashItems(session, target.id, {
          generation: target.generation,
          ids: near.map(({ id }) => id),
        }),
      ),
      run.sourceEvidence.run((session) =>
        hashItems(session, folder.sourceId, {
          generation: job.generation,
          ids: wanted.map(({ id }) => id),
        }),
      ),
    ]);
    const dateOf = new Map(near.map(({ id, receivedAt }) => [id, receivedAt.epochSeconds]));
    const { matches, doubtful } = pair(wanted, { ours, theirs, dateOf });
    for (let at = 0; at < matches.length; at += matchesPerEvent) {
      await ledger.recordMatched(folder.f, matches.slice(at, at + matchesPerEvent));
    }
    await ledger.recordUnwritten(folder.f, doubtful.map(doubtfulOutcome));
    const done = matches.map(({ item }) => item.sourceId).concat(doubtful.map(({ id }) => id));
    job.remove(new Set(done));
    const planned = new Map(wanted.map((item) => [item.id, item]));
    run.context.report(settledNews(folder, done.flatMap((id) => planned.get(id) ?? [])));
  });
}

interface Sides {
  readonly ours: ReadonlyMap<number, ItemEvidence>;
  readonly theirs: ReadonlyMap<number, ItemEvidence>;
  readonly dateOf: ReadonlyMap<number, number>;
}

interface Pairing {
  readonly matches: ExistingMatch[];
  /** Items that may be there or not: nothing tells them from others of the same Message-ID and date. */
  readonly doubtful: PlannedItem[];
}

function pair(wanted: readonly PlannedItem[], sides: Sides): Pairing {
  const matches: ExistingMatch[] = [];
  const doubtful: PlannedItem[] = [];
  const taken = new Set<number>();
  const byHash = (evidence: ItemEvidence) => evidence.hash;
  const byMessageId = (evidence: ItemEvidence) => evidence.messageIdHash;
  let left = wanted;
  for (const keyOf of [byHash, byMessageId]) {
    const free = groupBy(
      [...sides.theirs].toSorted(([a], [b]) => a - b).filter(([id]) => !taken.has(id)),
      ([id, evidence]) => placeOf(keyOf(evidence), sides.dateOf.get(id)),
    );
    const groups = groupBy(left, (item) => {
      const evidence = sides.ours.get(item.id);
      return evidence && placeOf(keyOf(evidence), item.epochSeconds);
    });
    const settled = new Set<PlannedItem>();
    for (const [place, items] of groups) {
      const found = free.get(place) ?? [];
      const hashes = new Set(items.map(({ id }) => sides.ours.get(id)?.hash));
      const isUndecided = found.length > 0 && found.length !== items.length && hashes.size > 1;
      if (isUndecided) {
        doubtful.push(...items);
        for (const item of items) settled.add(item);
        continue;
      }
      for (const [i, item] of items.slice(0, found.length).entries()) {
        const [id] = found[i] as [number, ItemEvidence];
        const { id: sourceId, size, epochSeconds } = item;
        const hash = sides.ours.get(item.id)?.hash;
        taken.add(id);
        settled.add(item);
        matches.push({ item: { sourceId, size, epochSeconds, hash }, id });
      }
    }
    left = left.filter((item) => !settled.has(item));
  }
  return { matches, doubtful };
}

function placeOf(key: string | undefined, epochSeconds: number | undefined): string | undefined {
  return key === undefined ? undefined : `${key} ${epochSeconds ?? ''}`;
}

function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function doubtfulOutcome({ id, size, epochSeconds }: PlannedItem): UnwrittenOutcome {
  return { sourceId: id, size, epochSeconds, standing: 'doubtful', reason: 'investigate' };
}
