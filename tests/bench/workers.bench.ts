// Many workers on the distributed adapters, over mail servers with 20 ms of latency:
//   node --conditions=mailhaul-source tests/bench/main.ts --suite workers
// The services run as built: `npm run build` before. Exit code 1 where an aim is missed or a mailbox is not whole.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { at } from './projection/at.ts';
import { type Bookkeeping, measureBookkeeping } from './workers/bookkeeping.ts';
import { runSystem, type WorkersRun } from './workers/run-system.ts';

export interface WorkersBench {
  /** One system after the other, with so many worker processes each. */
  readonly workers: readonly number[];
  readonly tenants: number;
  readonly pairs: number;
  readonly messages: number;
  /** A file that gets the tables as well. */
  readonly record: string | undefined;
}

const rttMs = 20;
const slots = 10;
const bookkeptEach = 25_000;
const bookkeepingAim = 3_000;
const boardTenants = [200, 1_000, 10_000];
const boardPairs = 25;

interface SchedulerMeasured {
  readonly tenants: number;
  readonly pairs: number;
  /** Of the processor, from an empty memory to the first decision. */
  readonly readMs: number;
  readonly keptMb: number;
  readonly grantMs: number;
}

interface Measured {
  readonly runs: readonly WorkersRun[];
  readonly books: Bookkeeping;
  readonly boards: readonly SchedulerMeasured[];
}

const recordHead = `# Workers record

Written by \`npm run bench -- --suite workers --record FILE\`. What follows from it: [scale](../reference/scale.md). Services, servers and the
bench share one machine: the more workers, the less of it each part has. CPU times hold their warming up, which short runs show more of.
`;

export async function benchWorkers(bench: WorkersBench): Promise<void> {
  const { workers, tenants, pairs, messages, record } = bench;
  const runs: WorkersRun[] = [];
  for (const count of workers) {
    const load = { workers: count, tenants, pairs, messages, slots, rttMs };
    const run = await runSystem(load);
    console.error(`${count} workers: ${run.seconds.toFixed(1)} s`);
    runs.push(run);
  }
  const books = await measureBookkeeping(bookkeptEach);
  const boards = boardTenants.map(measureScheduler);
  const text = describe(bench, { runs, books, boards });
  console.log(text);
  if (record !== undefined) writeFileSync(record, `${recordHead}\n${text}`);
  const isWhole = runs.every((run) => run.stored === tenants * pairs * messages);
  if (!isWhole || books.itemsPerSecond < bookkeepingAim) process.exitCode = 1;
}

function measureScheduler(tenants: number): SchedulerMeasured {
  const script = fileURLToPath(new URL('workers/measure-scheduler.ts', import.meta.url));
  const node = ['--conditions=mailhaul-source', '--expose-gc', '--max-old-space-size=6000'];
  const args = [...node, script, String(tenants), String(boardPairs)];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: 'utf8' }),
  ) as SchedulerMeasured;
}

function describe(bench: WorkersBench, { runs, books, boards }: Measured): string {
  const { tenants, pairs, messages } = bench;
  const machine = `${availableParallelism()} processors (${cpus()[0]?.model ?? 'unknown'})`;
  const date = new Date().toISOString().slice(0, 10);
  const aim = books.itemsPerSecond >= bookkeepingAim ? 'met' : 'MISSED';
  return [
    `${date}, ${machine}; ${tenants} tenants of ${pairs} mailboxes of ${messages} letters, ${rttMs} ms to the mail servers and back, ${slots} slots a worker.`,
    table(
      [
        'workers',
        'items/s',
        'events/s',
        'grants/s',
        'lag p50',
        'lag p99',
        'MB a worker',
        'not whole',
      ],
      runs.map(figuresOf),
    ),
    'CPU time for an item, in milliseconds, by part:',
    table(['workers', ...partNames], runs.map(cpuOf)),
    'One scheduler, every mailbox of every tenant waiting:',
    table(
      ['tenants', 'mailboxes', 'MB', 'CPU to read the log', 'CPU for a grant'],
      boards.map(({ tenants: count, pairs: each, readMs, keptMb, grantMs }) => [
        ...[String(count), String(count * each), keptMb.toFixed(0)],
        ...[`${(readMs / 1_000).toFixed(1)} s`, `${grantMs.toFixed(2)} ms`],
      ]),
    ),
    `Ledger bookkeeping on one event-store node: ${books.itemsPerSecond.toFixed(0)} items/s (aim ${bookkeepingAim}: ${aim}); for an item ${books.storeCpuMicrosPerItem.toFixed(0)} µs of the node's processor, ${books.writerCpuMicrosPerItem.toFixed(0)} µs of the writer's.`,
    '',
  ].join('\n\n');
}

const partNames = [
  'workers',
  'scheduler',
  'reporting',
  'gateway',
  'notifier',
  'event store',
  'NATS',
  'read store',
  'mail servers',
] as const;

function figuresOf({ load, seen, seconds, lagMs, peakMb, stored }: WorkersRun): readonly string[] {
  const { tenants, pairs, messages } = load;
  return [
    String(load.workers),
    (seen.items / seconds).toFixed(0),
    (seen.events / seconds).toFixed(0),
    (seen.grants / seconds).toFixed(1),
    `${at(lagMs, 0.5).toFixed(0)} ms`,
    `${at(lagMs, 0.99).toFixed(0)} ms`,
    (peakMb.get('workers') ?? 0).toFixed(0),
    String(tenants * pairs * messages - stored),
  ];
}

function cpuOf({ load, seen, cpuMs }: WorkersRun): readonly string[] {
  const perItem = (part: (typeof partNames)[number]) => (cpuMs.get(part) ?? 0) / seen.items;
  return [String(load.workers), ...partNames.map((part) => perItem(part).toFixed(3))];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---:'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
