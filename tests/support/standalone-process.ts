import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Client, openSession } from '@mailhaul/api-client';
import { freePort } from '@mailhaul/testing';

export interface StandaloneProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Everything it has said so far. */
  output(): string;
  /** A client of the first operator. */
  signIn(): Promise<Client>;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export interface StandaloneOptions {
  readonly dataFolder: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
}

export const adminPassword = 'a password for tests';
const startMsMax = 60_000;
/** The built app's entry file. */
export const standaloneMain = fileURLToPath(
  new URL('../../apps/standalone/dist/main.js', import.meta.url),
);

/** The built standalone app in a process of its own; ready when the promise resolves. */
export async function startStandaloneProcess(
  options: StandaloneOptions,
): Promise<StandaloneProcess> {
  const port = options.port ?? (await freePort());
  const child = spawn(process.execPath, [standaloneMain, ...(options.arguments ?? [])], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: options.dataFolder,
      MAILHAUL_DATA: options.dataFolder,
      MAILHAUL_PORT: String(port),
      MAILHAUL_ADMIN_PASSWORD: adminPassword,
      MAILHAUL_PRIVATE_NETWORKS: '127.0.0.0/8',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  }
  const output = () => said.join('');
  const url = `http://127.0.0.1:${port}`;
  await ready(child, url, output);
  const ended = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  };
  return {
    url,
    port,
    pid: child.pid as number,
    output,
    signIn: () => openSession({ baseUrl: url, login: 'admin', password: adminPassword }),
    kill: async () => {
      await ended('SIGKILL');
    },
    stop: () => ended('SIGTERM'),
  };
}

async function ready(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const end = performance.now() + startMsMax;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`the standalone app ended at once:\n${output()}`);
    }
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    if (performance.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`the standalone app does not become ready:\n${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
