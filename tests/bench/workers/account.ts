import { readFileSync } from 'node:fs';
import { familyOf } from '../../support/process-family.ts';

const clockTickMs = 10;

/** What runs beside the bench: by what it is for. */
export type Part =
  | 'workers'
  | 'scheduler'
  | 'reporting'
  | 'gateway'
  | 'notifier'
  | 'event store'
  | 'NATS'
  | 'read store'
  | 'mail servers'
  | 'other';

const signs: readonly (readonly [string, Part])[] = [
  ['mailbox-worker/', 'workers'],
  ['scheduler/', 'scheduler'],
  ['reporting/', 'reporting'],
  ['gateway/', 'gateway'],
  ['notifier/', 'notifier'],
  ['eventstoredb/', 'event store'],
  ['nats-server', 'NATS'],
  ['java', 'read store'],
  ['workers/mail-servers', 'mail servers'],
];

export interface PartUse {
  readonly cpuMs: number;
  /** Of one process, the largest; high-water mark. */
  readonly peakMb: number;
}

/** CPU time and memory of this process's descendants since their start, by part. */
export function accountByPart(): ReadonlyMap<Part, PartUse> {
  const parts = new Map<Part, PartUse>();
  for (const { pid, commandLine } of familyOf(process.pid)) {
    if (pid === process.pid) continue;
    const part = signs.find(([sign]) => commandLine.includes(sign))?.[1] ?? 'other';
    const { cpuMs = 0, peakMb = 0 } = parts.get(part) ?? {};
    parts.set(part, {
      cpuMs: cpuMs + cpuOf(pid),
      peakMb: Math.max(peakMb, peakOf(pid)),
    });
  }
  return parts;
}

function cpuOf(pid: number): number {
  const stat = read(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * clockTickMs;
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1024;
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
