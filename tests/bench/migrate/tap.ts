import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';

/** What a tap has seen, in milliseconds of `performance.now`. */
export interface Seen {
  readonly firstFromClientMs: number | undefined;
  readonly firstAppendMs: number | undefined;
  /** The end of the last answer that is no farewell. */
  readonly lastFromServerMs: number | undefined;
}

export interface Tap {
  readonly port: number;
  readonly seen: Seen;
  /** Forgets what it has seen. */
  reset(): void;
  stop(): void;
}

/** Passes a plaintext conversation on and notes when its parts began; for runs of which only that counts. */
export async function startTap(port: number): Promise<Tap> {
  let firstFromClientMs: number | undefined;
  let firstAppendMs: number | undefined;
  let lastFromServerMs: number | undefined;
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = createConnection({ port, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      // A reset is an end like any other; `close` follows.
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      firstFromClientMs ??= performance.now();
      if (chunk.includes(' APPEND ')) firstAppendMs ??= performance.now();
    });
    upstream.on('data', (chunk: Buffer) => {
      if (!chunk.includes('* BYE')) lastFromServerMs = performance.now();
    });
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    port: address.port,
    get seen() {
      return { firstFromClientMs, firstAppendMs, lastFromServerMs };
    },
    reset() {
      firstFromClientMs = firstAppendMs = lastFromServerMs = undefined;
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
