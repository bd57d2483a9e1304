import { systemClock } from '@mailhaul/kernel';
import type { PairFacts } from './pair-facts.ts';
import type { StagedService } from './services.ts';
import type { Stage } from './stage.ts';
import { pairsOn, statesOf, type WriterState } from './states.ts';

/** What a run has done so far, and where it fell. */
export interface Tally {
  /** SIGKILLs of processes, by what they are. */
  readonly kills: Map<string, number>;
  /** SIGSTOPs, by what was stopped; each was let go on again. */
  readonly stops: Map<string, number>;
  /** Other faults. */
  readonly others: Map<string, number>;
  /** Kills of workers, and long stops, by the states that passes of theirs were in; one may count for several. */
  readonly states: Map<WriterState, number>;
}

export function count<K>(counts: Map<K, number>, key: K, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

/** What every fault works with. */
export interface Arena {
  readonly stage: Stage;
  readonly tally: Tally;
  readonly heldServers: Set<object>;
  /** In [0, 1), from the run's seed. */
  chance(): number;
}

/** What a stopped process had sent has arrived within this. */
const arrivalMs = 5;
/** Whoever was hurt has had time to get over it. */
const settlingMs = 5_000;
const startsMax = 4;

export function between(arena: Arena, from: number, to: number): number {
  return from + arena.chance() * (to - from);
}

export function pick<T>(arena: Arena, list: readonly T[]): T | undefined {
  return list[Math.floor(arena.chance() * list.length)];
}

/** Everybody is in the fault's hands until `act` is over, and has some seconds more to get over it. */
export async function touching(
  pairs: () => Iterable<PairFacts>,
  act: () => Promise<unknown>,
): Promise<void> {
  const soFar = () => [...pairs()];
  const before = soFar();
  const whileMs = 600_000;
  for (const pair of before) pair.touched(systemClock.wallMs() + whileMs);
  try {
    await act();
  } finally {
    for (const pair of new Set([...before, ...soFar()])) {
      pair.settledAt(systemClock.wallMs() + settlingMs);
    }
  }
}

/** Holds a process still, and reads from log and wire what it was at. Gives the mailboxes that it was at work on. */
export async function freeze(arena: Arena, service: StagedService): Promise<readonly PairFacts[]> {
  const { stage, tally } = arena;
  service.process.signal('SIGSTOP');
  await systemClock.sleep(arrivalMs);
  stage.facts.read();
  const links = stage.linksOf([service]).get(service) ?? [];
  if (service.name !== 'mailbox-worker') return [];
  for (const state of statesOf(stage, links)) count(tally.states, state);
  return [...pairsOn(stage, links)];
}

/** Others are to go on with these. */
export function strikeDown(pairs: readonly PairFacts[]): void {
  for (const pair of pairs) pair.struck(systemClock.wallMs());
}

/** SIGKILL, and a new process after a moment; over when that one works. */
export async function killService(arena: Arena, service: StagedService): Promise<void> {
  strikeDown(await freeze(arena, service));
  await service.process.end();
  count(arena.tally.kills, service.name);
  await systemClock.sleep(between(arena, 0, 1_500));
  await startAgain(service);
}

/** Nobody else strikes it meanwhile. */
export async function holding(service: StagedService, act: () => Promise<void>): Promise<void> {
  service.isBusy = true;
  try {
    await act();
  } finally {
    service.isBusy = false;
  }
}

/** As `holding`, of a server: whoever comes while it is in other hands goes away again. */
export async function holdingServer(
  { heldServers }: Arena,
  server: object,
  act: () => Promise<void>,
): Promise<void> {
  if (heldServers.has(server)) return;
  heldServers.add(server);
  try {
    await act();
  } finally {
    heldServers.delete(server);
  }
}

/** One that cannot start while its stores are struck is started once more, as a supervisor would. */
export async function startAgain({ process }: StagedService): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    process.start();
    try {
      await process.untilReady();
      return;
    } catch (error) {
      if (tries >= startsMax) throw error;
      await process.end();
    }
  }
}
