import { heartbeatSchema, subjects, workAskSchema } from '@mailhaul/contracts';
import { type PassRunner, Worker } from '@mailhaul/mailbox-worker-service/core';
import { Scheduler } from '@mailhaul/scheduler-service/core';
import type { SimProcess } from '../simulator/sim-process.ts';
import { SimSealer } from '../simulator/sim-sealer.ts';
import type { ProcessMaker } from './process-maker.ts';

const sealers = { of: () => Promise.resolve(new SimSealer()) };
/** What both connections of every tenant sign in with. */
const secrets = { get: () => Promise.resolve(JSON.stringify({ password: 'simulated' })) };

/** A scheduler in a process of its own, on the bus. */
export function startScheduler({ stage, make }: ProcessMaker): SimProcess {
  const { world, hub, schedulerRules, serversMax = new Map<string, number>() } = stage;
  const { process, ports } = make('s');
  const scheduler = new Scheduler({
    ...ports,
    id: process.id,
    sealers,
    limits: { tickMs: 5_000 },
    rules: schedulerRules,
    serversMax,
  });
  hub.serve(subjects.workAsk, {
    process,
    take: (body) => scheduler.ask(workAskSchema.parse(body)),
  });
  const hear = (body: unknown) => scheduler.heartbeat(heartbeatSchema.parse(body));
  hub.serve(subjects.heartbeat, { process, take: (body) => ({ ...hear(body) }) });
  const heard = (body: unknown) => void scheduler.heartbeatHeard(heartbeatSchema.parse(body));
  hub.listen(subjects.heartbeatHeard, { process, take: (body) => heard(body) });
  void scheduler.start();
  world.trace(process.id, `scheduler starts on ${process.host.name}`);
  return process;
}

export interface WorkerToStart<R extends PassRunner> {
  readonly slots: number;
  readonly runnerOn: (process: SimProcess) => R;
}

/** A worker in a process of its own, on the bus. */
export function startWorker<R extends PassRunner>(
  { stage, make }: ProcessMaker,
  { slots, runnerOn }: WorkerToStart<R>,
): { readonly process: SimProcess; readonly worker: Worker; readonly passes: R } {
  const { world, hub, workerRules: rules } = stage;
  const { process, ports } = make('w');
  const passes = runnerOn(process);
  const worker = new Worker({
    ...ports,
    id: process.id,
    slots,
    sealers,
    secrets,
    runner: passes,
    rules,
  });
  hub.listen(subjects.workOffered, { process, take: () => worker.workOffered() });
  worker.start();
  world.trace(process.id, `worker with ${slots} slots starts on ${process.host.name}`);
  return { process, worker, passes };
}
