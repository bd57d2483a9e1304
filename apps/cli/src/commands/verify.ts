import { filtersAt, type ItemFilters } from '@mailhaul/copy-engine';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { type ExitCode, worstExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { readBudgets } from '../options/budgets.ts';
import { readDeadlines } from '../options/deadlines.ts';
import { readFilters } from '../options/filter-options.ts';
import {
  type RawMigrateOptions,
  checkCombinations,
  readParallel,
} from '../options/migrate-options.ts';
import { placesOf } from '../pairs/pair-plan.ts';
import { planPairs } from '../pairs/plan-pairs.ts';
import { chooseRenderer } from '../render/choose-renderer.ts';
import type { RunEvent } from '../render/run-events.schema.ts';
import { logName, noCounts, summariseVerification } from '../run/mailbox-report.ts';
import { type MailboxEnd, gradeExitCode } from '../run/migrate-mailbox.ts';
import { connectorsOf } from '../run/connect-sides.ts';
import { type OpenedPair, openPairs } from '../run/opened-pair.ts';
import { exitCodeOf, problemOf } from '../run/problem.ts';
import { runAll } from '../run/run-all.ts';
import { verifyPair } from '../run/verify-pair.ts';
import { type OpenState, openStateReadOnly } from '../state/open-state.ts';
import { hasState, stateOfPairs } from '../state/state-for-pairs.ts';
import type { StatePaths } from '../state/state-folder.ts';
import { listenForStop } from '../stop-signals.ts';
import { localTenant } from '../tenant.ts';
import { finishRun } from './migrate.ts';
import { stopWords } from './stop-words.ts';

/** `mailhaul verify`: compares both sides anew; what a state knows to be absent is no surprise. Writes no mail. */
export async function verify(raw: RawMigrateOptions, io: Io): Promise<ExitCode> {
  checkCombinations(raw);
  const nowMs = io.clock.wallMs();
  const filters = filtersAt(readFilters(raw, nowMs), nowMs / 1000);
  const parallel = readParallel(raw);
  const renderer = await chooseRenderer(raw, io);
  const warn = (message: string) => renderer.show({ event: 'notice', level: 'warning', message });
  const limits = { deadlines: readDeadlines(raw), budgets: readBudgets(raw) };
  const connect = connectorsOf(io, limits, (event) => renderer.show(event));
  const pairs = openPairs(await planPairs(raw, io, warn), connect);
  const paths = await stateOfPairs(raw, pairs);
  const state = hasState(paths) ? await openStateReadOnly(paths, io.clock) : undefined;
  const signals = listenForStop(stopWords(renderer, io));
  try {
    renderer.show({
      event: 'run-started',
      version: io.version,
      command: 'verify',
      state: state === undefined ? null : paths.folder,
      isDryRun: false,
      mailboxes: pairs.map(({ plan }) => ({
        source: plan.source.label,
        target: plan.target.label,
      })),
    });
    const show = (event: RunEvent) => renderer.show(event);
    const settings = {
      io,
      state,
      paths,
      filters,
      isDeep: raw.deep === true,
      stop: signals.stop,
      show,
    };
    const ends = await runAll(pairs, parallel, (pair, mailbox) =>
      verifyMailboxOf(settings, pair, mailbox),
    );
    const exitCode = worstExitCode(ends.map((end) => end.exitCode));
    await finishRun({ raw, io, renderer, pairs, ends, exitCode, hasAfterwards: false });
    return exitCode;
  } finally {
    signals.release();
    renderer.close();
    await state?.store.close();
  }
}

interface VerifyRun {
  readonly io: Io;
  readonly state: OpenState | undefined;
  readonly paths: StatePaths;
  readonly filters: ItemFilters;
  readonly isDeep: boolean;
  readonly stop: AbortSignal;
  readonly show: (event: RunEvent) => void;
}

async function verifyMailboxOf(
  run: VerifyRun,
  pair: OpenedPair,
  mailbox: number,
): Promise<MailboxEnd> {
  run.show({ event: 'mailbox-started', mailbox });
  run.show({ event: 'phase', mailbox, phase: 'verifying' });
  const base = {
    event: 'mailbox-finished' as const,
    mailbox,
    pass: noCounts,
    failures: [],
    exclusions: [],
    log: null,
    folderLog: null,
  };
  const ledger =
    run.state &&
    (await readLedgerReport({ ...run.state, tenant: localTenant, pairId: pair.pairId }));
  const totals = ledger?.totals ?? { ...noCounts, bytesMigrated: 0, pending: 0 };
  const figures = {
    totals,
    parkedFolders: ledger?.parkedFolders ?? 0,
    watchedUntil: null,
    surplusReported: ledger?.surplusReported ?? 0,
    investigate: ledger?.investigate ?? 0,
  };
  try {
    const report = await verifyPair({
      source: pair.source,
      target: pair.target,
      ledger,
      options: { filters: run.filters, ...placesOf(pair.plan) },
      isDeep: run.isDeep,
      context: { clock: run.io.clock, random: run.io.random, signal: run.stop },
      onProgress: (foldersDone, folders) =>
        run.show({ event: 'verifying', mailbox, foldersDone, folders }),
    });
    const log = run.state && { folder: run.paths.logs, name: logName(pair.label, pair.pairId) };
    const verification = await summariseVerification(report, log);
    const finished = { ...base, ...figures, end: 'completed' as const, error: null, verification };
    run.show(finished);
    return { finished, exitCode: gradeExitCode(report.grade) };
  } catch (error) {
    const finished = {
      ...base,
      ...figures,
      end: 'failed' as const,
      error: problemOf(error),
      verification: null,
    };
    run.show(finished);
    return { finished, exitCode: exitCodeOf(error) };
  }
}
