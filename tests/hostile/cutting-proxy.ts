import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** One place in what a server says: in its so-manieth connection, after so many bytes. */
export interface Cut {
  readonly connection: number;
  readonly bytes: number;
}

export interface CuttingProxy {
  readonly port: number;
  /** What the server said, by connection. */
  readonly said: readonly Buffer[];
  /** True once the connection was closed there. */
  readonly hasCut: boolean;
}

/** Passes a server's bytes on, and closes both sides once at that place. Goes away with the test. */
export async function startCuttingProxy(toPort: number, cut?: Cut): Promise<CuttingProxy> {
  const said: Buffer[] = [];
  const open = new Set<Socket>();
  let hasCut = false;
  const listener = createServer({ noDelay: true }, (client) => {
    const connection = said.push(Buffer.alloc(0)) - 1;
    const server = createConnection({ host: '127.0.0.1', port: toPort, noDelay: true });
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', end);
    }
    client.on('data', (piece: Buffer) => server.write(piece));
    server.on('data', (piece: Buffer) => {
      const before = said[connection]?.length ?? 0;
      said[connection] = Buffer.concat([said[connection] ?? Buffer.alloc(0), piece]);
      const left = (cut?.bytes ?? Infinity) - before;
      if (hasCut || cut?.connection !== connection || left > piece.length) {
        client.write(piece);
        return;
      }
      hasCut = true;
      client.end(piece.subarray(0, Math.max(0, left)), end);
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    listener.close();
  });
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    port: address.port,
    said,
    get hasCut() {
      return hasCut;
    },
  };
}

/** The middle and the end of every line that was said. */
export function placesIn(said: readonly Buffer[]): Cut[] {
  return said.flatMap((bytes, connection) => {
    const places: Cut[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      places.push({ connection, bytes: from + Math.floor((end - from) / 2) + 1 });
      places.push({ connection, bytes: end + 1 });
      from = end + 1;
    }
    return places;
  });
}
