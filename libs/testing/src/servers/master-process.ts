import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { killWithChildren } from './process-tree.ts';

/** How a server's master process is started. */
export interface MasterCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment; absent: this process's. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a master process; it writes to `outputFile`, and does not outlive this process. */
export function spawnMaster({ file, args, env }: MasterCommand, outputFile: string): ChildProcess {
  const output = openSync(outputFile, 'a');
  const child = spawn(file, args, {
    stdio: ['ignore', output, output],
    ...(env === undefined ? {} : { env }),
  });
  closeSync(output);
  if (!isExitWatched) process.once('exit', killRunning);
  isExitWatched = true;
  running.add(child);
  child.once('exit', () => running.delete(child));
  // A file that is not there ends as a process that ran and failed.
  child.once('error', () => running.delete(child));
  return child;
}

export function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

export async function ended(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, 'exit');
}

/** A process that ends without stopping its servers takes them with it; what a killed one leaves, `owned-dirs` finds. */
const running = new Set<ChildProcess>();
let isExitWatched = false;

function killRunning(): void {
  for (const { pid } of running) if (pid !== undefined) killWithChildren(pid);
}
