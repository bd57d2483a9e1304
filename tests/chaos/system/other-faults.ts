import { systemClock } from '@mailhaul/kernel';
import type { TcpProxy } from '@mailhaul/testing/proxies';
import type { DovecotServer } from '@mailhaul/testing/servers';
import { freeWorker } from './ambush.ts';
import {
  type Arena,
  between,
  count,
  holding,
  holdingServer,
  killService,
  pick,
  touching,
} from './blows.ts';
import type { PairFacts } from './pair-facts.ts';
import type { StagedService } from './services.ts';
import { pairsOn } from './states.ts';

const downMs = [100, 4_000] as const;
const stopMs = [300, 20_000] as const;
const slowMs = [2_000, 12_000] as const;
const silentMs = [1_000, 30_000] as const;
/** Of a worker: what it writes down must stay believable to its successors, who wait for it. */
const workerClockMs = 20_000;
const anyClockMs = 2 * 3_600_000;

/** A service that is no worker: killed, or stopped for a while. */
export async function strikeService(arena: Arena, isKill: boolean): Promise<void> {
  const { stage, tally } = arena;
  const all = stage.services.filter((one) => one.name !== 'mailbox-worker' && !one.isBusy);
  const service = pick(arena, all);
  if (service === undefined) return;
  await holding(service, async () => {
    if (isKill) return killService(arena, service);
    service.process.signal('SIGSTOP');
    await systemClock.sleep(between(arena, ...stopMs));
    service.process.signal('SIGCONT');
    count(tally.stops, service.name);
  });
}

/** One server of the bus, killed or stopped, or all of them wiped. */
export function strikeBus(arena: Arena, how: 'kill' | 'stop' | 'wipe'): Promise<void> {
  const { bus } = arena.stage.servers;
  return holdingServer(arena, bus, async () => {
    const one = pick(arena, bus.members);
    const struck = how === 'wipe' ? bus.members : one === undefined ? [] : [one];
    if (how === 'stop') {
      await one?.kill('SIGSTOP');
      await systemClock.sleep(between(arena, ...downMs));
      await one?.kill('SIGCONT');
      count(arena.tally.stops, 'nats-server');
      return;
    }
    await Promise.all(struck.map((member) => member.kill()));
    count(arena.tally.kills, 'nats-server', struck.length);
    if (how === 'wipe') count(arena.tally.others, 'bus wiped');
    await systemClock.sleep(between(arena, ...downMs));
    await Promise.all(struck.map((member) => member.start()));
  });
}

export function killEventStore(arena: Arena): Promise<void> {
  const { stage, tally } = arena;
  const { events } = stage.servers;
  return holdingServer(arena, events, () =>
    touching(allPairs(arena), async () => {
      await events.kill();
      count(tally.kills, 'event store');
      await systemClock.sleep(between(arena, ...downMs));
      await events.start();
    }),
  );
}

/** It answers now and then. */
export function slowEventStore(arena: Arena): Promise<void> {
  const { stage, tally } = arena;
  const { events } = stage.servers;
  const endMs = systemClock.monotonicMs() + between(arena, ...slowMs);
  return holdingServer(arena, events, async () => {
    await touching(allPairs(arena), async () => {
      while (systemClock.monotonicMs() < endMs) {
        events.stop();
        count(tally.stops, 'event store');
        await systemClock.sleep(between(arena, 300, 2_500));
        events.resume();
        await systemClock.sleep(between(arena, 50, 400));
      }
    });
    count(tally.others, 'event store slow');
  });
}

/** Everything that is shown is lost; it is made again out of the log. */
export function dropReadStore(arena: Arena): Promise<void> {
  const { stage, tally } = arena;
  const { reads } = stage.servers;
  return holdingServer(arena, reads, async () => {
    await reads.kill();
    count(tally.kills, 'read store');
    count(tally.others, 'read store dropped');
    await systemClock.sleep(between(arena, ...downMs));
    await reads.start();
  });
}

