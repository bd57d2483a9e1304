import { ConnectorError } from '@mailhaul/connector-contract';
import { assert } from '@mailhaul/kernel';
import { BytesInAir } from './bytes-in-air.ts';
import { copyFolders } from './copy-folders.ts';
import { CopyLane } from './copy-lane.ts';
import type { FolderJob } from './folder-job.ts';
import { settleLeftOut } from './leave-out-folders.ts';
import { openFolders } from './open-folders.ts';
import { asConnectorError, type PassContext } from './pass-context.ts';
import { profileOdd } from './odd-items.ts';
import { canBeParked, type ParkedFolder, parkFolders } from './park-folders.ts';
import { PassRun } from './pass-run.ts';
import { warnOfQuota, withShortfall } from './quota-room.ts';
import { proveMailboxes } from './prove-mailboxes.ts';
import { recoverAll } from './recover-all.ts';
import { setSurplusAside } from './set-surplus-aside.ts';
import { parkedVanished, settleVanished } from './settle-vanished.ts';
import { SpareLanes } from './spare-lanes.ts';
import { watchTarget } from './watch-target.ts';

/** Times a pass begins again with folders that began a new generation under it. */
const roundsMax = 4;

export type EngineEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: ConnectorError };

export type RunPass = Omit<PassContext, 'halt' | 'fail' | 'spares' | 'inAir'> & {
  /** Shared by the passes of a process; absent: this pass's own. */
  readonly inAir?: BytesInAir | undefined;
};

/**
 * Runs one pass over a pair whose ledger is open: recovers what an earlier writer left, lists, copies, looks once more
 * behind watched fences, and closes the ledger when every item has its outcome. What the ledger rejects with (another
 * epoch, a broken store) is thrown on.
 */
export async function runPass(pass: RunPass): Promise<EngineEnd> {
  const halting = new AbortController();
  const run = new PassRun({
    ...pass,
    halt: halting.signal,
    fail: (error) => halting.abort(error),
    spares: new SpareLanes(),
    inAir: pass.inAir ?? new BytesInAir(),
  });
  try {
    return await (pass.options.onlyLooks === true ? lookAgain(run) : runRounds(run));
  } catch (error) {
    const cause: unknown = halting.signal.aborted ? halting.signal.reason : error;
    halting.abort(cause);
    const known = asConnectorError(cause);
    if (known !== undefined) return { kind: 'failed', error: await explained(run, known) };
    if (pass.stop.aborted && cause === pass.stop.reason) return { kind: 'stopped' };
    throw cause;
  } finally {
    await run.close();
  }
}

/** With what is known beside it of why it cannot go on. */
async function explained(run: PassRun, error: ConnectorError): Promise<ConnectorError> {
  return error.code === 'quota-exceeded' ? withShortfall(run, error) : error;
}

/** Of the target's folders only those are asked for whose batches are watched. */
async function lookAgain(run: PassRun): Promise<EngineEnd> {
  const { ledger, report, options } = run.context;
  report({ kind: 'phase', phase: 'connecting' });
  const targets = await run.targetControl.run(async (session) => {
    // With the folders comes what the system calls itself, and what is known of its like.
    const folders = await session.listFolders();
    run.targetCapabilities = session.capabilities;
    return folders;
  });
  await proveMailboxes(run, { targets });
  report({ kind: 'phase', phase: 'finishing' });
  for (const { t } of ledger.folders()) {
    const { generation } = ledger.target(t);
    run.targets.add(t, { generation, nextId: 1 });
  }
  await watchAll(run);
  if (options.setsSurplusAside === true) await setSurplusAside(run);
  await ledger.recordClosed();
  return { kind: 'completed' };
}

