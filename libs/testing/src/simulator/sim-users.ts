import type { MemoryFolder, MemoryItem } from '@mailhaul/connector-memory';
import { Chance } from './chance.ts';
import { contentOf } from './sim-mailbox.ts';
import type { SimPlan } from './sim-plan.ts';
import type { SimServer, WholeItem } from './sim-server.ts';
import { makeItem, nearTwin } from './workload.ts';
import type { World } from './world.ts';

/** Where moved mail goes: another folder on each side, so that one side's is not the other's copy. */
export const elsewhere = { source: ['Moved away'], target: ['Kept elsewhere'] };
const recentCount = 6;
const awayMsMax = 120_000;

/** People who use both mailboxes while the pass runs. They stop when the faults stop. */
export function startUsers(world: World, plan: SimPlan, servers: readonly SimServer[]): void {
  if (plan.userActEveryMs === 0) return;
  const chance = new Chance(plan.seed ^ 0x7f4a7c15);
  let actCount = 0;
  const next = () => {
    const pauseMs = -Math.log(1 - chance.random.next()) * plan.userActEveryMs;
    world.scheduler.after(pauseMs, () => {
      if (!world.isFaulty || actCount >= plan.userActsMax) return;
      actCount += 1;
      act(chance, chance.pick(servers), plan.userActWeights);
      next();
    });
  };
  next();
}

function act(chance: Chance, server: SimServer, weights: SimPlan['userActWeights']): void {
  const { world } = server;
  const folders = [...server.mail.mailbox.folders()].filter(
    (folder) => folder.path[0] !== elsewhere[server.side][0] && folder.state().itemCount > 0,
  );
  if (folders.length === 0) return;
  const folder = chance.pick(folders);
  const items = [...folder.items()];
  const item = chance.happens(0.6) ? chance.pick(items.slice(-recentCount)) : chance.pick(items);
  const kind = chance.weighted(weights);
  world.count(`user:${server.side}-${kind}`);
  world.trace(server.side, `user: ${kind} ${folder.path.join('/')} ${item.id}`);
  switch (kind) {
    case 'deliver':
      return deliver(
        server,
        folder,
        makeItem(chance, { name: `new${world.nowMs}`, bodyBytes: 80 }),
      );
    case 'deliver-near-twin':
      return deliver(server, folder, nearTwin(item, chance));
    case 'copy':
      return copy(server, folder, item);
    case 'delete':
      server.mail.remove(folder, item.id, 'user-deleted');
      return;
    case 'move-away':
      return move(server, folder, item.id);
    case 'move-out-and-back': {
      const before = server.mail.copyOf(folder, item);
      move(server, folder, item.id);
      world.scheduler.after(chance.span(100, awayMsMax), () =>
        moveBack(server, folder, before.serial),
      );
      return;
    }
    case 'flag':
      server.mail.setFlags(folder, item, ['\\Seen', '\\Flagged']);
      return;
  }
}

function deliver(server: SimServer, folder: MemoryFolder, item: WholeItem): void {
  const { receivedAt, flags, bytes, kind } = item;
  server.mail.add(folder, {
    item: { bytes, receivedAt, flags, ...(kind === undefined ? {} : { kind }) },
    // A near twin of what the target rewrote is, as stored, what an item of equal bytes would be.
    content: contentOf(server.bytesAsSent(bytes), receivedAt.epochSeconds),
    origin: 'delivered',
  });
}

function copy(server: SimServer, folder: MemoryFolder, item: MemoryItem): void {
  const from = server.mail.copyOf(folder, item);
  server.mail.add(folder, { item, content: from.content, origin: 'user-copy', from });
}

function move(server: SimServer, folder: MemoryFolder, id: number): void {
  const item = folder.item(id);
  if (item === undefined) return;
  const from = server.mail.copyOf(folder, item);
  const away = server.mail.mailbox.ensureFolder(elsewhere[server.side]);
  server.mail.remove(folder, id, 'user-moved');
  server.mail.add(away, { item, content: from.content, origin: 'user-move', from });
}

function moveBack(server: SimServer, folder: MemoryFolder, serial: number): void {
  if (server.mail.mailbox.folder(folder.id) !== folder) return;
  const away = server.mail.mailbox.ensureFolder(elsewhere[server.side]);
  for (const item of away.items()) {
    const from = server.mail.copyOf(away, item);
    if (from.from?.serial !== serial) continue;
    server.mail.remove(away, item.id, 'user-moved');
    server.mail.add(folder, { item, content: from.content, origin: 'user-move', from });
    server.world.trace(server.side, `user: moved back to ${folder.path.join('/')}`);
    return;
  }
}