/** One mail server, or all of them. */
export function restartMailServers(arena: Arena, isAll: boolean): Promise<void> {
  const { sources, targets } = arena.stage.servers;
  const all = [...sources, ...targets];
  const one = pick(arena, all);
  const struck = isAll ? all : one === undefined ? [] : [one];
  return holdingServer(arena, sources, async () => {
    await touching(pairsAt(arena, struck), async () => {
      for (const server of struck) server.kill();
      count(arena.tally.kills, 'mail server', struck.length);
      await systemClock.sleep(between(arena, ...downMs));
      await Promise.all(struck.map((server) => server.restart()));
    });
    if (isAll) count(arena.tally.others, 'all mail servers restarted');
  });
}

/** The disk of a mail server is full for a while. */
export async function fillDisk(arena: Arena): Promise<void> {
  const { smallDisk } = arena.stage.servers;
  if (smallDisk === undefined) return;
  await holdingServer(arena, smallDisk, async () => {
    await touching(pairsAt(arena, [smallDisk.server]), async () => {
      try {
        await smallDisk.fill();
        await systemClock.sleep(between(arena, ...downMs));
      } finally {
        smallDisk.clear();
      }
    });
    count(arena.tally.others, 'disk full');
  });
}

export type LineFault = 'cut' | 'delayed' | 'half open';

/** A line between a service and one of its stores, or between a tenant and one of its mail servers. */
export async function strikeLine(arena: Arena, fault: LineFault): Promise<void> {
  const { stage, tally } = arena;
  const isMail = arena.chance() < 0.5;
  const service = isMail ? undefined : pick(arena, stage.services);
  const tenant = isMail ? pick(arena, stage.tenants.list) : undefined;
  const lines = Object.values(service?.lines ?? {});
  const line = pick(arena, tenant ? [tenant.lines.source, tenant.lines.target] : lines);
  if (line === undefined) return;
  const hurt = tenant ? pairsOf(arena, tenant.users) : pairsIn(arena, service);
  await touching(hurt, () => disturb(arena, line, fault));
  count(tally.others, `line ${fault}`);
}

async function disturb(arena: Arena, line: TcpProxy, fault: LineFault): Promise<void> {
  const links = [...line.links];
  if (fault === 'cut') {
    for (const link of links) link.cut();
  } else if (fault === 'delayed') {
    line.delay(between(arena, 200, 1_500));
    await systemClock.sleep(between(arena, ...slowMs));
    line.delay(0);
  } else {
    for (const link of links) link.goSilent();
    await systemClock.sleep(between(arena, ...silentMs));
    // As a router does that has forgotten the connection, or one that comes back.
    const isForgotten = arena.chance() < 0.5;
    for (const link of links) {
      if (isForgotten) link.cut();
      else link.speakAgain();
    }
  }
}

/** The wall clock of a process goes on from another time. */
export async function jumpClock(arena: Arena): Promise<void> {
  const { stage, tally } = arena;
  const service = arena.chance() < 0.3 ? freeWorker(arena) : pick(arena, stage.services);
  if (service === undefined) return;
  const isWorker = service.name === 'mailbox-worker';
  const far = isWorker ? workerClockMs : anyClockMs;
  await touching(pairsIn(arena, service), async () => {
    service.moveClock(Math.round(between(arena, -far, far)));
    await systemClock.sleep(isWorker ? 1_000 : 0);
  });
  count(tally.others, 'clock jump');
}

function allPairs({ stage }: Arena): () => Iterable<PairFacts> {
  return () => stage.facts.pairs.values();
}

function pairsAt(arena: Arena, servers: readonly DovecotServer[]): () => Iterable<PairFacts> {
  const tenants = arena.stage.tenants.list.filter(
    ({ source, target }) => servers.includes(source) || servers.includes(target),
  );
  return pairsOf(
    arena,
    tenants.flatMap(({ users }) => users),
  );
}

function pairsOf({ stage }: Arena, users: readonly string[]): () => Iterable<PairFacts> {
  return () => users.map((user) => stage.factsOf(user)).filter((pair) => pair !== undefined);
}

/** None, of a service that runs no passes. */
function pairsIn({ stage }: Arena, service: StagedService | undefined): () => Iterable<PairFacts> {
  if (service?.name !== 'mailbox-worker') return () => [];
  return () => pairsOn(stage, stage.linksOf([service]).get(service) ?? []);
}
