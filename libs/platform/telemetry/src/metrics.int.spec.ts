import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Logging } from './logging.ts';
import { counterTable, gaugeTable } from './metric-table.ts';
import { Metrics } from './metrics.ts';
import { watchRequests } from './watch-requests.ts';

describe('Metrics', () => {
  it('are text for Prometheus, under names of their own', async () => {
    const metrics = new Metrics();
    metrics.count('itemsSettled', { outcome: 'migrated' }, 50);
    metrics.count('itemsSettled', { outcome: 'migrated' });
    metrics.count('leasesExpired', {});
    let lag = 1;
    metrics.watch('projectionLag', {}, () => lag);
    metrics.set('slots', {}, 4);
    metrics.observeRequest({
      method: 'GET',
      route: '/api/v1/jobs/:id',
      status: 200,
      seconds: 0.02,
    });
    metrics.observeRequest({ method: 'BREW', route: 'none', status: 404, seconds: 0.02 });
    lag = 7;
    const text = await metrics.text();
    expect(text).toContain('mailhaul_items_settled_total{outcome="migrated"} 51');
    expect(text).toContain('mailhaul_leases_expired_total 1');
    expect(text).toContain('mailhaul_projection_lag_seconds 7');
    expect(text).toContain('mailhaul_slots 4');
    expect(text).toContain(
      'mailhaul_http_request_duration_seconds_bucket{le="0.025",method="GET",route="/api/v1/jobs/:id",status="200"} 1',
    );
    expect(text).toContain('method="other"');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(metrics.contentType).toContain('text/plain');
    expect(await new Metrics({ process: false }).text()).not.toContain('nodejs_');
  });

  it('have names that say whose, what and in which unit', () => {
    const all = [...Object.values(counterTable), ...Object.values(gaugeTable)];
    for (const { name } of all) expect(name).toMatch(/^mailhaul_[a-z_]+$/);
    for (const { name } of Object.values(counterTable)) expect(name).toMatch(/_total$/);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });
});

describe('watchRequests', () => {
  async function serve(route: string | undefined, status: number) {
    const metrics = new Metrics({ process: false });
    const lines: string[] = [];
    const sink = { write: (line: string) => lines.push(line) };
    const logger = new Logging({ level: 'debug', format: 'json', sink }).loggerOf('gateway');
    const watch = watchRequests({ logger, metrics, clock: systemClock, random: systemRandom });
    const server = createServer((asked, response) => {
      // As Express does it.
      if (route !== undefined) Object.assign(asked, { route: { path: route } });
      watch(asked, response, () => response.writeHead(status).end('ok'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const get = async (path: string, headers: Record<string, string> = {}) => {
      const asked = request({ host: '127.0.0.1', port, path, headers, agent: false }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      await once(answer.resume(), 'close');
      while (lines.length === 0) await systemClock.sleep(1);
      return answer.headers['x-request-id'];
    };
    return { get, metrics, lines };
  }

  it('measures by the pattern and logs ids, never the path', async () => {
    const { get, metrics, lines } = await serve('/api/v1/jobs/:id', 200);
    const id = await get('/api/v1/jobs/canary?search=canary@example.com');
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({
      event: 'RequestServed',
      requestId: id,
      status: 200,
      method: 'GET',
    });
    expect(`${lines.join('')}${await metrics.text()}`).not.toContain('canary');
    expect(await metrics.text()).toContain('route="/api/v1/jobs/:id",status="200"');
  });

  it('keeps a proxy’s id where it is one, and calls what matched nothing by one name', async () => {
    const { get, metrics, lines } = await serve(undefined, 500);
    expect(await get('/x', { 'x-request-id': 'abc-12345' })).toBe('abc-12345');
    expect(await get('/y', { 'x-request-id': '{"a":1} canary' })).toMatch(/^[0-9a-f-]{36}$/);
    expect(lines[0]).toContain('"level":"error"');
    expect(await metrics.text()).toContain('route="none",status="500"');
  });

  it('is quiet about what machines ask', async () => {
    const { get, lines } = await serve('/livez', 200);
    await get('/livez');
    expect(lines[0]).toContain('"level":"debug"');
  });
});
