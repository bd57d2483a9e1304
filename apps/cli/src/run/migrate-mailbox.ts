import type { EventStore, Sealer } from '@mailhaul/application';
import type { ConnectorError } from '@mailhaul/connector-contract';
import type { BytesInAir, PassOptions } from '@mailhaul/copy-engine';
import {
  type LedgerReport,
  type PassReport,
  type WorkerIdentity,
  readLedgerReport,
  runPairPass,
} from '@mailhaul/pass-runner';
import { type ExitCode, exitCodes, worstExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { FolderNote, MailboxFinished, RunEvent } from '../render/run-events.schema.ts';
import { placesOf } from '../pairs/pair-plan.ts';
import { claimPair } from '../state/pair-claim.ts';
import { saveLabel } from '../state/pair-labels.ts';
import type { StatePaths } from '../state/state-folder.ts';
import { localTenant } from '../tenant.ts';
import { KeywordNotes } from './keyword-notes.ts';
import {
  type ItemLog,
  logName,
  saveFolderLog,
  saveItemLog,
  summariseVerification,
  unfinished,
} from './mailbox-report.ts';
import type { OpenedPair } from './opened-pair.ts';
import { exitCodeOf, isSystemError, problemOf } from './problem.ts';
import { instantOf, progressEvent } from './progress-events.ts';
import { verifyPair } from './verify-pair.ts';

/** Who asked, as the pair's facts have it: a person's name has no place there. */
const commandLineActor = 'command-line';

export interface MigrationRun {
  readonly io: Io;
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly paths: StatePaths;
  readonly worker: WorkerIdentity;
  readonly options: PassOptions;
  /** Of all mailboxes of this run. */
  readonly inAir: BytesInAir;
  readonly isVerifying: boolean;
  readonly isDeep: boolean;
  readonly stop: AbortSignal;
  readonly show: (event: RunEvent) => void;
}

export interface MailboxEnd {
  readonly finished: MailboxFinished;
  readonly exitCode: ExitCode;
  readonly notes?: readonly FolderNote[];
}

/** One pass over one mailbox, its verification and its log. Never rejects: a failure is this mailbox's end only. */
export async function migrateMailbox(
  run: MigrationRun,
  pair: OpenedPair,
  mailbox: number,
): Promise<MailboxEnd> {
  if (run.stop.aborted) return ended(run, unfinished(mailbox), exitCodes.interrupted);
  run.show({ event: 'mailbox-started', mailbox });
  let pass: PassReport | undefined;
  const notes: FolderNote[] = [];
  const keywords = new KeywordNotes();
  // Made now, while the store is busy, and not when everybody waits for the end.
  const name = logName(pair.label, pair.pairId);
  let release = () => {};
  try {
    release = await claimPair(pair.pairId, run.paths.folder);
    saveLabel(run.paths.pairs, pair, run.sealer);
    pass = await runPairPass({
      actor: commandLineActor,
      tenant: localTenant,
      pairId: pair.pairId,
      store: run.store,
      sealer: run.sealer,
      source: pair.source,
      target: pair.target,
      options: { ...run.options, ...placesOf(pair.plan) },
      worker: run.worker,
      inAir: run.inAir,
      clock: run.io.clock,
      random: run.io.random,
      stop: run.stop,
      onProgress: (progress) => {
        const event = progressEvent(mailbox, progress);
        if (isFolderNote(event)) notes.push(event);
        keywords.take(event);
        run.show(event);
      },
    });
    const message = keywords.words(pair.label);
    if (message !== undefined) run.show({ event: 'notice', level: 'warning', message });
    return { ...(await reportPass(run, pair, { mailbox, pass, name, notes })), notes };
  } catch (error) {
    tellDefect(run, error);
    const finished = {
      ...unfinished(mailbox),
      end: 'failed' as const,
      error: problemOf(error),
      ...figuresOf(pass),
    };
    return ended(run, finished, exitCodeOf(error));
  } finally {
    release();
  }
}

interface PassToReport {
  readonly mailbox: number;
  readonly pass: PassReport;
  readonly name: string;
  readonly notes: readonly FolderNote[];
}

async function reportPass(
  run: MigrationRun,
  pair: OpenedPair,
  { mailbox, pass, name, notes }: PassToReport,
): Promise<MailboxEnd> {
  const { store, sealer } = run;
  const ledger = await readLedgerReport({
    store,
    sealer,
    tenant: localTenant,
    pairId: pair.pairId,
  });
  const log = ledger && (await logOrWarning(run, { name, ledger, notes }));
  const error = pass.end.kind === 'failed' ? pass.end.error : undefined;
  const passed: MailboxFinished = {
    ...unfinished(mailbox),
    ...figuresOf(pass),
    ...(log === undefined ? {} : { failures: log.failures, exclusions: log.exclusions }),
    end: pass.end.kind,
    error: error === undefined ? null : problemOf(error),
    log: log?.path ?? null,
    folderLog: log?.folders ?? null,
  };
  const codes = [passExitCode(passed, error)];
  const isVerifiable = pass.end.kind === 'completed' && run.isVerifying && !run.stop.aborted;
  if (!isVerifiable) return ended(run, passed, worstExitCode(codes));
  const verified = await verifyPass(run, pair, { mailbox, ledger, name });
  return ended(run, { ...passed, ...verified.facts }, worstExitCode([...codes, verified.exitCode]));
}

async function verifyPass(
  run: MigrationRun,
  pair: OpenedPair,
  { mailbox, ledger, name }: { mailbox: number; ledger: LedgerReport | undefined; name: string },
): Promise<{ facts: Pick<MailboxFinished, 'verification' | 'error'>; exitCode: ExitCode }> {
  run.show({ event: 'phase', mailbox, phase: 'verifying' });
  try {
    const report = await verifyPair({
      source: pair.source,
      target: pair.target,
      ledger,
      options: { filters: run.options.filters, ...placesOf(pair.plan) },
      isDeep: run.isDeep,
      context: { clock: run.io.clock, random: run.io.random, signal: run.stop },
      onProgress: (foldersDone, folders) =>
        run.show({ event: 'verifying', mailbox, foldersDone, folders }),
    });
    const verification = await summariseVerification(report, { folder: run.paths.logs, name });
    return { facts: { verification, error: null }, exitCode: gradeExitCode(report.grade) };
  } catch (error) {
    // The pass stands as completed; only its check is missing, and is said to be.
    if (run.stop.aborted)
      return { facts: { verification: null, error: null }, exitCode: exitCodes.interrupted };
    tellDefect(run, error);
    return { facts: { verification: null, error: problemOf(error) }, exitCode: exitCodeOf(error) };
  }
}

/** Failed items and what a person should look at are "done with failures". */
export function gradeExitCode(
  grade: NonNullable<MailboxFinished['verification']>['grade'],
): ExitCode {
  return grade === 'Perfect' || grade === 'Good' ? exitCodes.done : exitCodes.doneWithFailures;
}

function passExitCode(finished: MailboxFinished, error: ConnectorError | undefined): ExitCode {
  switch (finished.end) {
    case 'completed':
      return finished.totals.failed > 0 ||
        finished.parkedFolders > 0 ||
        finished.investigate > 0 ||
        finished.surplusReported > 0
        ? exitCodes.doneWithFailures
        : exitCodes.done;
    case 'failed':
      return exitCodeOf(error);
    case 'stopped':
    case 'superseded':
    case 'not-started':
    case 'planned':
      return exitCodes.interrupted;
  }
}

function ended(run: MigrationRun, finished: MailboxFinished, exitCode: ExitCode): MailboxEnd {
  run.show(finished);
  return { finished, exitCode };
}

function figuresOf(pass: PassReport | undefined): Partial<MailboxFinished> {
  if (pass === undefined) return {};
  return {
    pass: pass.passCounts,
    totals: pass.totals,
    parkedFolders: pass.parkedFolders,
    watchedUntil: instantOf(pass.watchedUntilWallMs),
    surplusReported: pass.surplusReported,
    investigate: pass.investigate,
  };
}

/** The mail is where it should be also when its log cannot be written: that is a warning, not a failure. */
async function logOrWarning(
  run: MigrationRun,
  { name, ledger, notes }: { ledger: LedgerReport } & Pick<PassToReport, 'name' | 'notes'>,
): Promise<(ItemLog & { folders: string | null }) | undefined> {
  try {
    const folders = await saveFolderLog(run.paths.logs, name, notes);
    return { ...(await saveItemLog(run.paths.logs, name, ledger)), folders };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `the CSV log could not be written: ${error.message}`;
    run.show({ event: 'notice', level: 'warning', message });
    return undefined;
  }
}

function isFolderNote(event: RunEvent): event is FolderNote {
  return (
    event.event === 'folder-left-out' ||
    event.event === 'folder-placed' ||
    event.event === 'folder-parked'
  );
}

/** What is no expected failure is shown with its stack, once, where a person can copy it. */
function tellDefect(run: MigrationRun, error: unknown): void {
  if (exitCodeOf(error) !== exitCodes.defect) return;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  run.show({ event: 'error', code: 'internal', message, remedy: null });
}
