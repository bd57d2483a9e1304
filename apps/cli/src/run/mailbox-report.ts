import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LedgerReport, LedgerRow } from '@mailhaul/pass-runner';
import type { VerificationReport } from '@mailhaul/verification';
import type { FolderNote, MailboxFinished, OutcomeName } from '../render/run-events.schema.ts';
import { writeFindingLog, writeFolderLog, writeItemLog } from '../report/csv-log.ts';
import { isWrittenOf, noteWritten, RowsDigest } from '../report/written-log.ts';

export const noCounts: Readonly<Record<OutcomeName, number>> = {
  migrated: 0,
  excluded: 0,
  failed: 0,
  gone: 0,
  collapsed: 0,
};

/** A mailbox to which nothing has happened, to be filled in. */
export function unfinished(mailbox: number): MailboxFinished {
  return {
    event: 'mailbox-finished',
    mailbox,
    end: 'not-started',
    pass: noCounts,
    totals: { ...noCounts, bytesMigrated: 0, pending: 0 },
    failures: [],
    exclusions: [],
    parkedFolders: 0,
    watchedUntil: null,
    surplusReported: 0,
    investigate: 0,
    error: null,
    verification: null,
    log: null,
    folderLog: null,
  };
}

/** Reasons shown; more are in the CSV log. */
const reasonsMax = 8;

/** Rows looked at in one go: between them the other mailboxes have the event loop. */
const rowsAtOnce = 2_000;

type Reasons = MailboxFinished['failures'];

export interface ItemLog {
  readonly path: string;
  /** Failed and excluded items by reason, most first. */
  readonly failures: Reasons;
  readonly exclusions: Reasons;
}

/** Writes the CSV of one pair's outcomes, unless it stands there already; says where it is, and counts reasons. */
export async function saveItemLog(
  logs: string,
  name: string,
  ledger: LedgerReport,
): Promise<ItemLog> {
  const path = join(logs, `${name}.csv`);
  const failed = new Map<string, number>();
  const rows = new RowsDigest();
  let rowCount = 0;
  for (const row of ledger.rows()) {
    rows.add(row);
    count(row, failed);
    rowCount += 1;
    if (rowCount % rowsAtOnce === 0) await nextTurn();
  }
  const digest = rows.digest();
  if (!(await isWrittenOf(path, digest))) {
    await writeItemLog(path, ledger.rows());
    await noteWritten(path, digest);
  }
  const excluded = new Map(Object.entries(ledger.excludedFor));
  return { path, failures: mostFirst(failed), exclusions: mostFirst(excluded) };
}

/** Writes what is to be known of folders, where there is anything; says where. */
export async function saveFolderLog(
  logs: string,
  name: string,
  notes: readonly FolderNote[],
): Promise<string | null> {
  if (notes.length === 0) return null;
  const path = join(logs, `${name}-folders.csv`);
  await writeFolderLog(path, notes);
  return path;
}

function count(
  { outcome, reason = 'no reason given' }: LedgerRow,
  failed: Map<string, number>,
): void {
  if (outcome === 'failed') failed.set(reason, (failed.get(reason) ?? 0) + 1);
}

/** A verification as told to people; its findings go to a CSV beside the items', when there are any. */
export async function summariseVerification(
  report: VerificationReport,
  log: { readonly folder: string; readonly name: string } | undefined,
): Promise<NonNullable<MailboxFinished['verification']>> {
  let path: string | null = null;
  if (report.findings.length > 0 && log !== undefined) {
    path = join(log.folder, `${log.name}-findings.csv`);
    await writeFindingLog(path, report.findings);
  }
  return {
    grade: report.grade,
    sourceItems: report.itemCount.source,
    targetItems: report.itemCount.target,
    findings: report.found,
    kinds: report.kinds,
    log: path,
  };
}

/** A file name that tells whose log it is, of harmless characters, and unique by the pair's id. */
export function logName(label: string, pairId: string): string {
  const readable = label.replace(/[^\p{L}\p{N}@._-]+/gu, '_').replace(/^[._-]+/u, '');
  return `${[...readable].slice(0, 60).join('')}-${pairId.slice(0, 8)}`;
}

function mostFirst(counts: ReadonlyMap<string, number>): Reasons {
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, reasonsMax)
    .map(([reason, items]) => ({ reason, items }));
}
