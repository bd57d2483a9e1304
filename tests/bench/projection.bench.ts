// How far the read models lag behind the log, how fast they are made anew, and how soon lists answer:
//   node --conditions=mailhaul-source tests/bench/main.ts --suite projection
// Measures what was built: npm run build comes first. Exit code 1 where an aim is missed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';

const aims = { lagP99Ms: 1000, rebuildRate: 20_000, listP95Ms: 100 };

interface Lag {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

interface Rebuild {
  readonly eventCount: number;
  readonly rate: number;
}

interface Times {
  readonly p50: Readonly<Record<string, number>>;
  readonly p95: Readonly<Record<string, number>>;
}

interface Lists extends Times {
  readonly jobId: string;
}

interface Deletion {
  readonly heldUp: Readonly<Record<string, number>>;
}

function inNewFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-bench-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One thing in a process of its own; says on stderr what it is at, for making 50,000 pairs takes its time. */
function measuredIn<T>(folder: string, name: string, ...more: readonly string[]): T {
  console.error(`measuring ${name} …`);
  const script = join(import.meta.dirname, 'projection/measure.ts');
  const output = execFileSync(process.execPath, [script, name, folder, ...more], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output) as T;
}

function measured<T>(name: string): T {
  return inNewFolder((folder) => measuredIn<T>(folder, name));
}

/** The same pairs, through the store alone and through the API. */
function measuredLists(): readonly (readonly [where: string, times: Times])[] {
  return inNewFolder((folder) => {
    const lists = measuredIn<Lists>(folder, 'lists');
    return [
      ['read store', lists],
      ['API', measuredIn<Times>(folder, 'http', lists.jobId)],
    ] as const;
  });
}

export function benchProjection(): void {
  const table = new Table({ head: ['what', 'measured', 'aim', ''] });
  let isShort = false;
  const row = (what: string, value: string, aim?: readonly [string, boolean]) => {
    isShort ||= aim?.[1] === false;
    table.push([what, value, aim?.[0] ?? '', aim === undefined ? '' : aim[1] ? 'met' : 'MISSED']);
  };
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const lag = measured<Lag>('lag');
  row(`lag at ${lag.rate.toFixed(0)} events/s, p50`, ms(lag.p50));
  row('… p99', ms(lag.p99), [`≤ ${ms(aims.lagP99Ms)}`, lag.p99 <= aims.lagP99Ms]);
  row('… max', ms(lag.max));
  const { eventCount, rate } = measured<Rebuild>('rebuild');
  row(`rebuild of ${eventCount} events`, `${rate.toFixed(0)} events/s`, [
    `≥ ${aims.rebuildRate} events/s`,
    rate >= aims.rebuildRate,
  ]);
  for (const [where, { p50, p95 }] of measuredLists()) {
    for (const [what, time] of Object.entries(p95)) {
      const isMet = time <= aims.listP95Ms;
      row(`${where}, 50,000 pairs: ${what}, p50`, ms(p50[what] ?? Number.NaN));
      row('… p95', ms(time), [`≤ ${ms(aims.listP95Ms)}`, isMet]);
    }
  }
  for (const [what, heldUp] of Object.entries(measured<Deletion>('deletion').heldUp)) {
    row(`${what} of 20,000 pairs holds up others`, ms(heldUp));
  }
  console.log(table.toString());
  if (isShort) process.exitCode = 1;
}
