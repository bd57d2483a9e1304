import { createConnection } from 'node:net';
import { systemClock } from '@mailhaul/kernel';

const pollMs = 20;

/** Resolves to true when an IMAP server greets on the port, to false after `timeoutMs` or when `hasEnded()`. */
export async function awaitGreeting(
  port: number,
  timeoutMs: number,
  hasEnded: () => boolean,
): Promise<boolean> {
  const deadline = systemClock.monotonicMs() + timeoutMs;
  while (systemClock.monotonicMs() < deadline && !hasEnded()) {
    if (await greets(port)) return true;
    await systemClock.sleep(pollMs);
  }
  return false;
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    const end = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(2_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('data', (data) => end(data.toString('latin1').startsWith('* OK')));
  });
}
