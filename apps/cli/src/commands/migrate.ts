import { preloadConnectors } from '@mailhaul/connector-registry';
import { BytesInAir } from '@mailhaul/copy-engine';
import { type ExitCode, exitCodes, worstExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { readBudgets } from '../options/budgets.ts';
import { readDeadlines } from '../options/deadlines.ts';
import {
  type RawMigrateOptions,
  checkCombinations,
  readParallel,
  readPassOptions,
} from '../options/migrate-options.ts';
import { planPairs } from '../pairs/plan-pairs.ts';
import { printLines } from '../print-lines.ts';
import { chooseRenderer } from '../render/choose-renderer.ts';
import type { Renderer } from '../render/renderer.ts';
import { startFirst } from '../render/start-first.ts';
import { type MailboxEnd, type MigrationRun, migrateMailbox } from '../run/migrate-mailbox.ts';
import { connectorsOf } from '../run/connect-sides.ts';
import { type EarlyOpenings, beginOpenings } from '../run/early-openings.ts';
import { type OpenedPair, openPairs } from '../run/opened-pair.ts';
import { runAll } from '../run/run-all.ts';
import { workerIdentity } from '../run/worker-identity.ts';
import { type OpenState, openState } from '../state/open-state.ts';
import { refuseForeignState, stateOfPairs } from '../state/state-for-pairs.ts';
import { type StopSignals, listenForStop } from '../stop-signals.ts';
import { dryRun } from './dry-run.ts';
import { stopWords } from './stop-words.ts';

/** `mailhaul migrate`: one pass per mailbox, its verification and its report. @throws UsageError before anything began */
export async function migrate(raw: RawMigrateOptions, io: Io): Promise<ExitCode> {
  checkCombinations(raw);
  const options = readPassOptions(raw, io.clock.wallMs());
  const parallel = readParallel(raw);
  const renderer = startFirst(await chooseRenderer(raw, io));
  const plans = await planPairs(raw, io, (message) =>
    renderer.show({ event: 'notice', level: 'warning', message }),
  );
  const limits = { deadlines: readDeadlines(raw), budgets: readBudgets(raw) };
  const connect = connectorsOf(io, limits, (event) => renderer.show(event));
  const pairs = openPairs(plans, connect);
  const paths = await stateOfPairs(raw, pairs);
  if (raw.dryRun === true) return dryRun({ raw, io, renderer, pairs, paths, options, parallel });
  // The state's thread starts first, then the connections: each has waits that the others fill.
  const opening = openState(paths, io);
  preloadConnectors();
  const early = beginOpenings(pairs.slice(0, parallel), io);
  const state = await opening.catch((error: unknown) => {
    early.end();
    throw error;
  });
  const signals = listenForStop(stopWords(renderer, io));
  try {
    const [only] = pairs;
    if (only !== undefined && raw.pairs === undefined) await refuseForeignState(state.store, only);
    const settings = {
      paths,
      command: 'migrate',
      parallel,
      isVerifying: raw.verify !== false,
      isDeep: raw.deep === true,
    } as const;
    const ends = await migrateAll(pairs, {
      ...settings,
      options,
      io,
      state,
      renderer,
      signals,
      early,
    });
    const exitCode = worstExitCode(ends.map((end) => end.exitCode));
    await finishRun({ raw, io, renderer, pairs, ends, exitCode });
    return exitCode;
  } finally {
    early.end();
    signals.release();
    renderer.close();
    await state.store.close();
  }
}

export interface MigrateAll extends Pick<
  MigrationRun,
  'io' | 'options' | 'isVerifying' | 'isDeep' | 'paths'
> {
  readonly command: 'migrate' | 'demo';
  readonly parallel: number;
  readonly state: OpenState;
  readonly renderer: Renderer;
  readonly signals: StopSignals;
  /** Connections that are on their way already. */
  readonly early?: EarlyOpenings;
}

/** Every pair, some at a time; one that fails stops no other. */
export async function migrateAll(
  pairs: readonly OpenedPair[],
  all: MigrateAll,
): Promise<readonly MailboxEnd[]> {
  const { io, state, renderer, paths } = all;
  renderer.show({
    event: 'run-started',
    version: io.version,
    command: all.command,
    state: paths.folder,
    isDryRun: false,
    mailboxes: pairs.map(({ plan }) => ({ source: plan.source.label, target: plan.target.label })),
  });
  const run: MigrationRun = {
    io,
    store: state.store,
    sealer: state.sealer,
    paths,
    worker: workerIdentity(io.random, state.store.holdsLock),
    options: all.options,
    inAir: new BytesInAir(),
    isVerifying: all.isVerifying,
    isDeep: all.isDeep,
    stop: all.signals.stop,
    show: (event) => renderer.show(event),
  };
  return runAll(pairs, all.parallel, async (pair, mailbox) => {
    const end = await migrateMailbox(run, pair, mailbox);
    all.early?.end(pair);
    return end;
  });
}

export interface FinishedRun {
  readonly raw: { readonly json?: boolean; readonly quiet?: boolean };
  readonly io: Io;
  readonly renderer: Renderer;
  readonly pairs: readonly { readonly label: string }[];
  readonly ends: readonly MailboxEnd[];
  readonly exitCode: ExitCode;
  /** False: there is no state that a next run could go on with. Default true. */
  readonly hasAfterwards?: boolean;
}

/** The last event, and for people the table and what to do next. Quiet runs speak only when something went wrong. */
export async function finishRun(finished: FinishedRun): Promise<void> {
  const { raw, io, renderer, pairs, ends, exitCode } = finished;
  const resumable = exitCode === exitCodes.interrupted || exitCode === exitCodes.connection;
  renderer.show({ event: 'run-finished', exitCode, resumable });
  renderer.close();
  if (raw.json === true || (raw.quiet === true && exitCode === exitCodes.done)) return;
  const [{ outcomeTable }, { closingWords }] = await Promise.all([
    import('../report/outcome-table.ts'),
    import('../report/closing-words.ts'),
  ]);
  const outcomes = ends.map(({ finished, notes = [] }) => ({
    label: pairs[finished.mailbox]?.label ?? '',
    finished,
    notes,
  }));
  io.stdout.write(`${outcomeTable(outcomes, io.stdout.columns || 100)}\n`);
  const hasAfterwards = finished.hasAfterwards !== false;
  printLines(io.stdout, closingWords(outcomes, { nowWallMs: io.clock.wallMs(), hasAfterwards }));
}
