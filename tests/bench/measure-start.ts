import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Peer, Run } from './peers.ts';

const giveUpMs = 10_000;

/** Milliseconds from the start of a peer's process to the first byte it sends to a server that has greeted it. */
export async function measureStart(
  peer: Peer,
  run: Omit<Run, 'source' | 'target'>,
): Promise<number> {
  const sockets: Socket[] = [];
  let start = 0;
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('* OK [CAPABILITY IMAP4rev1 LITERAL+ AUTH=PLAIN AUTH=LOGIN] ready\r\n');
    socket.once('data', () => resolve(performance.now() - start));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  const side = (user: string) => ({ port: address.port, user, password: 'secret' });
  const sides = { source: side('from'), target: side('to') };
  const { command, args } = peer.command({ ...run, ...sides });
  start = performance.now();
  const child = spawn(command, args, { stdio: 'ignore' });
  const ended = once(child, 'exit').then(() => resolve(Number.NaN));
  const timer = setTimeout(() => resolve(Number.NaN), giveUpMs);
  const tookMs = await promise;
  clearTimeout(timer);
  child.kill('SIGKILL');
  await ended;
  for (const socket of sockets) socket.destroy();
  server.close();
  return tookMs;
}
