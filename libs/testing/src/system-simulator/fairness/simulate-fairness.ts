import type { RecordedEvent } from '@mailhaul/application';
import { allRules } from '@mailhaul/copy-engine';
import { parseStream } from '@mailhaul/domain';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import type { SchedulerRules } from '@mailhaul/scheduler-service/core';
import { simEpochMs, World } from '../../simulator/world.ts';
import { allEvents } from '../all-events.ts';
import { allPageRules } from '../open-page.ts';
import { People } from '../people.ts';
import { SimHub } from '../sim-bus.ts';
import { allDocumentRules, SimDocuments } from '../sim-documents.ts';
import { drawSystemPlan } from '../system-plan.ts';
import type { SystemStage } from '../system-stage.ts';
import type { FairnessPlan } from './fairness-plan.ts';
import { FairnessProcesses } from './fairness-processes.ts';
import type { ItemsCopied, MailboxLoad } from './modelled-passes.ts';
import { setTenants } from './set-tenants.ts';
import { type LimitBroken, SimEndpoints } from './sim-endpoints.ts';

export interface FairnessResult {
  /** In the plan's order. */
  readonly tenants: readonly string[];
  readonly copied: readonly ItemsCopied[];
  readonly starts: readonly PassStart[];
  readonly endMs: number;
  /** Each job that was started is finished. */
  readonly isDone: boolean;
  readonly brokenLimits: readonly LimitBroken[];
  /** How often another scheduler took over. */
  readonly takeovers: number;
  /** Mailboxes at once at most, by endpoint. */
  readonly most: ReadonlyMap<string, number>;
  /** Of processes whose rules broke: none may. */
  readonly crashes: readonly string[];
}

/** The first lease of a mailbox. */
export interface PassStart {
  readonly tenant: string;
  readonly atMs: number;
  /** Since its job was started. */
  readonly waitedMs: number;
}

const eventsMax = 5_000_000;

/** Schedulers and workers as they are, over modelled passes, in virtual time: one plan gives the same figures on any machine. */
export async function simulateFairness(
  plan: FairnessPlan,
  schedulerRules: Partial<SchedulerRules> = {},
): Promise<FairnessResult> {
  const stage = stageOf(plan, schedulerRules);
  const { world, log } = stage;
  const people = new People(stage);
  const loads = new Map<string, MailboxLoad>();
  const staged = await setTenants(plan, people, loads);
  const limitOf = new Map(
    staged.flatMap(({ endpoints, profile }) =>
      endpoints.map(
        (endpoint) => [endpoint, plan.serversMax?.get(endpoint) ?? profile.mailboxesMax] as const,
      ),
    ),
  );
  const endpoints = new SimEndpoints(
    (endpoint) => limitOf.get(endpoint),
    () => world.nowMs,
  );
  const copied: ItemsCopied[] = [];
  const onItems = (news: ItemsCopied) => void copied.push(news);
  const processes = new FairnessProcesses(stage, { loads, endpoints, onItems });
  for (let n = 0; n < plan.schedulers; n += 1) processes.startScheduler();
  for (const slots of plan.workers) processes.startWorker(slots);
  for (const { job, profile } of staged) {
    world.scheduler.after(profile.startMs, () => void people.job(job, { kind: 'StartJob' }));
  }
  const seen = { deciding: '', takeovers: -1, finished: 0 };
  for (const act of plan.acts) processes.arm(act, () => seen.deciding);
  const stop = new AbortController();
  void follow(log, stop.signal, seen);
  const isDone = () => seen.finished === staged.length;
  const bounds = { untilMs: plan.endMs, eventsMax };
  const end = await world.scheduler.run(() => plan.untilDone && isDone(), bounds);
  stop.abort();
  if (end === 'too-many-events') throw new Error('the run has too many events');
  return {
    tenants: staged.map(({ job }) => job.tenant),
    ...{ copied, starts: startsOf(await allEvents(stage)), endMs: world.nowMs, isDone: isDone() },
    ...{ brokenLimits: endpoints.broken, most: endpoints.most, takeovers: seen.takeovers },
    crashes: stage.crashes.map(({ processId, error }) => `${processId}: ${error.stack}`),
  };
}

function stageOf(
  { seed, schedulers, workers, serversMax }: FairnessPlan,
  schedulerRules: Partial<SchedulerRules>,
): SystemStage {
  const world = new World(seed);
  world.isFaulty = false;
  const clock = { wallMs: () => Math.round(simEpochMs + world.nowMs) };
  const sound = { storeLatencyMsMax: 2, busLatencyMsMax: 5, hostSkewMsMax: 0 };
  const plan = { ...drawSystemPlan(seed), ...sound, schedulers, workers, hosts: 2 };
  return {
    ...{ world, plan },
    log: new MemoryEventStore({ clock }),
    hub: new SimHub(world, { faultRate: 0, latencyMsMax: plan.busLatencyMsMax }),
    documents: new SimDocuments(allDocumentRules),
    pageRules: allPageRules,
    reporterLog: (log) => log,
    rules: allRules,
    ...{ schedulerRules, workerRules: {} },
    ...(serversMax === undefined ? {} : { serversMax }),
    ...{ pairs: new Map(), jobs: [], crashes: [], freezes: [], authors: new Map() },
    ...{ brokenSides: new Set(), mailed: [] },
  };
}

async function follow(
  log: SystemStage['log'],
  signal: AbortSignal,
  seen: { deciding: string; takeovers: number; finished: number },
): Promise<void> {
  for await (const message of log.subscribeToAll({ signal, streamPrefixes: ['shard-', 'job-'] })) {
    if (message.kind !== 'event') continue;
    const { type, data } = message.event;
    if (type === 'ShardTaken' && data['scheduler'] !== seen.deciding) {
      seen.deciding = data['scheduler'] as string;
      seen.takeovers += 1;
    }
    if (type === 'JobFinished') seen.finished += 1;
  }
}

function startsOf(events: readonly RecordedEvent[]): readonly PassStart[] {
  const startedMs = new Map<string, number>();
  const leased = new Set<string>();
  const starts: PassStart[] = [];
  for (const { stream, type, recordedAtMs } of events) {
    const { tenant = '' } = parseStream(stream) ?? {};
    const atMs = recordedAtMs - simEpochMs;
    if (type === 'JobStarted' && !startedMs.has(tenant)) startedMs.set(tenant, atMs);
    if (type !== 'LeaseGranted' || leased.has(stream)) continue;
    leased.add(stream);
    starts.push({ tenant, atMs, waitedMs: atMs - (startedMs.get(tenant) ?? atMs) });
  }
  return starts;
}
