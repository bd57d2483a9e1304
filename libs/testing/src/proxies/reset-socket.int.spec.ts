import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { resetSocket } from './reset-socket.ts';

it.each([true, false])(
  'closes a connection that is being shut down (%s) without an error',
  async (isShut) => {
    const others: Socket[] = [];
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      others.push(socket.on('error', () => undefined));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      for (const other of others) other.destroy();
      server.close();
    });
    const { port } = server.address() as { port: number };
    const socket = createConnection({ port, host: '127.0.0.1' });
    await once(socket, 'connect');
    const errors: unknown[] = [];
    socket.on('error', (error) => errors.push(error));
    const closed = once(socket, 'close');
    if (isShut) socket.end();
    resetSocket(socket);
    await closed;
    expect(errors).toEqual([]);
  },
);
