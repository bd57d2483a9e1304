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

interface Lists {
  readonly p95: Readonly<Record<string, number>>;
}

interface Deletion {
  readonly heldUp: Readonly<Record<string, number>>;
}

/** One thing in a process and a data folder of its own. */
function measured<T>(name: string): T {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-bench-'));
  try {
    const script = join(import.meta.dirname, 'projection/measure.ts');
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const output = execFileSync(process.execPath, [script, name, folder], {
      encoding: 'utf8',
      stdio: [...stdio],
    });
    return JSON.parse(output) as T;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  for (const [name, where] of [
    ['lists', 'read store'],
    ['http', 'API'],
  ] as const) {
    for (const [what, p95] of Object.entries(measured<Lists>(name).p95)) {
      const isMet = p95 <= aims.listP95Ms;
      row(`${where}, 50,000 pairs: ${what}, p95`, ms(p95), [`≤ ${ms(aims.listP95Ms)}`, isMet]);
    }
  }
  for (const [what, heldUp] of Object.entries(measured<Deletion>('deletion').heldUp)) {
    row(`${what} of 20,000 pairs holds up others`, ms(heldUp));
  }
  console.log(table.toString());
  if (isShort) process.exitCode = 1;
}
