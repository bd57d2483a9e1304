import type { SimProcess } from '../simulator/sim-process.ts';
import type { ServiceProcesses } from './service-processes.ts';
import type { SystemAct, SystemDisruption, Victim } from './system-disruptions.ts';
import type { SystemStage } from './system-stage.ts';

/** Arms the plan's disruptions; from the end of the faults on none begins any more, and what was frozen goes on. */
export function armSystemDisruptions(stage: SystemStage, services: ServiceProcesses): void {
  const { world, plan } = stage;
  const apply = (act: SystemAct, at?: SimProcess) => {
    if (!world.isFaulty) return;
    world.count(`disruption:${act.kind}`);
    applyAct({ stage, services }, act, at);
  };
  const waiting: { disruption: SystemDisruption; seen: number }[] = [];
  for (const disruption of [...plan.disruptions, ...plan.reporting.disruptions]) {
    const { trigger, act } = disruption;
    if (trigger.kind === 'seam') waiting.push({ disruption, seen: 0 });
    else world.scheduler.after(trigger.ms, () => apply(act));
  }
  world.onSeam = (process, what) => {
    if (!world.isFaulty) return;
    for (const [at, entry] of waiting.entries()) {
      const { trigger, act } = entry.disruption;
      if (trigger.kind !== 'seam' || !what.startsWith(trigger.what)) continue;
      entry.seen += 1;
      if (entry.seen < trigger.nth) continue;
      waiting.splice(at, 1);
      world.trace('fate', `${act.kind} at ${what} no. ${trigger.nth} of ${process.id}`);
      apply(act, process);
      return;
    }
  };
}

interface Scene {
  readonly stage: SystemStage;
  readonly services: ServiceProcesses;
}

function applyAct(scene: Scene, act: SystemAct, at: SimProcess | undefined): void {
  const { stage, services } = scene;
  const { world, hub } = stage;
  const later = (ms: number, then: () => void) => world.scheduler.after(ms, then);
  switch (act.kind) {
    case 'bus-down':
      hub.isDown = true;
      later(act.forMs, () => (hub.isDown = false));
      return;
    case 'break-connection': {
      const { tenant } = world.faults.pick(stage.jobs);
      const broken = `${tenant} ${act.side}`;
      world.trace('fate', `nobody gets in: ${broken}`);
      stage.brokenSides.add(broken);
      later(act.forMs, () => stage.brokenSides.delete(broken));
      return;
    }
    case 'rebuild': {
      const running = services.reading.reporters.filter(({ process }) => !process.isFrozen);
      const asked = running.length === 0 ? undefined : world.faults.pick(running);
      world.trace('fate', `${asked?.process.id ?? 'nobody'} is asked to rebuild`);
      asked?.reporting.rebuild();
      return;
    }
    case 'lose-documents':
      world.trace('fate', 'the read models are lost');
      stage.documents.lose();
      return;
    case 'jump-wall':
      world.faults.pick(services.hosts).jumpWall(act.byMs);
      return;
    case 'drain': {
      const [first] = services.workers.filter(({ process }) => !process.isFrozen);
      if (first === undefined) return;
      world.trace(first.process.id, 'is asked to stop');
      void first.worker.stop().then(() => first.process.exit());
      later(act.successorAfterMs, () => services.startWorker(first.slots));
      return;
    }
    default:
  }
  const victim = victimOf(scene, act.victim, at);
  if (victim === undefined) return;
  switch (act.kind) {
    case 'kill': {
      const worker = services.workers.find(({ process }) => process === victim);
      const isScheduler = services.schedulers.includes(victim);
      const isReporter = services.reading.reporters.some(({ process }) => process === victim);
      const isNotifier = services.reading.notifiers.includes(victim);
      victim.kill();
      later(act.successorAfterMs, () => {
        if (worker !== undefined) services.startWorker(worker.slots);
        if (isScheduler) services.startScheduler();
        if (isReporter) services.reading.startReporter();
        if (isNotifier) services.reading.startNotifier();
      });
      return;
    }
    case 'stop': {
      const all = services.withPasses(victim);
      for (const process of all) process.stop();
      stage.freezes.push({ fromMs: world.nowMs, toMs: world.nowMs + act.forMs });
      later(act.forMs, () => {
        for (const process of all) process.resume();
      });
      return;
    }
    case 'pause': {
      const { host } = victim;
      host.pause();
      stage.freezes.push({ fromMs: world.nowMs, toMs: world.nowMs + act.forMs });
      later(act.forMs, () => host.resume(world.faults.int(1, 60_000)));
      return;
    }
  }
}

/** The one at whose seam it is, where it is of that kind; else any that runs. */
function victimOf(
  { stage: { world }, services }: Scene,
  kind: Victim,
  at: SimProcess | undefined,
): SimProcess | undefined {
  const workers = services.workers.map(({ process }) => process);
  const passes = services.workers.flatMap((worker) => [...worker.passes.living]);
  const { notifiers } = services.reading;
  const reporters = services.reading.reporters.map(({ process }) => process);
  const { schedulers } = services;
  const all = {
    ...{ worker: workers, scheduler: schedulers, pass: passes },
    ...{ reporter: reporters, notifier: notifiers },
  }[kind];
  const running = all.filter((process) => !process.isFrozen);
  const near = services.workers.find(
    ({ passes: { living } }) => at !== undefined && living.has(at),
  );
  for (const one of [at, near?.process]) if (one !== undefined && running.includes(one)) return one;
  return running.length === 0 ? undefined : world.faults.pick(running);
}
