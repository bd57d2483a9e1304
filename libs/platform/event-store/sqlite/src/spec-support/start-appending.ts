import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface AppendingProcess {
  /** Lines `stream revision id` of what it was told to be durable. */
  readonly acknowledged: readonly string[];
  /** SIGKILL; resolves when the process is gone and all its lines were read. */
  kill(): Promise<void>;
}

/** Another process that appends to the state; resolves once it has printed its first acknowledgement. */
export async function startAppending(path: string): Promise<AppendingProcess> {
  const script = fileURLToPath(new URL('./appending-process.ts', import.meta.url));
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=mailhaul-source', script, path],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = new Promise((resolve) => child.once('close', resolve));
  if (child.stdout === null) throw new Error('no output to read');
  const acknowledged: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => {
      reject(new Error('the appending process ended by itself'));
    });
    createInterface(child.stdout ?? process.stdin).on('line', (line) => {
      if (line !== 'open') acknowledged.push(line);
      if (acknowledged.length > 0) resolve();
    });
  });
  return {
    acknowledged,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
