import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type RunEvent, jsonLineSchema } from '../render/run-events.schema.ts';

export const mailhaulPath = fileURLToPath(new URL('../../bin/mailhaul.mjs', import.meta.url));

export interface CliRun {
  readonly child: ChildProcess;
  /** What came so far. */
  stdout(): string;
  stderr(): string;
  /** Events of `--json` so far. */
  events(): readonly RunEvent[];
  /** Resolves when that holds, tried at each piece of output; rejects when the process ends before. */
  until(condition: () => boolean): Promise<void>;
  /** Resolves with the moment that is waited for; rejects when the process ends before it comes. */
  before(moment: Promise<void>, name: string): Promise<void>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface CliSettings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A temporary folder that stands for the user's data folder. */
export function temporaryHome(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'mailhaul-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The real command, from its sources, as a process of its own without a terminal. It ends with the test at the latest. */
export function startCli(args: readonly string[], settings: CliSettings = {}): CliRun {
  const child = spawn(process.execPath, ['--conditions=mailhaul-source', mailhaulPath, ...args], {
    cwd: settings.cwd,
    env: { PATH: process.env['PATH'], HOME: tmpdir(), ...settings.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // One that outlived its test would find the next one's servers at the old ports.
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece.toString();
    for (const watch of watchers) watch();
  });
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
    for (const watch of watchers) watch();
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    events: () =>
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => jsonLineSchema.parse(JSON.parse(line))),
    until: (condition) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (!condition()) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
        void ended.then(() => {
          watch();
          if (watchers.has(watch)) reject(new Error(`ended before:\n${stdout}\n${stderr}`));
        });
      }),
    before: (moment, name) =>
      Promise.race([
        moment,
        ended.then(() => {
          throw new Error(`ended before it was stopped ${name}:\n${stdout}\n${stderr}`);
        }),
      ]),
    ended,
  };
}

/** Runs it to its end. */
export async function runCli(
  args: readonly string[],
  settings: CliSettings = {},
): Promise<{ code: number | null; stdout: string; stderr: string; events(): readonly RunEvent[] }> {
  const run = startCli(args, settings);
  const { code } = await run.ended;
  return { code, stdout: run.stdout(), stderr: run.stderr(), events: run.events };
}
