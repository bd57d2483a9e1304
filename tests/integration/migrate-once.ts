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
  sides: { source: Endpoint | string; target: Endpoint | string; stateDir: string },
  options: readonly string[] = [],
): Promise<MigrateEnd> {
  const { source, target, stateDir } = sides;
  const from = ['--source', url(source), '--target', url(target), '--state', stateDir];
  return runMailhaul(['migrate', ...from, ...options]);
}

export function runMailhaul(words: readonly string[]): Promise<MigrateEnd> {
  const args = [...commandLineEntry(), ...words];
  return new Promise((resolve) => {
    const limits = { timeout: timeoutMs, maxBuffer: outputMax };
    const child = execFile(process.execPath, args, limits, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** A connection's URL as it is, or that of an IMAP server on this machine. */
function url(side: Endpoint | string): string {
  if (typeof side === 'string') return side;
  const { user, password, port } = side;
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `imap://${credentials}@127.0.0.1:${port}?security=none`;
}
