import type { ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@mailhaul/kernel';
import { awaitGreeting } from './await-greeting.ts';
import { freePort } from './free-port.ts';
import { ended, isRunning, type MasterCommand, spawnMaster } from './master-process.ts';
import { makeOwnedDir } from './owned-dirs.ts';
import { killWithChildren, signal } from './process-tree.ts';

/** A mail server of a test's own on loopback. Nothing outlives `stop`. */
export interface PrivateServer {
  readonly host: string;
  readonly port: number;
  /** The master process of the running server; changes with `restart`. */
  readonly pid: number;
  /** Where the server says what went wrong. */
  readonly logFile: string;
  /** The directory that holds the mail. */
  readonly mailDir: string;
  /** The account that must own files put under `mailDir`. */
  readonly owner: Owner;
  /** SIGKILL for every process of the server, at once; mail and ports stay for `restart`. */
  kill(): void;
  /** Kills what runs and starts again on the same ports and mail. */
  restart(): Promise<void>;
  /** Ends the server and deletes all its files. */
  stop(): Promise<void>;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Directories made for one server. */
export interface ServerDirs {
  /** Configuration, sockets and logs. */
  readonly dir: string;
  /** For the mail; owned by `owner`. */
  readonly mailDir: string;
  readonly owner: Owner;
  remove(): void;
}

export interface ServerPlan {
  readonly title: string;
  readonly dirs: ServerDirs;
  readonly port: number;
  readonly logFile: string;
  readonly master: MasterCommand;
  /** The master takes its children along when it is told to end; else all of them are killed. */
  readonly endsGracefully: boolean;
  /** What runs beside the server in this process. */
  readonly onStop?: () => void;
}

const startTimeoutMs = 15_000;
const startAttemptsMax = 4;
const stopTimeoutMs = 3_000;

/** Starts what `prepare` makes of two free ports; ready for sign-in when the promise resolves. */
export async function startOnFreePorts<T extends PrivateServer>(
  prepare: (port: number, secondPort: number) => T | Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await prepare(await freePort(), await freePort());
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server.stop();
      // Another process may have taken the port between the look and the bind.
      if (attempt === startAttemptsMax) throw error;
    }
  }
}

/** A server that is not started yet. */
export function privateServer(plan: ServerPlan): PrivateServer {
  const { dirs, port, logFile } = plan;
  const startupLog = join(dirs.dir, 'startup.log');
  let master: ChildProcess | undefined;

  const kill = () => {
    if (master?.pid !== undefined && isRunning(master)) killWithChildren(master.pid);
  };
  return {
    host: '127.0.0.1',
    port,
    get pid() {
      return master?.pid ?? 0;
    },
    logFile,
    mailDir: dirs.mailDir,
    owner: dirs.owner,
    kill,
    async restart() {
      kill();
      if (master !== undefined) await ended(master);
      const child = spawnMaster(plan.master, startupLog);
      master = child;
      if (await awaitGreeting(port, startTimeoutMs, () => !isRunning(child))) return;
      kill();
      throw new Error(`${plan.title} does not start: ${tail(startupLog)}${tail(logFile)}`);
    },
    async stop() {
      if (master?.pid !== undefined && isRunning(master)) {
        if (plan.endsGracefully) {
          signal(master.pid, 'SIGTERM');
          await Promise.race([ended(master), systemClock.sleep(stopTimeoutMs)]);
        }
        kill();
        await ended(master);
      }
      plan.onStop?.();
      dirs.remove();
    },
  };
}

export function makeServerDirs(medium: 'tmpfs' | 'disk'): ServerDirs {
  const dir = makeOwnedDir(tmpdir());
  const isTmpfs = medium === 'tmpfs' && existsSync('/dev/shm');
  const mailRoot = isTmpfs ? makeOwnedDir('/dev/shm') : dir;
  const mailDir = join(mailRoot, 'mail');
  const me = userInfo();
  // Mail servers refuse to open mail as root: it belongs to an account that has no rights.
  const owner = me.uid === 0 ? { uid: 65534, gid: 65534 } : { uid: me.uid, gid: me.gid };
  mkdirSync(mailDir);
  chownSync(mailDir, owner.uid, owner.gid);
  const remove = () => {
    for (const path of new Set([dir, mailRoot])) {
      rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    }
  };
  return { dir, mailDir, owner, remove };
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : '';
}
