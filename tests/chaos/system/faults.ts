import type { Arena } from './blows.ts';
import {
  dropReadStore,
  fillDisk,
  jumpClock,
  killEventStore,
  restartMailServers,
  slowEventStore,
  strikeBus,
  strikeLine,
  strikeService,
} from './other-faults.ts';
import { type WriterState, writerStates } from './states.ts';
import { holdTail, killWorkerAt, stopWorker } from './worker-faults.ts';

export interface Fault {
  readonly name: string;
  /** How often, among all. */
  readonly weight: number;
  readonly run: (arena: Arena) => Promise<void>;
}

const atStates = writerStates.map((state) => ({
  name: `worker killed: ${state}`,
  weight: state === 'in recovery' ? 4 : 6,
  run: (arena: Arena) => killWorkerAt(arena, state),
})) satisfies (Fault & { name: `worker killed: ${WriterState}` })[];

/** What is drawn from. */
export const allFaults: readonly Fault[] = [
  ...atStates,
  { name: 'service killed', weight: 18, run: (arena) => strikeService(arena, true) },
  { name: 'service stopped', weight: 6, run: (arena) => strikeService(arena, false) },
  { name: 'worker stopped', weight: 7, run: (arena) => stopWorker(arena, false) },
  { name: 'worker stopped for long', weight: 2, run: (arena) => stopWorker(arena, true) },
  { name: 'end of a batch held', weight: 2, run: holdTail },
  { name: 'bus server killed', weight: 12, run: (arena) => strikeBus(arena, 'kill') },
  { name: 'bus server stopped', weight: 3, run: (arena) => strikeBus(arena, 'stop') },
  { name: 'bus wiped', weight: 4, run: (arena) => strikeBus(arena, 'wipe') },
  { name: 'event store killed', weight: 2, run: killEventStore },
  { name: 'event store slow', weight: 2, run: slowEventStore },
  { name: 'read store dropped', weight: 1, run: dropReadStore },
  { name: 'mail server restarted', weight: 6, run: (arena) => restartMailServers(arena, false) },
  {
    name: 'all mail servers restarted',
    weight: 1,
    run: (arena) => restartMailServers(arena, true),
  },
  { name: 'disk full', weight: 2, run: fillDisk },
  { name: 'line cut', weight: 4, run: (arena) => strikeLine(arena, 'cut') },
  { name: 'line delayed', weight: 4, run: (arena) => strikeLine(arena, 'delayed') },
  { name: 'line half open', weight: 4, run: (arena) => strikeLine(arena, 'half open') },
  { name: 'clock jump', weight: 4, run: jumpClock },
];

export function drawFault(arena: Arena, faults: readonly Fault[]): Fault | undefined {
  const whole = faults.reduce((sum, { weight }) => sum + weight, 0);
  let at = arena.chance() * whole;
  return faults.find(({ weight }) => (at -= weight) < 0);
}
