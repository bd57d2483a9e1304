import { once } from 'node:events';
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  createServer,
  request,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { forwarderTo } from './forward.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const one of closing.splice(0).reverse()) one();
});

async function listening(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A forwarder before a gateway that answers so. */
async function before(gateway: RequestListener, path = '') {
  const behind = await listening(gateway);
  const forwarder = forwarderTo({ url: `${behind.url}${path}` });
  closing.push(() => forwarder.close());
  const front = await listening((asked, answer) => forwarder.forward(asked, answer));
  return { front: front.url, behind: behind.server, forwarder };
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

it('hands on method, path, headers and body, says who asks, and gives the answer back', async () => {
  const { front } = await before((asked, answer) => {
    const { method, url, headers } = asked;
    answer.writeHead(418, { 'Set-Cookie': ['a=1', 'b=2'], 'X-Kept': 'yes' });
    void bodyOf(asked).then((body) => answer.end(JSON.stringify({ method, url, headers, body })));
  }, '/below/');
  const answer = await fetch(`${front}/api/v1/x?y=%20z`, {
    method: 'PUT',
    body: 'some body',
    headers: { cookie: 'c=3', 'x-forwarded-for': '192.0.2.1', te: 'trailers' },
  });
  expect(answer.status).toBe(418);
  expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(answer.headers.get('x-kept')).toBe('yes');
  const seen = (await answer.json()) as { headers: Record<string, string> };
  expect(seen).toMatchObject({ method: 'PUT', url: '/below/api/v1/x?y=%20z', body: 'some body' });
  expect(seen.headers).toMatchObject({
    cookie: 'c=3',
    'x-forwarded-for': '192.0.2.1, 127.0.0.1',
    host: new URL(front).host,
  });
  expect(seen.headers['te']).toBeUndefined();
});

it('hands on a body whose length nobody said', async () => {
  const { front } = await before((asked, answer) => {
    void bodyOf(asked).then((body) => answer.end(body));
  });
  const asking = request(`${front}/api`, { method: 'POST' });
  asking.write('one ');
  asking.write('two');
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  expect(await bodyOf(answer)).toBe('one two');
});

it('gives each line of a live stream on before the next one is there', async () => {
  let live: ServerResponse | undefined;
  const { front } = await before((_asked, answer) => {
    live = answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
    answer.flushHeaders();
  });
  const answer = await fetch(`${front}/api/v1/live`);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  for (const line of ['data: 1\n\n', 'data: 2\n\n']) {
    live?.write(line);
    const { value } = await reader.read();
    expect(Buffer.from(value as Uint8Array).toString()).toBe(line);
  }
  await reader.cancel();
  await once(live as ServerResponse, 'close');
});

it('breaks off towards the one side what the other breaks off', async () => {
  const { front } = await before((_asked, answer) => {
    answer.writeHead(200, { 'Content-Length': '100' });
    answer.write('half of it', () => answer.destroy());
  });
  const answer = await fetch(`${front}/api`);
  await expect(answer.text()).rejects.toThrow();
});

it('asks no further for whoever has left', async () => {
  let arrived: (answer: ServerResponse) => void = () => undefined;
  const asked = new Promise<ServerResponse>((resolve) => {
    arrived = resolve;
  });
  const { front } = await before((_asked, answer) => arrived(answer));
  const leaving = new AbortController();
  const asking = fetch(`${front}/api`, { signal: leaving.signal });
  const answer = await asked;
  leaving.abort();
  await expect(asking).rejects.toThrow();
  await once(answer, 'close');
});

it('says where the gateway is gone, and asks again', async () => {
  const { front, behind, forwarder } = await before((asked, answer) => {
    answer.statusCode = asked.url === '/readyz' ? 503 : 200;
    answer.end('{"status":"not ready"}');
  });
  const text = '{"status":"not ready"}';
  await expect(forwarder.readiness()).resolves.toEqual({ isReady: false, text });
  expect((await fetch(`${front}/api`)).status).toBe(200);
  const { port } = behind.address() as AddressInfo;
  behind.closeAllConnections();
  behind.close();
  await once(behind, 'close');
  const answer = await fetch(`${front}/api`);
  expect(answer.status).toBe(502);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  await expect(forwarder.readiness()).rejects.toThrow();
  const again = createServer((_asked, one) => one.end()).listen(port, '127.0.0.1');
  await once(again, 'listening');
  closing.push(() => again.close());
  expect((await fetch(`${front}/api`)).status).toBe(200);
  await expect(forwarder.readiness()).resolves.toMatchObject({ isReady: true });
});

it('hears no more of a gateway’s readiness than a gateway says', async () => {
  const { forwarder } = await before((_asked, answer) => answer.end('x'.repeat(100_000)));
  await expect(forwarder.readiness()).rejects.toThrow('it says too much');
});
