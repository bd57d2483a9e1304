import { request } from 'node:http';
import type { Problem } from '@mailhaul/contracts';
import { problemSchema } from '@mailhaul/contracts';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';

class FailingStore extends MemoryEventStore {
  words: string | undefined;

  override append(...given: Parameters<MemoryEventStore['append']>) {
    if (this.words !== undefined) throw new TypeError(this.words);
    return super.append(...given);
  }
}

describe('what is wrong with a request is told, and nothing else', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  const store = new FailingStore({ clock: systemClock });
  beforeAll(async () => {
    bench = await startGateway({ store });
    ({ admin } = bench);
  });
  afterAll(() => bench.close());

  const tenant = { id: 'some', name: 'Some' };
  const json = (text: string, type = 'application/json', more = {}) =>
    admin.call<Problem>('POST', '/tenants', {
      body: text,
      headers: { 'content-type': type, ...more },
    });

  it('answers each kind of fault with a problem of its own', async () => {
    const faults: [
      string,
      Promise<{ status: number; body: Problem; headers: Headers }>,
      number,
      string,
    ][] = [
      ['broken JSON', json('{"id": '), 400, 'json-malformed'],
      [
        'bytes that are no UTF-8',
        admin.call('POST', '/tenants', {
          headers: { 'content-type': 'application/json' },
          body: '',
        }),
        422,
        'body-invalid',
      ],
      ['an empty body', json(''), 422, 'body-invalid'],
      ['an array', json('[]'), 422, 'body-invalid'],
      ['null', json('null'), 422, 'body-invalid'],
      ['deep nesting', json(`${'['.repeat(200_000)}${']'.repeat(200_000)}`), 422, 'body-invalid'],
      ['a form', json('id=x', 'application/x-www-form-urlencoded'), 415, 'content-type-wrong'],
      [
        'another charset',
        json('{}', 'application/json; charset=utf-16'),
        415,
        'content-type-wrong',
      ],
      [
        'a compressed body',
        json('{}', 'application/json', { 'content-encoding': 'gzip' }),
        415,
        'content-type-wrong',
      ],
      ['a large body', json(`"${'x'.repeat(1_000_001)}"`), 413, 'body-too-large'],
      ['an unknown path', admin.call('GET', '/nothing/here'), 404, 'path-unknown'],
      ['a path outside the version', admin.call('GET', '!/api/v2/tenants'), 404, 'path-unknown'],
      ['a broken escape', admin.call('GET', '/tenants/%E0%A4%A'), 404, 'path-unknown'],
      ['another method', admin.call('DELETE', '/tenants'), 405, 'method-unknown'],
      ['an odd id', admin.call('GET', '/tenants/..%2f..%2fetc'), 404, 'not-found'],
      ['no uuid', admin.call('GET', '/tenants/some/jobs/1'), 404, 'not-found'],
    ];
    for (const [what, asked, status, code] of faults) {
      const answer = await asked;
      expect(answer, what).toMatchObject({ status, body: { code, status } });
      expect(problemSchema.safeParse(answer.body).success, what).toBe(true);
      expect(answer.headers.get('content-type'), what).toMatch(/^application\/problem\+json/);
      expect(answer.headers.get('x-request-id'), what).toBe(answer.body.requestId);
    }
  });

  it('names each wrong place of a body', async () => {
    const answer = await admin.call<Problem>('POST', '/tenants', {
      body: { id: 'No!', name: '', weight: 0 },
    });
    expect(answer.body.faults?.map(({ place }) => place)).toEqual(
      expect.arrayContaining(['id', 'name', 'weight']),
    );
  });

  it('takes no prototype from a body', async () => {
    const text =
      '{"id":"proto","name":"P","__proto__":{"weight":100},"constructor":{"prototype":{"polluted":1}}}';
    const answer = await json(text);
    expect(answer).toMatchObject({ status: 201, body: { weight: 10 } });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('ends a body that goes on without end, and one that lies about its length', async () => {
    const status = await new Promise<number | string>((resolve) => {
      const sent = request(`${bench.url}/api/v1/tenants`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'transfer-encoding': 'chunked',
          cookie: admin.cookie ?? '',
          'x-csrf-token': admin.csrf ?? '',
        },
      });
      sent.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        sent.destroy();
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        resolve(error.code ?? 'error');
      });
      const pump = () => {
        if (!sent.destroyed) sent.write('x'.repeat(64 * 1024), () => setImmediate(pump));
      };
      pump();
    });
    expect([413, 'ECONNRESET', 'EPIPE']).toContain(status);
  });

  it('says nothing of what it did not expect but where to ask', async () => {
    store.words = 'no such column: the-password-is-hunter2';
    const answer = await admin.call<Problem>('POST', '/tenants', { body: tenant });
    store.words = undefined;
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(answer.text).not.toContain('hunter2');
    expect(answer.text).not.toContain('column');
    expect(answer.text).not.toMatch(/\bat \//);
  });

  it('hardens its answers', async () => {
    const { headers } = await admin.call('GET', '/tenants');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('serves its documentation without inline scripts', async () => {
    const page = await fetch(`${bench.url}/api/docs`);
    const text = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(text).not.toMatch(/<script(?![^>]*src=)/);
    for (const [, path] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const asset = await fetch(`${bench.url}${path}`);
      expect(asset.status, path).toBe(200);
      await asset.arrayBuffer();
    }
    const document = (await (await fetch(`${bench.url}/api/openapi.json`)).json()) as {
      openapi: string;
    };
    expect(document.openapi).toBe('3.1.0');
    expect((await fetch(`${bench.url}/api/docs/package.json`)).status).toBe(404);
  });

  it('tells whether it lives and is ready', async () => {
    expect(await admin.call('GET', '!/livez')).toMatchObject({
      status: 200,
      body: { status: 'alive' },
    });
    expect(await admin.call('GET', '!/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ready', dependencies: { 'event store': 'answers', directory: 'current' } },
    });
    expect((await admin.call('GET', '!/metrics')).status).toBe(200);
  });
});
