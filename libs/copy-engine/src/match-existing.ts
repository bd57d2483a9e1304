import type { FolderJob, PlannedItem } from './folder-job.ts';
import { hashItems, type ItemEvidence } from './hash-items.ts';
import { listWhole } from './list-items.ts';
import type { ExistingMatch } from './pass-ledger.ts';
import type { PassRun } from './pass-run.ts';

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
    const matches = pair(wanted, { ours, theirs, dateOf });
    for (let at = 0; at < matches.length; at += matchesPerEvent) {
      await ledger.recordMatched(folder.f, matches.slice(at, at + matchesPerEvent));
    }
    job.remove(new Set(matches.map(({ item }) => item.sourceId)));
    report(run, job, matches);
  });
}

interface Sides {
  readonly ours: ReadonlyMap<number, ItemEvidence>;
  readonly theirs: ReadonlyMap<number, ItemEvidence>;
  readonly dateOf: ReadonlyMap<number, number>;
}

function pair(wanted: readonly PlannedItem[], sides: Sides): ExistingMatch[] {
  const matches: ExistingMatch[] = [];
  const taken = new Set<number>();
  const done = new Set<number>();
  const byHash = (evidence: ItemEvidence) => evidence.hash;
  const byMessageId = (evidence: ItemEvidence) => evidence.messageIdHash;
  for (const keyOf of [byHash, byMessageId]) {
    const free = new Map<string, number[]>();
    for (const [id, evidence] of [...sides.theirs].toSorted(([a], [b]) => a - b)) {
      const key = keyOf(evidence);
      if (key === undefined || taken.has(id)) continue;
      const place = `${key} ${sides.dateOf.get(id) ?? ''}`;
      free.set(place, [...(free.get(place) ?? []), id]);
    }
    for (const item of wanted) {
      const evidence = sides.ours.get(item.id);
      const key = evidence === undefined ? undefined : keyOf(evidence);
      if (evidence === undefined || key === undefined || done.has(item.id)) continue;
      const id = free.get(`${key} ${item.epochSeconds}`)?.shift();
      if (id === undefined) continue;
      taken.add(id);
      done.add(item.id);
      const { id: sourceId, size, epochSeconds } = item;
      matches.push({ item: { sourceId, size, epochSeconds, hash: evidence.hash }, id });
    }
  }
  return matches;
}

function report(run: PassRun, job: FolderJob, matches: readonly ExistingMatch[]): void {
  run.context.report({
    kind: 'settled',
    path: job.folder.sourcePath.join('/'),
    counts: { migrated: matches.length },
    bytes: 0,
  });
}
