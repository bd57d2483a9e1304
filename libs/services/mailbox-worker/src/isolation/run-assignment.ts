import type { Sealer } from '@mailhaul/application';
import type { ByteRate, EarlyConnector } from '@mailhaul/connector-registry';
import type { PassProgress } from '@mailhaul/copy-engine';
import {
  type PassReport,
  PassWaits,
  readLedgerReport,
  runMailboxPass,
} from '@mailhaul/pass-runner';
import { connectSide } from './connect-side.ts';
import type { AssignmentEnd, PassAssignment, PassNews, PassResult } from './pass-assignment.ts';
import type { PassFigures } from './pass-assignment.ts';
import { ErrorSides } from './error-sides.ts';
import { failureOf, sameMailbox } from './pass-failure.ts';
import type { RunnerBench } from './runner-entry.ts';
import type { PaceShare } from './shared-pace.ts';
import { verifyPass } from './verify-pass.ts';

export interface AssignedPass {
  readonly assignment: PassAssignment;
  /** The tenant's bare data key. */
  readonly sealerKey: Uint8Array;
  /** Asks for a graceful stop: batches under way are finished. */
  readonly stop: AbortSignal;
  /** Cuts the pass's connections, whatever they are doing; comes after `stop`, with the same reason. */
  readonly cut: AbortSignal;
  readonly tell: (news: PassNews) => void;
  /** At which it may read. */
  readonly rate: ByteRate;
  /** Its parts of both connections' budgets. */
  readonly shares: Readonly<Record<'source' | 'target', PaceShare>>;
}

/** One pass and its verification. Never rejects: a failure is this pass's end only. */
export async function runAssignment(bench: RunnerBench, pass: AssignedPass): Promise<PassResult> {
  if (pass.stop.aborted) return { end: { kind: 'stopped' } };
  const unneeded = new AbortController();
  const errors = new ErrorSides();
  try {
    const { assignment } = pass;
    const waits = new PassWaits(bench.clock);
    const tell = (news: PassNews) => {
      waits.hear(news);
      pass.tell(news);
    };
    const context = { tenant: assignment.tenant, cut: pass.cut, tell };
    const rates = { source: pass.rate, target: undefined };
    const connect = (side: 'source' | 'target') =>
      errors.noting(
        side,
        errors.within(side, () =>
          connectSide(bench, assignment[side], {
            ...{ ...context, rate: rates[side], share: pass.shares[side] },
          }),
        ),
      );
    const source = connect('source');
    const target = connect('target');
    if (source.identity === target.identity) {
      return { end: { kind: 'failed', failure: sameMailbox } };
    }
    // Both sides connect and sign in while the ledger is being read; a failure is told to who opens.
    const { clock, random } = bench;
    const early = { clock, random, signal: AbortSignal.any([unneeded.signal, pass.stop]) };
    if (assignment.options.onlyLooks !== true) source.beginOpening(early);
    target.beginOpening(early);
    return await runConnected(bench, pass, { source, target, errors, waits });
  } catch (error) {
    return { end: endByError(error, pass.stop, errors) };
  } finally {
    unneeded.abort(new Error('nobody needs it any more'));
  }
}

interface Sides {
  readonly source: EarlyConnector;
  readonly target: EarlyConnector;
  readonly errors: ErrorSides;
  readonly waits: PassWaits;
}

async function runConnected(
  bench: RunnerBench,
  pass: AssignedPass,
  sides: Sides,
): Promise<PassResult> {
  const { assignment, stop } = pass;
  const sealer = bench.makeSealer(pass.sealerKey);
  const { tenant, pairId, generation, options } = assignment;
  const { store, worker, inAir, clock, random } = bench;
  const { source, target, errors, waits } = sides;
  const report = await runMailboxPass({
    ...{ source, target },
    tenant,
    pairId,
    generation,
    store,
    sealer,
    options,
    worker,
    inAir,
    clock,
    random,
    stop,
    waits,
    tellsProgress: true,
    onProgress: (progress) => {
      const news = newsOf(progress);
      if (news !== undefined) pass.tell(news);
    },
  });
  const end = endOf(report, pass.cut, errors);
  const figures = figuresOf(report);
  if (end.kind !== 'completed' || !assignment.isVerifying) return { end, figures };
  return {
    end,
    figures: { ...figures, ...(await verification(bench, { ...pass, sealer }, sides)) },
  };
}

/** The pass stands as completed also where its check could not be made; why it could not is told beside it. */
async function verification(
  { store, clock, random }: RunnerBench,
  { assignment, sealer, stop, tell }: AssignedPass & { readonly sealer: Sealer },
  sides: Sides,
): Promise<Pick<PassFigures, 'verification' | 'unverified'>> {
  if (stop.aborted) return { unverified: wasStopped };
  try {
    const { tenant, pairId, generation, options } = assignment;
    const ledger = await readLedgerReport({ store, sealer, tenant, pairId, generation });
    if (ledger === undefined) return {};
    const { grade, found, kinds } = await verifyPass({
      ...{ source: sides.source, target: sides.target },
      ledger,
      options,
      context: { clock, random, signal: stop },
      onFolder: (foldersDone, folders) => tell({ kind: 'verifying', foldersDone, folders }),
    });
    return { verification: { grade, found, kinds } };
  } catch (error) {
    if (stop.aborted) return { unverified: wasStopped };
    const { code, side } = sides.errors.failureOf(error);
    return { unverified: { code, ...(side === undefined ? {} : { side }) } };
  }
}

const wasStopped = { code: 'stopped' } as const;

function endOf({ end }: PassReport, cut: AbortSignal, errors: ErrorSides): AssignmentEnd {
  if (end.kind !== 'failed') return { kind: end.kind };
  return cut.aborted
    ? { kind: 'stopped' }
    : { kind: 'failed', failure: errors.failureOf(end.error) };
}

function endByError(error: unknown, stop: AbortSignal, errors: ErrorSides): AssignmentEnd {
  return stop.aborted && error === stop.reason
    ? { kind: 'stopped' }
    : { kind: 'failed', failure: errors.failureOf(error) };
}

function figuresOf(report: PassReport): PassFigures {
  const { totals, passCounts, watchedUntilWallMs, surplusReported, investigate, parkedFolders } =
    report;
  return { totals, passCounts, watchedUntilWallMs, surplusReported, investigate, parkedFolders };
}

function newsOf(progress: PassProgress): PassNews | undefined {
  switch (progress.kind) {
    case 'settled':
      return undefined;
    case 'folder-parked': {
      const { kind, path, itemCount, error } = progress;
      return { kind, path, itemCount, failure: failureOf(error) };
    }
    default:
      return progress;
  }
}
