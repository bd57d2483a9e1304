import type { CopyLane } from './copy-lane.ts';
import { findCollapsed } from './find-collapsed.ts';
import type { FolderJob } from './folder-job.ts';
import { growLanes } from './lane-growth.ts';
import { listFolders, type ListingWiring } from './list-folder.ts';
import type { PassRun } from './pass-run.ts';
import type { Recovering } from './recover-all.ts';
import { watchTarget } from './watch-target.ts';
import { WorkFeed } from './work-feed.ts';

export interface FoldersToCopy {
  readonly jobs: readonly FolderJob[];
  /** What goes there is copied when it is over. */
  readonly recovering: Recovering;
}

/** Copies all folders; gives those that could not be gone on with. */
export async function copyFolders(
  run: PassRun,
  lanes: readonly CopyLane[],
  { jobs, recovering }: FoldersToCopy,
): Promise<FolderJob[]> {
  const [first, ...others] = lanes.slice(0, jobs.length);
  if (first === undefined) return [];
  const { context } = run;
  const feed = new WorkFeed();
  const finish = (job: FolderJob) => finishFolder(run, job);
  const done = new AbortController();
  // The first failure halts the others; each is waited for, so that nothing of this pass runs on behind it.
  const guarded = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      // A lane that could not open a connection because the pass stops is no failure: the others finish what they do.
      if (context.stop.aborted && error === context.stop.reason) return;
      run.fail(error);
      feed.close();
      for (const job of jobs) job.wake();
    });
  const copy = (lane: CopyLane) => guarded(lane.copyAll(feed, finish));
  const isListed = jobs.some((job) => !job.isReadUnlisted);
  first.readOver(isListed ? run.readerApart : run.sourceControl);
  const working = [copy(first)];
  const add = async (lane: CopyLane | undefined) => {
    if (lane === undefined || !(await lane.open(done.signal))) return false;
    working.push(copy(lane));
    return true;
  };
  // Nothing of this pass runs on behind one of them that fails.
  for (const done of recovering.values()) working.push(guarded(done));
  const listing = listInTurn(run, recovering, {
    jobs,
    onStarted(job) {
      const path = job.folder.sourcePath.join('/');
      context.report({ kind: 'folder-started', path, itemCount: job.expectedCount });
      feed.add(job);
    },
    onListed: finish,
  }).finally(() => {
    feed.close();
    // A listing that broke off while the pass stops is not made any more.
    for (const job of jobs) job.wake();
    // What listed is idle now: where the server allows no more, the one that reads may have its place.
    if (isListed) context.spares.add({ retire: () => void run.sourceControl.letGo() });
  });
  working.push(guarded(listing));
  const { connectionPairs, pairsAtStart = connectionPairs } = context.options;
  const added = others.splice(0, pairsAtStart - 1).map(add);
  const growing = growLanes(run, {
    left: others.length,
    done: done.signal,
    add: () => add(others.shift()),
  });
  added.push(guarded(growing).then(() => true));
  // Lanes may join while those before are waited for.
  for (let at = 0; at < working.length; at += 1) await working[at];
  done.abort();
  await Promise.all(added);
  await Promise.all(working);
  context.spares.add({ retire: () => void run.readerApart.letGo() });
  context.halt.throwIfAborted();
  return jobs.filter((job) => job.hasFailed);
}

/** First what can be copied at once; then the others, as it is known what became of their open batches. */
async function listInTurn(
  run: PassRun,
  recovering: Recovering,
  wiring: ListingWiring,
): Promise<void> {
  const only = (isIt: (t: number) => boolean) =>
    listFolders(run, { ...wiring, jobs: wiring.jobs.filter(({ folder }) => isIt(folder.t)) });
  await only((t) => !recovering.has(t));
  const left = new Map([...recovering].map(([t, done]) => [t, done.then(() => t)]));
  while (left.size > 0) {
    const known = await Promise.race(left.values());
    left.delete(known);
    await only((t) => t === known);
  }
}

/** Called whenever a folder may have come to its end; does its work once. */
async function finishFolder(run: PassRun, job: FolderJob): Promise<void> {
  const { ledger, report } = run.context;
  if (!job.isPlanned || job.outstanding > 0 || job.isFinished || job.hasFailed) return;
  job.isFinished = true;
  const { f, t, sourcePath, counts } = job.folder;
  if (ledger.batchesInto(t).some(({ watchUntilWallMs }) => watchUntilWallMs > 0)) {
    await run.targets.get(t).gate.alone(() => watchTarget(run, t));
  }
  if (run.targetCapabilities?.returnsIdOnWrite === false) {
    await run.targets.get(t).gate.alone(() => findCollapsed(run, t));
  }
  if (counts.intended === 0 && counts.missing === 0) await ledger.recordVerified(f);
  report({ kind: 'folder-finished', path: sourcePath.join('/') });
}
