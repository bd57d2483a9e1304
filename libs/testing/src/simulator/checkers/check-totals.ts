import type { OutcomeCounts } from '@mailhaul/copy-engine';
import type { LedgerReport } from '@mailhaul/pass-runner';
import type { PassRecord } from '../sim-workers.ts';
import type { LogFacts } from './check-log.ts';
import { type Finding, violation } from './finding.ts';

const outcomes = ['migrated', 'excluded', 'failed', 'gone', 'collapsed'] as const;

/** Sums that must agree: rows, folders, totals, what the passes said, and what people saw while they ran. */
export function checkTotals(
  report: LedgerReport,
  passes: readonly PassRecord[],
  log: LogFacts,
): readonly Finding[] {
  const findings: Finding[] = [];
  const expectEqual = (what: string, a: number, b: number) => {
    if (a !== b) findings.push(violation('totals', `${what}: ${a} and ${b}`));
  };
  // Folders that a filter leaves out have no rows.
  const byRow = { migrated: 0, excluded: report.leftOut, failed: 0, gone: 0, collapsed: 0 };
  let bytes = 0;
  for (const row of report.rows()) {
    byRow[row.outcome] += 1;
    if (row.outcome === 'migrated') bytes += row.size;
  }
  expectEqual('bytes of rows and totals', bytes, report.totals.bytesMigrated);
  expectEqual('surplus in the log and the report', log.surplusCount, report.surplusReported);
  const last = passes.at(-1)?.report;
  for (const outcome of outcomes) {
    const inFolders = report.folders.reduce(
      (sum, { counts }) => sum + counts[outcome],
      outcome === 'excluded' ? report.leftOut : 0,
    );
    expectEqual(`${outcome} rows and totals`, byRow[outcome], report.totals[outcome]);
    expectEqual(`${outcome} folders and totals`, inFolders, report.totals[outcome]);
    if (last !== undefined)
      expectEqual(`${outcome} pass and ledger`, last.totals[outcome], report.totals[outcome]);
  }
  expectEqual('items pending at the end', report.totals.pending, 0);
  if (report.isPassOpen) findings.push(violation('totals', 'a pass is still open'));
  for (const { processId, report: said, progress } of passes) {
    if (said.end.kind !== 'completed') continue;
    const shown: OutcomeCounts = sumOf(
      progress.flatMap((news) => (news.kind === 'settled' ? [news.counts] : [])),
    );
    for (const outcome of outcomes) {
      expectEqual(
        `${processId} ${outcome} shown and counted`,
        shown[outcome],
        said.passCounts[outcome],
      );
    }
  }
  return findings;
}

function sumOf(parts: readonly Partial<OutcomeCounts>[]): OutcomeCounts {
  const sum = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };
  for (const part of parts) for (const outcome of outcomes) sum[outcome] += part[outcome] ?? 0;
  return sum;
}
