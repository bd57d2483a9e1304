import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@mailhaul/kernel';
import { freePort } from './free-port.ts';
import { ended, isRunning, spawnMaster } from './master-process.ts';

export const natsBinary = '/usr/sbin/nats-server';
const startMsMax = 15_000;

/** A NATS of a test's own on loopback: one server, or a cluster. */
export interface PrivateNats {
  /** `nats://` with all members. */
  readonly url: string;
  readonly members: readonly NatsMember[];
  /** Ends all members and removes what they wrote. */
  stop(): Promise<void>;
}

export interface NatsMember {
  readonly port: number;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** On the same port again. */
  start(): Promise<void>;
}

export async function startNats(memberCount = 1): Promise<PrivateNats> {
  const folder = mkdtempSync(join(tmpdir(), 'mailhaul-nats-'));
  const ports = await freePorts(memberCount);
  const routePorts = await freePorts(memberCount);
  const members = ports.map((port, at) => {
    const routes = routePorts.map((one) => `nats://127.0.0.1:${one}`).join(',');
    const cluster = ['--cluster_name', 'mailhaul', '--routes', routes];
    const own = ['--cluster', `nats://127.0.0.1:${routePorts[at]}`, '-n', `member-${at}`];
    const log = join(folder, `member-${at}.log`);
    return natsMember(port, { args: memberCount === 1 ? [] : [...cluster, ...own], log });
  });
  await Promise.all(members.map((member) => member.start()));
  return {
    url: `nats://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`,
    members,
    stop: async () => {
      await Promise.all(members.map((member) => member.kill()));
      rmSync(folder, { recursive: true });
    },
  };
}

function natsMember(
  port: number,
  { args, log }: { readonly args: readonly string[]; readonly log: string },
): NatsMember {
  let child: ChildProcess | undefined;
  return {
    port,
    start: async () => {
      const place = ['-a', '127.0.0.1', '-p', String(port)];
      child = spawnMaster({ file: natsBinary, args: [...place, ...args] }, log);
      const started = child;
      const until = systemClock.monotonicMs() + startMsMax;
      while (!(await greets(port))) {
        const isOver = !isRunning(started) || systemClock.monotonicMs() > until;
        if (isOver) throw new Error(`nats-server did not start: see ${log}`);
        await systemClock.sleep(20);
      }
    },
    kill: async (signal = 'SIGKILL') => {
      if (child === undefined || !isRunning(child)) return;
      child.kill(signal);
      if (signal === 'SIGKILL' || signal === 'SIGTERM') await ended(child);
    },
  };
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

/** A NATS server begins every connection with INFO. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const end = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('data', (data) => end(data.toString('latin1').startsWith('INFO ')));
  });
}
