import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';

export interface Measured {
  readonly wallMs: number;
  /** User and system time of the process and the children it waited for. */
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly exitCode: number | null;
  readonly output: string;
}

const pollMs = 15;
const clockTickMs = 10;
const outputMax = 20_000;

/** Runs a program to its end and accounts for it as wait4 would; memory is the process's high-water mark. */
export async function measureChild(command: string, args: readonly string[]): Promise<Measured> {
  const cpuBefore = childrenCpuMs();
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-outputMax));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let peakMb = 0;
  const poll = setInterval(() => (peakMb = Math.max(peakMb, highWaterMb(child.pid ?? 0))), pollMs);
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  clearInterval(poll);
  const wallMs = performance.now() - start;
  return { wallMs, cpuMs: childrenCpuMs() - cpuBefore, peakMb, exitCode, output };
}

/** CPU time of all children that have ended (proc(5): cutime and cstime). */
function childrenCpuMs(): number {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * clockTickMs;
}

function highWaterMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    // The process ended between two looks.
    return 0;
  }
}
