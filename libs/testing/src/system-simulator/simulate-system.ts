import type { RecordedEvent } from '@mailhaul/application';
import { allRules, type ProtocolRules } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import type { WorkerRules } from '@mailhaul/mailbox-worker-service/core';
import type { SchedulerRules } from '@mailhaul/scheduler-service/core';
import { type Finding, violation } from '../simulator/checkers/finding.ts';
import { World, simEpochMs } from '../simulator/world.ts';
import { allEvents } from './all-events.ts';
import { checkAlerts } from './check-alerts.ts';
import { checkDocuments } from './check-documents.ts';
import { checkSystemLog } from './check-log-of-system.ts';
import { checkPairs } from './check-pairs.ts';
import { allPageRules, type PageRules } from './open-page.ts';
import { People } from './people.ts';
import { pairsNow, runPhases } from './run-phases.ts';
import { SimHub } from './sim-bus.ts';
import { allDocumentRules, type DocumentRules, SimDocuments } from './sim-documents.ts';
import { drawSystemPlan, type SystemPlan } from './system-plan.ts';
import type { SystemStage } from './system-stage.ts';

export interface SimulateSystemRequest {
  readonly seed: number;
  readonly shape?: (drawn: SystemPlan) => SystemPlan;
  /** Of the engine. */
  readonly rules?: Partial<ProtocolRules>;
  readonly schedulerRules?: Partial<SchedulerRules>;
  readonly workerRules?: Partial<WorkerRules>;
  /** Of the read store. */
  readonly documentRules?: Partial<DocumentRules>;
  readonly pageRules?: Partial<PageRules>;
  /** The log as reporters have it. */
  readonly reporterLog?: SystemStage['reporterLog'];
}

export interface SystemResult {
  readonly seed: number;
  readonly plan: SystemPlan;
  readonly findings: readonly Finding[];
  readonly traceHash: string;
  readonly lines: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  /** The whole log. */
  readonly events: readonly RecordedEvent[];
  readonly virtualMs: number;
  readonly eventCount: number;
}

/** One seeded run of all services over the real engine, and what its checkers say of it. */
export async function simulateSystem(request: SimulateSystemRequest): Promise<SystemResult> {
  const drawn = drawSystemPlan(request.seed);
  const plan = request.shape?.(drawn) ?? drawn;
  const world = new World(request.seed);
  const clock = { wallMs: () => Math.round(simEpochMs + world.nowMs) };
  const { busFaultRate: faultRate, busLatencyMsMax: latencyMsMax } = plan;
  const stage: SystemStage = {
    ...{ world, plan },
    log: new MemoryEventStore({ clock }),
    hub: new SimHub(world, { faultRate, latencyMsMax }),
    documents: new SimDocuments({ ...allDocumentRules, ...request.documentRules }),
    pageRules: { ...allPageRules, ...request.pageRules },
    reporterLog: request.reporterLog ?? ((log) => log),
    rules: { ...allRules, ...request.rules },
    schedulerRules: request.schedulerRules ?? {},
    workerRules: request.workerRules ?? {},
    ...{ pairs: new Map(), jobs: [], crashes: [], freezes: [], authors: new Map() },
    brokenSides: new Set(),
    mailed: [],
  };
  const { findings: found, seen } = await runPhases(stage);
  const findings = [...found];
  for (const { processId, error } of stage.crashes) {
    findings.push(violation('assertion', `${processId}: ${error.stack}`));
  }
  for (const { rule, detail } of world.broken) findings.push(violation(rule, detail));
  const events = await allEvents(stage);
  for (const { collection } of stage.documents.writes) world.count(`document:${collection}`);
  for (const { stream, type } of events)
    if (!stream.startsWith('ledger-')) world.count(`event:${type}`);
  findings.push(...checkSystemLog(stage, events));
  findings.push(
    ...checkDocuments(stage.documents, seen, events),
    ...checkAlerts(events, stage.mailed),
  );
  findings.push(...(await checkPairs(stage, await pairsNow(stage, new People(stage)))));
  return {
    ...{ seed: request.seed, plan, findings, events },
    traceHash: world.traceHash(),
    lines: world.traceLines,
    counts: world.counts,
    virtualMs: world.nowMs,
    eventCount: world.scheduler.eventCount,
  };
}
