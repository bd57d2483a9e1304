import type { ChildProcess } from 'node:child_process';
import { createConnection } from 'node:net';
import { systemClock } from '@mailhaul/kernel';
import { isRunning } from './master-process.ts';

const startMsMax = 60_000;

/** Waits until the server takes connections at all of its ports; false when it ended, or does not get that far in a minute. */
export async function listens(
  child: ChildProcess,
  { host, ports }: { readonly host: string; readonly ports: readonly number[] },
): Promise<boolean> {
  const until = systemClock.monotonicMs() + startMsMax;
  while (isRunning(child) && systemClock.monotonicMs() < until) {
    if ((await Promise.all(ports.map((port) => isOpen(port, host)))).every(Boolean)) return true;
    await systemClock.sleep(20);
  }
  return false;
}

function isOpen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('error', () => end(false));
    socket.once('connect', () => end(true));
  });
}
