import type { Pair } from '@mailhaul/domain';
import { targetTakenReason } from '@mailhaul/scheduler-service/core';
import { type Finding, violation } from '../simulator/checkers/finding.ts';
import { simEpochMs } from '../simulator/world.ts';
import { armSystemDisruptions } from './arm-system-disruptions.ts';
import { People } from './people.ts';
import { ServiceProcesses } from './service-processes.ts';
import { setStage } from './set-stage.ts';
import type { DocumentsSeen } from './sim-documents.ts';
import type { SystemStage } from './system-stage.ts';
import { DocumentWatch } from './watch-documents.ts';

export interface PhasesResult {
  readonly findings: readonly Finding[];
  readonly seen: readonly DocumentsSeen[];
}

/** Once nothing fails any more, every started job must be at its end within this. */
const livenessMs = 12 * 3_600_000;
const eventsMax = 1_000_000;
/** How often people look whether something is left to start, once nothing fails any more. */
const lookEveryMs = 30_000;
const deltasMax = 4;
/** Outside a schedule they leave it to the schedule. */
const waits = { outsideWindow: 'wait' } as const;

/** Faults while the plan wants them, then none until all jobs have ended and everything is told. */
export async function runPhases(stage: SystemStage): Promise<PhasesResult> {
  const { world, plan } = stage;
  const { scheduler } = world;
  world.callFaultRate = plan.callFaultRate;
  world.storeFaultRate = plan.storeFaultRate;
  const people = new People(stage);
  await setStage(stage, people);
  const services = new ServiceProcesses(stage);
  for (let n = 0; n < plan.schedulers; n += 1) services.startScheduler();
  for (const slots of plan.workers) services.startWorker(slots);
  const { reading } = services;
  for (let n = 0; n < plan.reporting.reporters; n += 1) reading.startReporter();
  for (let n = 0; n < plan.reporting.notifiers; n += 1) reading.startNotifier();
  for (const tenant of new Set(stage.jobs.map((job) => job.tenant))) reading.openPage(tenant);
  const watch = new DocumentWatch(stage, services);
  watch.start();
  const ended = (findings: readonly Finding[]) => {
    reading.end();
    return { findings, seen: watch.seen };
  };
  armSystemDisruptions(stage, services);
  for (const job of stage.jobs) await people.job(job, { kind: 'StartJob', ...waits });
  people.startActing();
  const safety = await scheduler.run(() => false, { untilMs: plan.faultsEndMs, eventsMax });
  world.isFaulty = false;
  stage.hub.isDown = false;
  stage.brokenSides.clear();
  world.trace('fate', 'no more faults');
  if (safety === 'too-many-events') return ended([violation('liveness', 'too many events')]);
  if (services.schedulers.length === 0) services.startScheduler();
  if (services.workers.length === 0) services.startWorker(2);
  if (reading.reporters.length === 0) reading.startReporter();
  if (reading.notifiers.length === 0) reading.startNotifier();
  for (let delta = 0; ; delta += 1) {
    const stuck = await runToEnd(stage, people);
    if (stuck !== undefined) return ended([stuck]);
    const watchMs = watchedForMs(stage);
    if (delta > 0 && (watchMs === undefined || delta === deltasMax)) {
      return ended(await watch.end());
    }
    await rest(stage, Math.max(60_000, watchMs ?? 0));
    for (const job of stage.jobs) await people.job(job, { kind: 'RequestDelta', ...waits });
  }
}

/** People start whatever stands still and release whatever is held, until every job has ended. */
async function runToEnd(stage: SystemStage, people: People): Promise<Finding | undefined> {
  const { world } = stage;
  const { scheduler } = world;
  let open: readonly string[] = ['nobody has looked'];
  let isOver = false;
  const look = () => {
    if (isOver) return;
    void startAll(stage, people).then((left) => {
      open = left;
      isOver = left.length === 0;
      if (!isOver) scheduler.after(lookEveryMs, look);
    });
  };
  look();
  const untilMs = world.nowMs + livenessMs;
  const end = await scheduler.run(() => isOver, { untilMs, eventsMax });
  if (isOver) return undefined;
  isOver = true;
  return violation('liveness', `run ended ${end}; open: ${open.join('; ')}`);
}

/** What is still open. */
async function startAll(stage: SystemStage, people: People): Promise<readonly string[]> {
  const open: string[] = [];
  await people.mend();
  const pairs = await pairsNow(stage, people);
  for (const pair of stage.pairs.values()) {
    const state = pairs.get(pair.pairId) as Pair;
    if ('isHeld' in state && state.isHeld) await people.pair(pair, { kind: 'ReleasePair' });
    if (!isAtEnd(state)) open.push(`${pair.name} ${describe(state)}`);
  }
  for (const job of stage.jobs) {
    const { status } = await people.jobNow(job);
    if (status !== 'finished') open.push(`${job.name} ${status}`);
    const own = [...stage.pairs.values()].filter(({ jobId }) => jobId === job.jobId);
    const isDone = own.every(({ pairId }) => isAtEnd(pairs.get(pairId) as Pair));
    if (status !== 'running' && !(status === 'finished' && isDone)) {
      await people.job(job, { kind: 'StartJob', ...waits });
    }
  }
  return open;
}

function isAtEnd(pair: Pair): boolean {
  if (pair.status === 'ready') return pair.hasCompleted;
  return pair.status === 'paused' && pair.reason === targetTakenReason;
}

function describe(pair: Pair): string {
  return pair.status === 'paused' ? `paused ${pair.reason}` : pair.status;
}

export async function pairsNow(
  stage: SystemStage,
  people: People,
): Promise<ReadonlyMap<string, Pair>> {
  const states = new Map<string, Pair>();
  for (const pair of stage.pairs.values()) states.set(pair.pairId, await people.pairNow(pair));
  return states;
}

/** For how long batches of dead writers are still looked for; undefined: none are. */
function watchedForMs({ pairs, world }: SystemStage): number | undefined {
  const ends = [...pairs.values()].flatMap(({ passes }) => {
    const until = passes.at(-1)?.report.watchedUntilWallMs;
    return until === undefined ? [] : [until - simEpochMs - world.nowMs];
  });
  return ends.length === 0 ? undefined : Math.max(...ends) + 60_000;
}

async function rest({ world }: SystemStage, ms: number): Promise<void> {
  let isOver = false;
  world.scheduler.after(ms, () => (isOver = true));
  await world.scheduler.run(() => isOver, { untilMs: Number.POSITIVE_INFINITY, eventsMax });
}
