import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { systemClock } from '@mailhaul/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import type { ImapStep } from './imap-observer.ts';
import { type ProxyOptions, startProxy, type TcpProxy } from './tcp-proxy.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function sink(answer?: string) {
  const received: Buffer[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      if (answer !== undefined) socket.write(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { port, text: () => Buffer.concat(received).toString('latin1') };
}

async function through(options: ProxyOptions): Promise<{ client: Socket; proxy: TcpProxy }> {
  const proxy = await startProxy(options);
  cleanups.push(() => proxy.stop());
  const client = createConnection({ port: proxy.port, host: '127.0.0.1', noDelay: true });
  client.on('error', () => undefined);
  await once(client, 'connect');
  return { client, proxy };
}

describe('the proxy', () => {
  it('delays a round trip and keeps the order', async () => {
    const { port, text } = await sink('x');
    const { client } = await through({ port, rttMs: 60 });
    const start = performance.now();
    for (let i = 0; i < 50; i += 1) client.write(`${i},`);
    await once(client, 'data');
    const took = performance.now() - start;
    expect(took).toBeGreaterThanOrEqual(58);
    // One round trip for all fifty, not one for each.
    expect(took).toBeLessThan(50 * 60);
    await systemClock.sleep(50);
    expect(text()).toBe(Array.from({ length: 50 }, (_, i) => `${i},`).join(''));
  });

  it('goes on draining to the server at its rate after the client has died', async () => {
    const { port, text } = await sink();
    const { client, proxy } = await through({ port, upBytesPerSecond: 256_000 });
    const start = performance.now();
    client.write(Buffer.alloc(128_000, 'a'));
    await systemClock.sleep(60);
    client.resetAndDestroy();
    expect(text().length).toBeLessThan(64_000);
    await systemClock.sleep(20);
    await proxy.settled();
    expect(text().length).toBe(128_000);
    expect(performance.now() - start).toBeGreaterThan(400);
  });

  it('tells the steps of an APPEND', async () => {
    const { port } = await sink();
    const steps: ImapStep[] = [];
    const { client, proxy } = await through({ port, onStep: (step) => steps.push(step) });
    const state = () => [...proxy.links][0]?.observer?.writeState;
    const send = async (text: string) => {
      client.write(text);
      await systemClock.sleep(20);
    };
    await send('a1 UID FETCH 1 FLAGS\r\n');
    expect(state()).toBe('no byte');
    await send('a2 APPEND x {4+}\r\nab');
    expect(state()).toBe('mid-literal');
    await send('cd (\\Seen) {2+}\r\nxy');
    expect(state()).toBe('last byte, no CRLF');
    await send('\r\n');
    expect(state()).toBe('CRLF, no OK');
    expect(steps.map(({ kind }) => kind)).toEqual([
      'command',
      'command',
      'literal-part',
      'literal-end',
      'commit',
    ]);
    expect(steps.at(-1)).toMatchObject({ messageCount: 2 });
  });

  it('sees the answer, also behind a literal of the server', async () => {
    const { port } = await sink('* 1 FETCH (BODY[] {6}\r\na2 OK\n)\r\na2 OK done\r\n');
    const { client, proxy } = await through({ port, onStep: () => undefined });
    client.write('a2 APPEND x {1+}\r\na\r\n');
    await once(client, 'data');
    expect([...proxy.links][0]?.observer?.writeState).toBe('after OK');
  });

  it('lets all connections share one line', async () => {
    const bytes = 100_000;
    const { port } = await sink('x'.repeat(bytes));
    const rate = { downBytesPerSecond: 1_000_000, sharesLine: true };
    const { client, proxy } = await through({ port, ...rate });
    const second = createConnection({ port: proxy.port, host: '127.0.0.1' });
    cleanups.push(() => void second.destroy());
    const start = systemClock.monotonicMs();
    const all = [client, second].map((socket) => {
      let seen = 0;
      return new Promise<void>((resolve) => {
        socket.on('data', (chunk: Buffer) => {
          seen += chunk.length;
          if (seen === bytes) resolve();
        });
        socket.write('1');
      });
    });
    await Promise.all(all);
    expect(systemClock.monotonicMs() - start).toBeGreaterThan(150);
  });

  it('can hold replies, fall silent and cut', async () => {
    const { port } = await sink('x');
    const { client, proxy } = await through({ port });
    let seen = 0;
    client.on('data', (chunk) => (seen += chunk.length));
    const link = [...proxy.links][0];
    link?.holdReplies();
    client.write('1');
    await systemClock.sleep(40);
    expect(seen).toBe(0);
    link?.releaseReplies();
    await systemClock.sleep(40);
    expect(seen).toBe(1);
    const closed = new Promise((resolve) => client.once('close', resolve));
    link?.cut();
    await closed;
  });
});
