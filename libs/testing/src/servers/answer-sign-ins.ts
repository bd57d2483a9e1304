import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';

const requestBytesMax = 64 * 1024;

/** What a stand-in for a server's authentication daemon answers; undefined while the request is not whole. */
export type SignInAnswer = (request: Buffer) => string | Buffer | undefined;

/** Serves one request a connection on a unix socket that every account may use. */
export async function answerSignIns(path: string, answer: SignInAnswer): Promise<() => void> {
  rmSync(path, { force: true });
  const server = createServer((socket) => serve(socket, answer));
  await listen(server, path);
  chmodSync(path, 0o777);
  // Nobody waits for a process to end because sign-ins could come.
  server.unref();
  return () => server.close();
}

function serve(socket: Socket, answer: SignInAnswer): void {
  let request = Buffer.alloc(0);
  // The server's affair: its sign-in fails.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    request = Buffer.concat([request, chunk]);
    if (request.length > requestBytesMax) socket.destroy();
    const said = answer(request);
    if (said !== undefined) socket.end(said);
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}
