import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Job } from './peers/peer.ts';

export interface Measured {
  readonly wallMs: number;
  /** User and system time of the processes and the children they waited for. */
  readonly cpuMs: number;
  /** High-water marks of the processes that ran at the same time, added up. */
  readonly peakMb: number;
  /** The first that was not 0. */
  readonly exitCode: number | null;
  readonly output: string;
}

const pollMs = 15;
const clockTickMs = 10;
const outputMax = 20_000;

/** Runs programs to their end, so many at a time, and accounts for them as wait4 would. */
export async function measureJobs(jobs: readonly Job[], parallel: number): Promise<Measured> {
  const cpuBefore = childrenCpuMs();
  const start = performance.now();
  const waiting = [...jobs];
  const running = new Set<number>();
  let output = '';
  let exitCode: number | null = 0;
  let peakMb = 0;
  const poll = setInterval(() => {
    const nowMb = [...running].reduce((sum, pid) => sum + highWaterMb(pid), 0);
    peakMb = Math.max(peakMb, nowMb);
  }, pollMs);
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const child = spawn(job.command, job.args, { stdio: ['ignore', 'pipe', 'pipe'] });
      const { pid = 0 } = child;
      running.add(pid);
      const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-outputMax));
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      const [code] = (await once(child, 'exit')) as [number | null];
      running.delete(pid);
      if (exitCode === 0) exitCode = code;
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  const wallMs = performance.now() - start;
  clearInterval(poll);
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
