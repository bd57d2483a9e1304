import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** A server that answers while the thread of its client is busy. Tells its port, then after each request how many lines were made. */
const lines = new Set<Socket>();
const server = createServer(workerData as { key: string; cert: string }, (request, reply) => {
  lines.add(request.socket);
  parentPort?.postMessage(lines.size);
  request.resume();
  request.on('end', () => reply.writeHead(200, { 'content-type': 'text/xml' }).end('<answer/>'));
});
server.listen(0, '127.0.0.1', () =>
  parentPort?.postMessage((server.address() as AddressInfo).port),
);
