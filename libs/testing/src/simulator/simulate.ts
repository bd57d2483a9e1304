import type { EventStore, RecordedEvent, Sealer } from '@mailhaul/application';
import { type ProtocolRules, allRules } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import type { LedgerReport } from '@mailhaul/pass-runner';
import { armDisruptions } from './apply-disruptions.ts';
import { type Finding, checkRun } from './checkers/check-run.ts';
import { type SimPlan, drawPlan } from './sim-plan.ts';
import { SimSealer } from './sim-sealer.ts';
import { SimServer } from './sim-server.ts';
import { startUsers } from './sim-users.ts';
import { type RunPass, SimWorkers, type Stage, simPairId, simTenant } from './sim-workers.ts';
import { World, simEpochMs } from './world.ts';
import { fillMailboxes } from './workload.ts';

export interface SimulateRequest {
  readonly seed: number;
  /** Shapes the drawn plan: planted faults need a workload in which they can show. */
  readonly shape?: (drawn: SimPlan) => SimPlan;
  readonly rules?: Partial<ProtocolRules>;
  /** The engine under test: ours, or a worse one to prove that the checkers see. */
  readonly runPass: RunPass;
  readonly readReport: ReadReport;
}

export type ReadReport = (pair: {
  store: EventStore;
  sealer: Sealer;
  tenant: string;
  pairId: string;
}) => Promise<LedgerReport | undefined>;

export interface SimResult {
  readonly seed: number;
  readonly plan: SimPlan;
  readonly findings: readonly Finding[];
  readonly traceHash: string;
  readonly lines: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  /** The ledger as it was recorded. */
  readonly events: readonly RecordedEvent[];
  readonly virtualMs: number;
  readonly eventCount: number;
}

const hourMs = 3_600_000;
/** Once nothing fails any more, a pass must be done within this. */
const livenessMs = 24 * hourMs;
const deltaPassesMax = 5;
const eventsMax = 400_000;
/** Workers that may wake up and take the pair over once nothing fails any more. */
const takeoversMax = 3;
/** Longer than any freeze of the plan. */
const afterglowMs = 2 * hourMs;

/** One seeded run: faults while the plan wants them, then none until the pair is migrated, then the checkers. */
export async function simulate(request: SimulateRequest): Promise<SimResult> {
  const drawn = drawPlan(request.seed);
  const plan = request.shape?.(drawn) ?? drawn;
  const world = new World(request.seed);
  const log = new MemoryEventStore({
    clock: { wallMs: () => Math.round(simEpochMs + world.nowMs) },
  });
  const stage: Stage = {
    world,
    plan,
    source: new SimServer(world, 'source', plan.source),
    target: new SimServer(world, 'target', plan.target),
    log,
    runPass: request.runPass,
    rules: { ...allRules, ...request.rules },
  };
  fillMailboxes(plan, stage.source, stage.target);
  const workers = new SimWorkers(stage);
  const findings = [...(await runPhases(stage, workers))];
  const hasEnded = findings.length === 0 && workers.crashes.length === 0;
  for (const { processId, error } of workers.crashes) {
    findings.push({ kind: 'violation', rule: 'assertion', detail: `${processId}: ${error.stack}` });
  }
  for (const { rule, detail } of world.broken) findings.push({ kind: 'violation', rule, detail });
  const reader = { store: log, sealer: new SimSealer(), tenant: simTenant, pairId: simPairId };
  const report = await readReportOf(request, reader, findings);
  const events: RecordedEvent[] = [];
  for (const name of await log.listStreams('ledger-')) {
    for await (const event of log.readStream(name)) events.push(event);
  }
  if (report !== undefined) {
    findings.push(...checkRun({ stage, report, events, passes: workers.passes, hasEnded }));
  }
  return {
    seed: request.seed,
    plan,
    findings,
    traceHash: world.traceHash(),
    lines: world.traceLines,
    counts: world.counts,
    events,
    virtualMs: world.nowMs,
    eventCount: world.scheduler.eventCount,
  };
}

