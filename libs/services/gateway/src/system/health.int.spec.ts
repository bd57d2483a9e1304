import { describe, expect, it, onTestFinished } from 'vitest';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { NotReady } from './health.controller.ts';
import { refusalOf } from './metrics-access.ts';

async function started(given: Partial<GatewayOptions>): Promise<GatewayBench> {
  const bench = await startGateway({ metrics: () => Promise.resolve('figures 1\n'), ...given });
  onTestFinished(() => bench.close());
  return bench;
}

describe('metrics', () => {
  it('are for this machine alone, and for no proxy on it', async () => {
    const { url } = await started({});
    const read = (headers: Record<string, string> = {}) => fetch(`${url}/metrics`, { headers });
    const own = await read();
    expect([own.status, await own.text()]).toEqual([200, 'figures 1\n']);
    for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
      const answer = await read({ [name]: '127.0.0.1' });
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain('MAILHAUL_METRICS_TOKEN');
    }
  });

  it('are for whoever has the token, where there is one', async () => {
    const metricsToken = 'a-token-of-the-metrics';
    const { url } = await started({ metricsToken });
    const read = (headers: Record<string, string>) => fetch(`${url}/metrics`, { headers });
    const of = (token: string) => ({ authorization: `Bearer ${token}` });
    for (const headers of [{}, of('wrong'), { authorization: metricsToken }, of('')]) {
      const answer = await read(headers);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await answer.text()).not.toContain('figures');
    }
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['2001:db8::1', false],
    ['127.0.0.1.example', false],
    [undefined, false],
  ])('from %s: %s', (remoteAddress, mayRead) => {
    const request = { headers: {}, socket: { remoteAddress } } as never;
    expect(refusalOf(request, undefined) === undefined).toBe(mayRead);
    const authorization = 'Bearer secret-secret-secret';
    const withToken = { headers: { authorization }, socket: { remoteAddress } } as never;
    expect(refusalOf(withToken, 'secret-secret-secret')).toBeUndefined();
    expect(refusalOf(withToken, 'another-secret-secret')?.status).toBe(401);
  });
});

describe('readiness', () => {
  it('says why it is not ready, in words for anybody, and nothing of other errors', async () => {
    const { url } = await started({
      readiness: {
        disk: () => Promise.reject(new NotReady('nearly full: 3 MB are free')),
        other: () => Promise.reject(new Error('canary')),
      },
    });
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      status: 'not ready',
      dependencies: { disk: 'nearly full: 3 MB are free', other: 'unreachable' },
    });
  });
});
