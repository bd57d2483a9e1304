import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@mailhaul/kernel';
import { afterEach, expect, it } from 'vitest';
import { healthHandler } from './health.ts';

let server: Server | undefined;

afterEach(() => server?.close());

async function answerOf(path: string, isFirstOf: boolean): Promise<Response> {
  const shared = { checks: () => ({}), metrics: () => Promise.resolve(''), clock: systemClock };
  server = createServer(healthHandler({ ...shared, metricsToken: undefined, isFirstOf }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}${path}`);
}

it('tells who asks for the API of a gateway that starts to come again', async () => {
  const answer = await answerOf('/api/v1/tenants', true);
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect((await answerOf('/livez', true)).status).toBe(200);
});

it('has nothing else where no API will be', async () => {
  expect((await answerOf('/api/v1/tenants', false)).status).toBe(404);
});
