import { type IncomingHttpHeaders, createServer, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { EwsStage } from './ews-stage.ts';

export interface FrontRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What stands between: a balancer or an old proxy, which writes its own answers on the line. */
export type FrontConduct = (
  request: FrontRequest,
  line: Socket,
  /** What the server behind answers. */
  ask: () => Promise<{ readonly status: number; readonly body: Buffer }>,
) => Promise<void> | void;

/** A server in front of the stage's. @returns its port, and the requests that came. */
export async function startFront(stage: EwsStage, conduct: FrontConduct) {
  const requests: FrontRequest[] = [];
  const server = createServer((incoming) => {
    void (async () => {
      const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Uint8Array>));
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body };
      requests.push(request);
      // Not by its own answer: each conduct writes what it likes.
      await conduct(request, incoming.socket, () => behind(stage, request));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { requests, port: (server.address() as { port: number }).port };
}

function behind(
  { server: { host, port } }: EwsStage,
  { method, url, headers, body }: FrontRequest,
): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = { ...headers, 'content-length': String(body.length) };
    const asked = httpRequest({ host, port, method, path: url, headers: sent }, (response) => {
      Array.fromAsync(response as AsyncIterable<Uint8Array>).then(
        (pieces) => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }),
        reject,
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
