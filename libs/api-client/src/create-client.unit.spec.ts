import { describe, expect, it } from 'vitest';
import { createClient } from './create-client.ts';
import { ProblemError, problemOf } from './problem-error.ts';

const job = '0192d4f0-0000-4000-8000-000000000001';
const problem = {
  type: 'about:blank',
  title: 'Job runs',
  status: 409,
  code: 'job-running',
  detail: 'The job runs already.',
  fixedBy: 'you',
  whatToDo: 'Pause it first.',
  requestId: 'r1',
};

describe('client', () => {
  it('sends path, query, key, revision and the headers of each call', async () => {
    const { client, sent } = clientAnswering(new Response(null, { status: 204 }));
    await client.call('deleteJob', { path: { tenant: 'a b', job }, ifMatch: 7 });
    await client.call('clearNews', {
      path: { tenant: 't', news: job },
      idempotencyKey: 'key-1',
    });
    expect(sent.map(({ url }) => url)).toEqual([
      `http://host/api/v1/tenants/a%20b/jobs/${job}`,
      `http://host/api/v1/tenants/t/news/${job}/clear`,
    ]);
    expect(sent[0]?.headers.get('if-match')).toBe('"7"');
    expect(sent[1]?.headers.get('idempotency-key')).toBe('key-1');
    expect(sent[1]?.headers.get('x-csrf-token')).toBe('csrf');
  });

  it('leaves out of the query what is undefined', async () => {
    const { client, sent } = clientAnswering(json({ rows: [] }));
    const query = { status: 'running,paused', q: undefined, limit: 5 };
    await client.call('listPairs', { path: { tenant: 't', job }, query });
    expect(sent[0]?.url).toMatch(/\?status=running%2Cpaused&limit=5$/);
  });

  it('sends CSV as it is', async () => {
    const { client, sent } = clientAnswering(
      json({ added: 1, updated: 0, unchanged: 0, belowRoot: 0 }),
    );
    await client.call('importPairs', { path: { tenant: 't', job }, body: 'source,target\n' });
    expect(sent[0]?.headers.get('content-type')).toBe('text/csv');
    expect(sent[0]?.body).toBe('source,target\n');
  });

  it('gives what was refused as an error and as a value', async () => {
    const { client } = clientAnswering(json(problem, 409));
    const input = { path: { tenant: 't', job } };
    await expect(client.call('startJob', input)).rejects.toBeInstanceOf(ProblemError);
    expect(await client.attempt('startJob', input)).toEqual({ ok: false, problem });
  });

  it.each([
    ['a page of a proxy', new Response('<html>Bad gateway', { status: 502 })],
    ['JSON of another shape', json({ rows: 'none' })],
    ['no JSON', new Response('hello')],
  ])('says that %s is not an answer of the API', async (_what, response) => {
    const { client } = clientAnswering(response);
    const error: unknown = await client.call('listTenants').catch((caught: unknown) => caught);
    expect(problemOf(error)?.code).toBe('unexpected-answer');
  });

  it('says that there was no answer, and lets an abort be an abort', async () => {
    const failing = createClient({
      baseUrl: '',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    const error: unknown = await failing.call('listTenants').catch((caught: unknown) => caught);
    expect(problemOf(error)?.code).toBe('unreachable');
    const aborted = failing.call('listTenants', { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toThrow('fetch failed');
  });

  it('reads a line as soon as it is whole, however it is cut', async () => {
    const step = { step: 'tcp', label: 'Connect', state: 'passed', details: ['größer'] };
    const bytes = new TextEncoder().encode(`${JSON.stringify(step)}\n${JSON.stringify(step)}`);
    const { client } = clientAnswering(new Response(streamOf([...bytes].map((byte) => [byte]))));
    const input = { path: { tenant: 't' }, body: {} };
    expect(await Array.fromAsync(client.lines('testNewConnection', input))).toEqual([step, step]);
  });

  it('reads server-sent events with their ids, and no comments', async () => {
    const text = ': hello\n\nid: 12\ndata: {"kind":"reset"}\n\nevent: ping\ndata: 1\n\n';
    const { client, sent } = clientAnswering(new Response(text));
    const events = client.events('followLive', { path: { tenant: 't' } }, '11');
    expect(await Array.fromAsync(events)).toEqual([{ id: '12', frame: { kind: 'reset' } }]);
    expect(sent[0]?.headers.get('last-event-id')).toBe('11');
  });
});

function clientAnswering(response: Response) {
  const sent: { url: string; headers: Headers; body: unknown }[] = [];
  const client = createClient({
    baseUrl: 'http://host/',
    headers: () => ({ 'x-csrf-token': 'csrf' }),
    fetch: (url, init) => {
      sent.push({ url: url as string, headers: new Headers(init?.headers), body: init?.body });
      return Promise.resolve(response.clone());
    },
  });
  return { client, sent };
}

function json(value: unknown, status = 200): Response {
  return new Response(JSON.stringify(value), { status });
}

function streamOf(chunks: readonly number[][]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(Uint8Array.from(chunk));
      controller.close();
    },
  });
}
