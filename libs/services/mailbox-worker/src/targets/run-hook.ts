import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { cleanServerText } from '@mailhaul/connector-line';
import type { Clock } from '@mailhaul/kernel';

export interface HookToRun {
  /** Absolute, as `findHook` gives it. */
  readonly file: string;
  /** Told as `--name=value`, one argument each. */
  readonly facts: Readonly<Record<string, string>>;
  readonly msMax: number;
}

export type HookEnd = {
  /** `late`: it was killed when its time was over. */
  readonly kind: 'done' | 'denied' | 'failed' | 'late';
  /** The end of what it printed, without control characters. Personal. */
  readonly words: string;
};

/** What a hook that refuses a user ends with; everything but this and 0 is a failure. */
const deniedExit = 3;
/** Of each, the last: the reason stands at the end. */
const outputBytesMax = 2048;
const wordsCharsMax = 300;
/** What its own children print afterwards is not waited for. */
const restMs = 500;

/** All that a hook finds in its environment: nothing of this process's is in it. */
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

/** Runs a program without a shell and without input, in a group of its own that is killed with it. Never rejects. */
export async function runHook(
  { file, facts, msMax }: HookToRun,
  context: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<HookEnd> {
  const args = Object.entries(facts).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(file, args, {
    ...{ shell: false, detached: true, cwd: dirname(file), env: environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tails = [tailOf(child.stdout), tailOf(child.stderr)];
  const over = new AbortController();
  const ended = exitOf(child);
  const closed = closeOf(child);
  const stop = AbortSignal.any([over.signal, context.signal]);
  const late = context.clock.sleep(msMax, stop).then(
    () => 'late' as const,
    () => 'stopped' as const,
  );
  const first = await Promise.race([ended, late]);
  over.abort();
  killGroup(child);
  await Promise.race([closed, context.clock.sleep(restMs)]);
  child.stdout.destroy();
  child.stderr.destroy();
  const words = tails.map((tail) => cleanServerText(tail().slice(-wordsCharsMax).toWellFormed()));
  return { kind: kindOf(first), words: words.filter(Boolean).join(' ') };
}

function kindOf(end: number | 'late' | 'stopped'): HookEnd['kind'] {
  if (end === 'late' || end === 'stopped') return 'late';
  if (end === 0) return 'done';
  return end === deniedExit ? 'denied' : 'failed';
}

/** -1: a signal ended it, or it could not be begun. */
function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('exit', (code) => resolve(code ?? -1));
  });
}

function closeOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
}

/** Also what it has started and left behind. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}

function tailOf(stream: Readable): () => string {
  let tail = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-outputBytesMax);
  });
  stream.on('error', () => undefined);
  return () => tail.toString('utf8');
}
