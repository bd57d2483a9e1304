import type { FolderJob } from './folder-job.ts';
import { settlingTimeOf } from './lost-writes.ts';
import type { PassRun } from './pass-run.ts';
import { recoverFolder } from './recover-folder.ts';
import { watchTarget } from './watch-target.ts';

/** Target folders whose open batches are being waited for, and when it is known what became of them. Each may reject. */
export type Recovering = ReadonlyMap<number, Promise<void>>;

/**
 * Finds out what became of the batches that earlier writers left open. Where their last bytes must be waited for, and all that
 * goes into the folder is copied by this pass, the wait goes on beside the work in the other folders.
 */
export async function recoverAll(run: PassRun, jobs: readonly FolderJob[]): Promise<Recovering> {
  const { ledger } = run.context;
  const targets = new Set(ledger.folders().map(({ t }) => t));
  const aside = [...targets].filter((t) => mustWait(run, t) && isCopiedWhole(run, t, jobs));
  for (const t of targets) if (!aside.includes(t)) await recoverOne(run, t);
  return new Map(
    aside.map((t) => {
      const done = recoverOne(run, t);
      // Looked at by who waits for it: until then a rejection is not unhandled.
      done.catch(() => undefined);
      return [t, done];
    }),
  );
}

async function recoverOne(run: PassRun, t: number): Promise<void> {
  await recoverFolder(run, t);
  await run.targets.get(t).gate.alone(() => watchTarget(run, t, true));
}

function mustWait(run: PassRun, t: number): boolean {
  const { ledger, clock } = run.context;
  // What the target does to its items is asked of the first ones, of which it is not known yet whether they are there.
  if (ledger.profile === undefined) return false;
  return ledger.batchesInto(t).some((batch) => {
    const { safeAtWallMs } = settlingTimeOf(batch, run.settlingFacts(batch));
    return batch.isOpen && safeAtWallMs > clock.wallMs();
  });
}

/** Nothing of it is settled before its items are listed. */
function isCopiedWhole(run: PassRun, t: number, jobs: readonly FolderJob[]): boolean {
  const copied = new Set(jobs.map(({ folder }) => folder.f));
  return run.context.ledger.folders().every((folder) => folder.t !== t || copied.has(folder.f));
}
