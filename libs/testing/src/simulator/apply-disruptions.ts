import type { Disruption, DisruptionAct } from './disruptions.ts';
import type { SimProcess } from './sim-process.ts';
import { elsewhere } from './sim-users.ts';
import type { SimWorkers, Stage } from './sim-workers.ts';

/** Arms the plan's disruptions. Gives the number of things that are still to come by time alone. */
export function armDisruptions(stage: Stage, workers: SimWorkers): { pendingCount(): number } {
  const { world, plan } = stage;
  let pendingCount = 0;
  const later = (ms: number, act: () => void) => {
    pendingCount += 1;
    world.scheduler.after(ms, () => {
      pendingCount -= 1;
      act();
    });
  };
  const apply = (act: DisruptionAct, process: SimProcess | undefined) =>
    applyOne({ stage, workers, later }, act, process);
  const waiting: { disruption: Disruption; seen: number }[] = [];
  for (const disruption of plan.disruptions) {
    const { trigger, act } = disruption;
    if (trigger.kind === 'seam') waiting.push({ disruption, seen: 0 });
    else {
      later(trigger.ms, () => {
        const running = workers.living.filter((process) => !process.isFrozen);
        apply(act, running.at(-1));
      });
    }
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
  return { pendingCount: () => pendingCount };
}

interface Scene {
  readonly stage: Stage;
  readonly workers: SimWorkers;
  readonly later: (ms: number, act: () => void) => void;
}

/** A leaf that is not INBOX, which renames otherwise (RFC 9051 §6.3.6). */
function renameSourceFolder({ stage: { world, source } }: Scene): void {
  const all = [...source.mail.mailbox.folders()];
  const isParent = (path: readonly string[]) =>
    all.some((other) => other.path.length > path.length && other.path[0] === path[0]);
  const leaves = all.filter(
    ({ id, path }) => id !== 'INBOX' && path[0] !== elsewhere.source[0] && !isParent(path),
  );
  if (leaves.length === 0) return;
  const folder = world.faults.pick(leaves);
  const [name = '', ...above] = folder.path.toReversed();
  const path = [...above.toReversed(), `${name}-renamed`];
  world.trace('source', `folder ${folder.path.join('/')} is renamed to ${path.join('/')}`);
  source.mail.renameFolder(folder, path);
}

const successorNames = ['b', 'c', 'd', 'e'];

function applyOne(scene: Scene, act: DisruptionAct, process: SimProcess | undefined): void {
  const { stage, workers, later } = scene;
  const { world, source, target } = stage;
  if (!world.isFaulty) return;
  world.count(`disruption:${act.kind}`);
  const otherHost = () => world.faults.pick(successorNames);
  const succeed = (afterMs: number | undefined, hostName: string) => {
    if (afterMs === undefined) return;
    later(afterMs, () => {
      if (world.isFaulty) workers.start(hostName);
    });
  };
  switch (act.kind) {
    case 'renumber': {
      const server = act.side === 'source' ? source : target;
      const folders = [...server.mail.mailbox.folders()];
      const folder = world.faults.pick(folders);
      world.trace(act.side, `UIDVALIDITY of ${folder.path.join('/')} changes`);
      server.mail.renumber(folder);
      return;
    }
    case 'rename-source-folder':
      renameSourceFolder(scene);
      return;
    case 'delete-target-folder': {
      const folders = [...target.mail.mailbox.folders()].filter((folder) => folder.id !== 'INBOX');
      if (folders.length === 0) return;
      const folder = world.faults.pick(folders);
      world.trace('target', `folder ${folder.path.join('/')} is deleted`);
      target.mail.deleteFolder(folder);
      return;
    }
    case 'second':
      succeed(0, act.onSameHost ? (process?.host.name ?? 'a') : otherHost());
      return;
    default:
      if (process === undefined) return;
  }
  const host = process.host;
  switch (act.kind) {
    case 'kill':
      process.kill();
      succeed(act.successorAfterMs, act.onSameHost ? host.name : otherHost());
      return;
    case 'stop':
      process.stop();
      later(act.forMs, () => process.resume());
      succeed(act.successorAfterMs, world.faults.happens(0.3) ? host.name : otherHost());
      return;
    case 'pause':
      host.pause();
      later(act.forMs, () => host.resume(act.wallCatchesUpAfterMs));
      succeed(
        act.successorAfterMs,
        world.faults.pick(successorNames.filter((name) => name !== host.name)),
      );
      return;
    case 'graceful-stop':
      workers.ask(process);
      succeed(act.successorAfterMs, host.name);
      return;
    case 'cut-all':
      process.cutConnections();
      return;
    case 'jump-wall':
      host.jumpWall(act.byMs);
      return;
  }
}
