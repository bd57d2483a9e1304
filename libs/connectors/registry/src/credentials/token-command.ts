import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '@mailhaul/kernel';
import type { FetchToken } from './kept-tokens.ts';
import { checkedToken, tokenUnavailable } from './token-errors.ts';

const timeMsMax = 60_000;
const outputBytesMax = 64 * 1024;
/** Connections that are opened together share one run; later ones ask again, for it may know a newer token. */
const keepMs = 60_000;

export interface TokenCommand {
  /** Program and arguments; no shell sees them. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeMsMax?: number;
}

/** A program's first line of output is the token. What it says on its error output is not shown: it may hold secrets. */
export function tokenFromCommand(command: TokenCommand): FetchToken {
  return async (clock) => {
    const output = await outputOf(command, clock);
    const [line = ''] = output.split(/\r?\n/, 1);
    return { token: checkedToken(line.trim(), 'the token command'), keepMs };
  };
}

async function outputOf(command: TokenCommand, clock: Clock): Promise<string> {
  const { words, environment, timeMsMax: limitMs = timeMsMax } = command;
  const [program = '', ...args] = words;
  const child = spawn(program, args, {
    shell: false,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: withoutOurSecrets(environment),
    windowsHide: true,
  });
  const over = new AbortController();
  const tooLate = clock.sleep(limitMs, over.signal).then(
    () => {
      throw tokenUnavailable(`The token command took longer than ${limitMs / 1000} s.`, {
        isPassing: true,
      });
    },
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([collect(child), tooLate]);
  } finally {
    over.abort();
    child.kill('SIGKILL');
    child.stdout?.destroy();
  }
}

function collect(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    child.stdout?.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > outputBytesMax)
        reject(tokenUnavailable('The token command says more than any token is long.'));
      else pieces.push(piece);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(tokenUnavailable(`The token command cannot be started (${error.code ?? 'unknown'}).`)),
    );
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(pieces).toString('utf8'));
      else
        reject(
          tokenUnavailable(`The token command failed (${signal ?? `exit code ${String(code)}`}).`),
        );
    });
  });
}

function withoutOurSecrets(environment: TokenCommand['environment']): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith('MAILHAUL_')),
  );
}
