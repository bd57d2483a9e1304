import type { RecordedEvent } from '@mailhaul/application';
import type { Pair } from '@mailhaul/domain';
import { readLedgerReport } from '@mailhaul/pass-runner';
import { checkRun } from '../simulator/checkers/check-run.ts';
import { ambiguous, type Finding, violation } from '../simulator/checkers/finding.ts';
import { SimSealer } from '../simulator/sim-sealer.ts';
import type { PassRecord } from '../simulator/sim-workers.ts';
import type { PairStage, SystemStage } from './system-stage.ts';

/** Each pair by the engine's own checkers: every source item once at the target, or failed with a reason. */
export async function checkPairs(
  stage: SystemStage,
  states: ReadonlyMap<string, Pair>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const pair of stage.pairs.values()) {
    const found = await checkPair(stage, pair, states.get(pair.pairId)).catch((error: unknown) => [
      violation('ledger', String(error)),
    ]);
    findings.push(...found.map((one) => ({ ...one, detail: `${pair.name}: ${one.detail}` })));
  }
  return findings;
}

async function checkPair(
  stage: SystemStage,
  pair: PairStage,
  state: Pair | undefined,
): Promise<readonly Finding[]> {
  const events = await ledgerOf(stage, pair);
  const others = [...stage.pairs.values()].filter(({ target }) => target === pair.target);
  const writing = others.filter(({ passes }) => passes.length > 0);
  if (events.length === 0) {
    return writing.some((other) => other !== pair) ? [] : [violation('no-ledger', 'it never ran')];
  }
  const { tenant, pairId } = pair;
  const report = await readLedgerReport({ ...readerOf(stage), tenant, pairId });
  if (report === undefined) return [violation('ledger', 'it cannot be read')];
  const isDone = state !== undefined && 'hasCompleted' in state && state.hasCompleted;
  const passes = toLastCompleted(pair.passes);
  const found = checkRun({
    ...{ stage: pair.stage, report, events, passes },
    hasEnded: isDone && state.status === 'ready',
  });
  // Two schedulers gave one target to two pairs: what is the other's is none of this ledger's.
  if (writing.length < 2) return found;
  return found.map((one) =>
    one.rule === 'duplicate' ? ambiguous('shared-target', one.detail) : one,
  );
}

async function ledgerOf(
  { log }: SystemStage,
  { tenant, pairId }: PairStage,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (const name of await log.listStreams(`ledger-${tenant}.${pairId}.`)) {
    for await (const event of log.readStream(name)) events.push(event);
  }
  return events;
}

function readerOf({ log }: SystemStage) {
  return { store: log, sealer: new SimSealer() };
}

/** One that was superseded says late what was so before. */
function toLastCompleted(passes: readonly PassRecord[]): readonly PassRecord[] {
  const last = passes.findLastIndex(({ report }) => report.end.kind === 'completed');
  return passes.slice(0, last + 1);
}
