import type { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '@mailhaul/application';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { CommanderError } from 'commander';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { printLines } from './print-lines.ts';
import { buildProgram } from './program.ts';
import type { RunEvent } from './render/run-events.schema.ts';
import { messageLines } from './render/words.ts';
import { UsageError } from './usage-error.ts';

/** Runs one command line to its end and gives the process's exit code. Never rejects. */
export async function main(
  args: readonly string[],
  version: string,
  storeThread?: Worker,
): Promise<ExitCode> {
  const io = { ...processIo(version), storeThread };
  let exitCode: ExitCode = exitCodes.done;
  const program = buildProgram(handlersOf(io), version, (code) => {
    exitCode = code;
  });
  // A reader that goes away (`| head`) ends the showing, not the migration.
  for (const stream of [io.stdout, io.stderr]) stream.on('error', () => undefined);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const isJson = args.includes('--json');
    if (error instanceof StoreUnavailable) {
      const { problemOf, exitCodeOf } = await import('./run/problem.ts');
      const { code, message, remedy } = problemOf(error);
      tell({ event: 'error', code, message, remedy }, isJson, io);
      return exitCodeOf(error);
    }
    tell(errorEvent(error), isJson, io);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.defect;
  }
}

function handlersOf(io: Io): Parameters<typeof buildProgram>[0] {
  return {
    migrate: async (raw) => (await import('./commands/migrate.ts')).migrate(raw, io),
    verify: async (raw) => (await import('./commands/verify.ts')).verify(raw, io),
    status: async (raw) => (await import('./commands/status.ts')).status(raw, io),
    test: async (url, raw) => (await import('./commands/test.ts')).test(url, raw, io),
    mailboxes: async (url, raw) =>
      (await import('./commands/mailboxes.ts')).mailboxes(url, raw, io),
    server: async (raw, work) =>
      (await import('./server/run-server-command.ts')).runServerCommand(raw, work, io),
    demo: async (raw) => (await import('./commands/demo.ts')).demo(raw, io),
  };
}

function processIo(version: string): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    isInteractive: process.stdin.isTTY && process.stderr.isTTY,
    clock: systemClock,
    random: systemRandom,
    version,
  };
}

function errorEvent(error: unknown): Extract<RunEvent, { event: 'error' }> {
  if (error instanceof UsageError) {
    return { event: 'error', code: 'usage', message: error.message, remedy: error.remedy ?? null };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    event: 'error',
    code: 'internal',
    message,
    remedy: 'this is a defect of Mailhaul: please report it',
  };
}

function tell(event: Extract<RunEvent, { event: 'error' }>, isJson: boolean, io: Io): void {
  if (isJson) {
    const line = { v: 1, at: new Date(io.clock.wallMs()).toISOString(), ...event };
    io.stdout.write(`${JSON.stringify(line)}\n`);
  } else printLines(io.stderr, messageLines(event));
}
