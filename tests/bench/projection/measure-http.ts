import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openSession } from '@mailhaul/api-client';
import { systemClock } from '@mailhaul/kernel';
import { tenant } from './history.ts';
import { timeAsks } from './time-asks.ts';

const startMsMax = 120_000;
const password = 'a password for the bench only';

/** Pages and counts of a job that the folder holds, through the API of the standalone server, as it was built. */
export async function measureHttp(folder: string, jobId: string): Promise<object> {
  const port = await freePort();
  const main = join(import.meta.dirname, '../../../apps/standalone/dist/main.js');
  const server = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      MAILHAUL_DATA: folder,
      MAILHAUL_PORT: String(port),
      MAILHAUL_ADMIN_PASSWORD: password,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    const baseUrl = `http://127.0.0.1:${port}`;
    await untilReady(baseUrl);
    const client = await openSession({ baseUrl, login: 'admin', password });
    const page = (query: object) =>
      client.call('listPairs', { path: { tenant, job: jobId }, query: { limit: 100, ...query } });
    const asks: Readonly<Record<string, () => Promise<unknown>>> = {
      'first page by source': () => page({}),
      'page of one status': () => page({ status: 'needs-you' }),
      'page of a search': () => page({ q: 'gisela.12' }),
      'counts by status': () =>
        client.call('countPairs', { path: { tenant, job: jobId }, query: {} }),
    };
    return await timeAsks(asks);
  } finally {
    server.kill('SIGKILL');
  }
}

async function untilReady(baseUrl: string): Promise<void> {
  const end = performance.now() + startMsMax;
  for (;;) {
    const answer = await fetch(`${baseUrl}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    if (performance.now() > end) throw new Error('the server did not become ready');
    await systemClock.sleep(200);
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
