import type { EventStore } from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import type { ProtocolRules } from '@mailhaul/copy-engine';
import type { WorkerRules } from '@mailhaul/mailbox-worker-service/core';
import type { SchedulerRules } from '@mailhaul/scheduler-service/core';
import type { SimProcess } from '../simulator/sim-process.ts';
import type { Crash, PassRecord, Stage } from '../simulator/sim-workers.ts';
import type { World } from '../simulator/world.ts';
import type { PageRules } from './open-page.ts';
import type { SimHub } from './sim-bus.ts';
import type { SimDocuments } from './sim-documents.ts';
import type { SystemPlan } from './system-plan.ts';

/** What all parts of one simulated system share. */
export interface SystemStage {
  readonly world: World;
  readonly plan: SystemPlan;
  readonly log: EventStore;
  readonly hub: SimHub;
  readonly documents: SimDocuments;
  /** Of the engine. */
  readonly rules: ProtocolRules;
  readonly schedulerRules: Partial<SchedulerRules>;
  /** Mailboxes at once on a server over all tenants; absent: no limit. */
  readonly serversMax?: ReadonlyMap<string, number>;
  readonly workerRules: Partial<WorkerRules>;
  readonly pageRules: PageRules;
  /** The log as reporters have it. */
  readonly reporterLog: (log: EventStore, clock: Clock) => EventStore;
  /** By id. */
  readonly pairs: Map<string, PairStage>;
  readonly jobs: JobStage[];
  /** Ids of all mails that went out. */
  readonly mailed: string[];
  readonly crashes: Crash[];
  /** `tenant side` of connections that nobody gets in by. */
  readonly brokenSides: Set<string>;
  /** When something stood still that should run; milliseconds of the run. */
  readonly freezes: { readonly fromMs: number; readonly toMs: number }[];
  /** By event id: the process that sent it. */
  readonly authors: Map<string, SimProcess>;
}

export interface JobStage {
  readonly tenant: string;
  readonly jobId: string;
  readonly name: string;
}

export interface PairStage {
  readonly tenant: string;
  readonly pairId: string;
  readonly jobId: string;
  readonly name: string;
  /** Which mailboxes, over all tenants. */
  readonly source: string;
  readonly target: string;
  /** As the engine's own checkers know it. */
  readonly stage: Stage;
  readonly passes: PassRecord[];
}
