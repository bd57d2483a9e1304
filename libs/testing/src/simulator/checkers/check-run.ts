import type { RecordedEvent } from '@mailhaul/application';
import type { LedgerReport } from '@mailhaul/pass-runner';
import type { PassRecord, Stage } from '../sim-workers.ts';
import { checkLog } from './check-log.ts';
import { checkMarkers } from './check-markers.ts';
import { checkRows } from './check-rows.ts';
import { checkTarget } from './check-target.ts';
import { checkTotals } from './check-totals.ts';
import { readNumbers } from './read-numbers.ts';
import type { Finding } from './finding.ts';

export type { Finding } from './finding.ts';

export interface RunToCheck {
  readonly stage: Stage;
  readonly report: LedgerReport;
  readonly events: readonly RecordedEvent[];
  readonly passes: readonly PassRecord[];
  /** False: the pair is not migrated, and only what the log says can be judged. */
  readonly hasEnded: boolean;
}

/** All checkers over a finished run. They know both servers' histories and the log; nothing of the engine's inside. */
export function checkRun(run: RunToCheck): readonly Finding[] {
  readNumbers(run.stage, run.events);
  const log = checkLog(run.stage, run.events);
  if (!run.hasEnded) return log.findings;
  const last = run.passes.findLast(({ report }) => report.end.kind === 'completed');
  const { filters } = last?.options ?? run.stage.plan.options;
  const rows = checkRows(run.stage, run.report, { filters, reportedSurplus: log.reportedSurplus });
  return [
    ...log.findings,
    ...rows.findings,
    ...checkTarget(run.stage, log, rows),
    ...checkMarkers(run.stage, run.report),
    ...checkTotals(run.report, run.passes, log),
  ];
}
