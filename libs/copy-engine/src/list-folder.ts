import { ConnectorError, type ItemPage, type MailSession } from '@mailhaul/connector-contract';
import { LossesInRow } from './after-read-error.ts';
import { hangsUp } from './feared-work.ts';
import type { FolderJob } from './folder-job.ts';
import { matchExisting } from './match-existing.ts';
import { asConnectorError, isConnectionLoss } from './pass-context.ts';
import type { PassRun } from './pass-run.ts';

/** Listings requested ahead of the one that is being read. */
const listingsAheadMax = 4;
/** Outcomes without a write recorded in one event. */
const unwrittenPerEvent = 5_000;

export interface ListingWiring {
  readonly jobs: readonly FolderJob[];
  /** The folder may be copied from now on, while its listing may still come in. */
  readonly onStarted: (job: FolderJob) => void;
  readonly onListed: (job: FolderJob) => Promise<void>;
}

/**
 * Lists all folders that need it, one after the other on the control connection, the next ones requested ahead. Those that
 * are read unlisted may be copied at once.
 */
export async function listFolders(run: PassRun, wiring: ListingWiring): Promise<void> {
  const { context, sourceControl } = run;
  const jobs: FolderJob[] = [];
  for (const job of wiring.jobs) {
    if (job.isReadUnlisted) wiring.onStarted(job);
    else jobs.push(job);
  }
  let ahead: Listing[] = [];
  let session: MailSession | undefined;
  let lossesOf: { readonly job: FolderJob; readonly losses: LossesInRow } | undefined;
  while (jobs.length > 0 || ahead.length > 0) {
    if (context.stop.aborted || context.halt.aborted) return;
    const current = await sourceControl.get();
    if (current !== session) {
      // What was requested on a lost connection is void.
      jobs.unshift(...ahead.map(({ job }) => job));
      ahead = [];
      session = current;
    }
    // After a loss alone: it shows at which of them the server ends the connection.
    const aheadMax = lossesOf === undefined ? listingsAheadMax : 0;
    while (ahead.length <= aheadMax && jobs.length > 0) {
      const job = jobs.shift() as FolderJob;
      const range = { fromId: job.nextToListId, belowId: job.belowId };
      ahead.push({ job, pages: session.listItems(job.folder.sourceId, range) });
    }
    const next = ahead.shift();
    if (next === undefined) return;
    try {
      await listOne(run, wiring, next);
      sourceControl.proved();
      lossesOf = undefined;
    } catch (error) {
      if (!isConnectionLoss(error)) throw error;
      sourceControl.lose(session, error);
      if (sourceControl.hasGivenUp()) throw error;
      if (lossesOf?.job !== next.job) lossesOf = { job: next.job, losses: new LossesInRow() };
      const isSick = await lossesOf.losses.lost(sourceControl);
      if (isSick) {
        run.sickness.blame(next.job.folder.sourceId, error);
        next.job.fail(hangsUp('source', 'listed'));
      }
      jobs.unshift(next.job);
    }
  }
}

interface Listing {
  readonly job: FolderJob;
  readonly pages: AsyncIterable<ItemPage>;
}

async function listOne(run: PassRun, wiring: ListingWiring, listing: Listing): Promise<void> {
  const { job, pages } = listing;
  const { onFilledTarget } = run.context.options;
  const isFilled = job.folder.before > 0 && !job.folder.wasVerified;
  const mustMatch = isFilled && onFilledTarget !== 'copy';
  if (!mustMatch) wiring.onStarted(job);
  try {
    for await (const page of job.hasFailed ? [] : pages) {
      if (page.state.generation !== job.generation) {
        job.fail(folderChanged());
        break;
      }
      job.addListing(page.items);
    }
  } catch (error) {
    const known = asConnectorError(error);
    if (known?.scope !== 'folder') throw error;
    job.fail(known);
  }
  job.endListing();
  if (mustMatch && !job.hasFailed) await matchExisting(run, job);
  await recordUnwritten(run, job);
  if (mustMatch) wiring.onStarted(job);
  await wiring.onListed(job);
}

function folderChanged(): ConnectorError {
  return new ConnectorError({
    code: 'folder-changed',
    scope: 'folder',
    disposition: 'retry',
    message: 'the source folder began a new generation while it was copied',
    remedy: 'Nothing to do: the folder is listed again and its items are recognised.',
  });
}

async function recordUnwritten(run: PassRun, job: FolderJob): Promise<void> {
  const { ledger, report } = run.context;
  const outcomes = job.takeUnwritten();
  // One that another filter leaves out now was told before.
  const known = outcomes.filter(
    (one) => one.standing === 'excluded' && job.folder.standingOf(one.sourceId) === 'excluded',
  ).length;
  for (let at = 0; at < outcomes.length; at += unwrittenPerEvent) {
    await ledger.recordUnwritten(job.folder.f, outcomes.slice(at, at + unwrittenPerEvent));
  }
  if (outcomes.length === 0) return;
  const gone = outcomes.filter(({ standing }) => standing === 'gone').length;
  const counts = { gone, excluded: outcomes.length - gone - known };
  report({ kind: 'settled', path: job.folder.sourcePath.join('/'), counts, bytes: 0 });
}