/** A ledger that cannot be folded is a finding as well. */
async function readReportOf(
  request: SimulateRequest,
  reader: Parameters<ReadReport>[0],
  findings: Finding[],
): Promise<LedgerReport | undefined> {
  try {
    const report = await request.readReport(reader);
    if (report !== undefined) return report;
    findings.push({ kind: 'violation', rule: 'liveness', detail: 'there is no ledger' });
  } catch (error) {
    findings.push({ kind: 'violation', rule: 'ledger', detail: String(error) });
  }
  return undefined;
}

async function runPhases(stage: Stage, workers: SimWorkers): Promise<readonly Finding[]> {
  const { world, plan } = stage;
  const { scheduler } = world;
  world.callFaultRate = plan.callFaultRate;
  world.storeFaultRate = plan.storeFaultRate;
  startUsers(world, plan, [stage.source, stage.target]);
  const disruptions = armDisruptions(stage, workers);
  workers.start('a');
  const isQuiet = () => workers.living.length === 0 && disruptions.pendingCount() === 0;
  const safety = await scheduler.run(isQuiet, { untilMs: plan.faultsEndMs, eventsMax });
  world.isFaulty = false;
  world.trace('fate', 'no more faults');
  if (safety === 'too-many-events') return [tooMany(workers)];
  for (const process of workers.living) if (!process.isFrozen) process.kill();
  for (let delta = 0; delta < deltaPassesMax; delta += 1) {
    const stuck = await runToEnd(stage, workers);
    if (stuck !== undefined) return [stuck];
    const watchedUntil = workers.passes.at(-1)?.report.watchedUntilWallMs;
    const watchMs =
      watchedUntil === undefined ? 0 : watchedUntil - simEpochMs - world.nowMs + 60_000;
    if (delta > 0 && watchedUntil === undefined) return [];
    // A watch that is over by our clock may be kept up all the same: another host's clock set it.
    const isDoubted = watchedUntil !== undefined && watchMs <= 0;
    await rest(stage, Math.max(watchMs, delta === 0 || isDoubted ? afterglowMs : 0));
  }
  // Each delta tries refused items again, and a slow line may make each try one more batch to be watched.
  world.count('watched-at-the-end');
  return [];
}

/** Lets time pass for what is still in the air. */
async function rest({ world }: Stage, ms: number): Promise<void> {
  let isOver = false;
  world.scheduler.after(ms, () => (isOver = true));
  await world.scheduler.run(() => isOver, { untilMs: Number.POSITIVE_INFINITY, eventsMax });
}

/** A fresh worker, alone and with nothing failing, brings the pass to its end. */
async function runToEnd(
  stage: Stage,
  workers: SimWorkers,
  takeoversLeft = takeoversMax,
): Promise<Finding | undefined> {
  const { scheduler } = stage.world;
  const process = workers.start('final');
  const end = await scheduler.run(() => process.isDead, {
    untilMs: scheduler.nowMs + livenessMs,
    eventsMax,
  });
  const last = workers.passes.findLast((pass) => pass.processId === process.id)?.report.end;
  if (last?.kind === 'completed' || workers.crashes.length > 0) return undefined;
  if (end === 'too-many-events') return tooMany(workers);
  if (last?.kind === 'superseded' && takeoversLeft > 0) {
    // One that was frozen has woken and opened the ledger: it has its turn, then it is ours again.
    await rest(stage, afterglowMs);
    return runToEnd(stage, workers, takeoversLeft - 1);
  }
  const said =
    last?.kind === 'failed' ? `failed: ${last.error.code} ${last.error.message}` : last?.kind;
  const why = `run ended ${end}, pass ${said ?? 'says nothing'}, last waited for: ${workers.lastWait}`;
  return { kind: 'violation', rule: 'liveness', detail: why };
}

function tooMany(workers: SimWorkers): Finding {
  return { kind: 'violation', rule: 'liveness', detail: `too many events; ${workers.lastWait}` };
}
