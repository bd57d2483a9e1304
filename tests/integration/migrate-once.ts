import { execFile } from 'node:child_process';
import { commandLineEntry } from '../support/command-line.ts';

export interface Endpoint {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface MigrateEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const timeoutMs = 120_000;
const outputMax = 64 << 20;

/** Runs `mailhaul migrate` as a person would, to its end. */
export function migrateOnce(
  sides: { source: Endpoint; target: Endpoint; stateDir: string },
  options: readonly string[] = [],
): Promise<MigrateEnd> {
  const { source, target, stateDir } = sides;
  const from = ['--source', url(source), '--target', url(target), '--state', stateDir];
  const args = [...commandLineEntry(), 'migrate', ...from, ...options];
  return new Promise((resolve) => {
    const limits = { timeout: timeoutMs, maxBuffer: outputMax };
    const child = execFile(process.execPath, args, limits, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

function url({ user, password, port }: Endpoint): string {
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `imap://${credentials}@127.0.0.1:${port}?security=none`;
}
