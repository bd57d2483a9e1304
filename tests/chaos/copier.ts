import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLineEntry } from '../support/command-line.ts';
import { peekLedger, type StatePeek } from './peek-ledger.ts';

export interface CopyRun {
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly sourceUser: string;
  readonly targetUser: string;
  readonly password: string;
  /** Kept from run to run of one trial. */
  readonly stateDir: string;
}

/** Two mailboxes by their URLs. */
export interface CopySides {
  readonly source: string;
  readonly target: string;
}

/** A program that copies a mailbox and can be killed and started again. */
export interface Copier {
  readonly name: string;
  /** A write may not begin later than this after its intent. */
  readonly writeDeadlineMs: number;
  start(run: CopyRun): ChildProcess;
  peek(stateDir: string): StatePeek | undefined;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const sourceCondition = '--conditions=mailhaul-source';

export const naiveModes = ['journal-after', 'journal-before'] as const;

/** Copiers with a known fault each: they prove that a chaos run notices duplicates and losses. */
export function naiveCopier(mode: (typeof naiveModes)[number]): Copier {
  return {
    name: `naive, ${mode}`,
    writeDeadlineMs: 1_000,
    start: (run) =>
      spawnNode([
        sourceCondition,
        join(root, 'tests/chaos/naive-copier.ts'),
        mode,
        JSON.stringify(run),
      ]),
    peek: () => undefined,
  };
}

/** The command line as people run it. */
export function mailhaulCopier(): Copier {
  return {
    name: 'mailhaul',
    writeDeadlineMs: 120_000,
    start(run) {
      const source = url(run.sourceUser, run.password, run.sourcePort);
      const target = url(run.targetUser, run.password, run.targetPort);
      return startMigration({ source, target }, run.stateDir);
    },
    peek: peekLedger,
  };
}

/** The command line between any two mailboxes. */
export function startMigration(
  { source, target }: CopySides,
  stateDir: string,
  more: readonly string[] = [],
): ChildProcess {
  const sides = ['--source', source, '--target', target, '--state', stateDir];
  return spawnNode([...commandLineEntry(), 'migrate', ...sides, '--json', ...more]);
}

export function spawnNode(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

function url(user: string, password: string, port: number): string {
  return `imap://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}?security=none`;
}