async function runRounds(run: PassRun): Promise<EngineEnd> {
  const { context } = run;
  const { ledger, report } = context;
  report({ kind: 'phase', phase: 'connecting' });
  const { connectionPairs, pairsAtStart = connectionPairs } = context.options;
  const lanes = Array.from({ length: connectionPairs }, (_, rank) => new CopyLane(run, rank));
  for (const lane of lanes.slice(1)) context.spares.add(lane);
  // A delta often finds nothing to copy; a first pass surely does.
  if (ledger.folders().length === 0) {
    // The first lane's connections are asked for first: a server that counts gives them theirs.
    for (const lane of lanes.slice(0, pairsAtStart)) lane.warmUp();
  }
  try {
    const end = await runLanes(run, lanes);
    if (end.kind === 'completed') {
      report({ kind: 'phase', phase: 'finishing' });
      await profileOdd(run);
      await watchAll(run);
      if (context.options.setsSurplusAside === true) await setSurplusAside(run);
      await ledger.recordClosed();
    }
    return end;
  } finally {
    if (context.halt.aborted) for (const lane of lanes) lane.abort();
    else await Promise.all([run.close(), ...lanes.map((lane) => lane.close())]);
  }
}

async function runLanes(run: PassRun, lanes: readonly CopyLane[]): Promise<EngineEnd> {
  const { context } = run;
  const { report, stop } = context;
  for (let round = 1; ; round += 1) {
    const opened = await openFolders(run);
    report({ kind: 'phase', phase: 'recovering' });
    const recovering = await recoverAll(run, opened.jobs);
    await settleVanished(run, opened.refused);
    await settleLeftOut(run);
    const { itemCount, bytes } = opened;
    run.planned = { items: itemCount, bytes };
    report({ kind: 'planned', itemCount, bytes, folderCount: opened.jobs.length });
    report({ kind: 'phase', phase: 'copying' });
    // Goes along with the work: what is wrong with the connection shows there.
    if (opened.jobs.length > 0) warnOfQuota(run).catch(() => undefined);
    const failed = await copyFolders(run, lanes, { jobs: opened.jobs, recovering });
    await opened.recorded;
    context.halt.throwIfAborted();
    if (stop.aborted) return { kind: 'stopped' };
    const failures = [
      ...failed.map(({ failure }) => failure),
      ...opened.refused.map(({ error }) => error),
    ];
    const pending = opened.jobs.filter(({ folder }) => !folder.isVerified);
    const isDone = pending.length === 0 && opened.refused.length === 0;
    const isRetryable =
      failures.length === 0 || failures.some((failure) => failure?.disposition === 'retry');
    if (!isDone && isRetryable && round < roundsMax) continue;
    if (pending.every(canBeParked)) {
      run.sickness.throwIfNotOfOne();
      const { refused } = opened;
      const vanished = parkedVanished(run, refused);
      await parkFolders(run, [...refused, ...vanished, ...pending.map(parkedJob)]);
      return { kind: 'completed' };
    }
    const worst = failures.find((failure) => failure?.scope !== 'folder') ?? failures[0];
    const error = await explained(run, worst ?? itemsPending(pending[0]));
    return { kind: 'failed', error };
  }
}

/** The folder as the ledger knows it: of its listing nothing more is needed. */
function parkedJob({ folder, failure }: FolderJob): ParkedFolder {
  assert(failure !== undefined, 'a folder is parked for a reason');
  const { sourceId: id, sourcePath: path } = folder;
  return { source: { id, path, canHoldItems: true, isSubscribed: false }, error: failure };
}

/** A pass is not done while an item of its set has no outcome. */
function itemsPending(job: FolderJob | undefined): ConnectorError {
  const { missing = 0, intended = 0 } = job?.folder.counts ?? {};
  return new ConnectorError({
    code: 'write-aborted',
    scope: 'mailbox',
    disposition: 'retry',
    message: `${missing + intended} items of a folder could not be written yet`,
    remedy: 'Run the same command again: it goes on with these items.',
  });
}

async function watchAll(run: PassRun): Promise<void> {
  const { ledger, rules } = run.context;
  for (const t of new Set(ledger.folders().map((folder) => folder.t))) {
    await run.targets.get(t).gate.alone(() => watchTarget(run, t));
    if (rules.watchOutlivesPass) continue;
    for (const batch of ledger.batchesInto(t)) {
      if (batch.watchUntilWallMs > 0) await ledger.recordWatchEnded(batch.b);
    }
  }
}
