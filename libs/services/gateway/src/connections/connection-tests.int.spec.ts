import type { Connection, ConnectionTestStep, Problem } from '@mailhaul/contracts';
import { NetworkGuard } from '@mailhaul/network-guard';
import { startImapServer } from '@mailhaul/mail-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';

describe('connections are tested step by step', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let server: Awaited<ReturnType<typeof startImapServer>>;
  beforeAll(async () => {
    server = await startImapServer({ mailboxes: [{ user: 'anna@x', password: 'pw-anna' }] });
    bench = await startGateway({ addressGuard: new NetworkGuard({ granted: ['127.0.0.0/8'] }) });
    ({ admin } = bench);
    await admin.must('POST', '/tenants', { body: { id: 'acme', name: 'Acme' } });
  });
  afterAll(async () => {
    await bench.close();
    await server.stop();
  });
  const settings = () => ({
    ...{
      name: 'Local',
      kind: 'imap',
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      signIn: 'mailbox',
    },
  });
  const steps = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ConnectionTestStep);

  it('tells each step as it begins and ends', async () => {
    const body = { settings: settings(), mailbox: 'anna@x', mailboxPassword: 'pw-anna' };
    const answer = await admin.call('POST', '/tenants/acme/connections/test', { body });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const told = steps(answer.text);
    expect(told.map(({ step, state }) => `${step} ${state}`)).toEqual(
      ['resolve', 'connect', 'tls', 'sign-in', 'capabilities', 'limits', 'folders'].flatMap(
        (step) => [`${step} running`, `${step} passed`],
      ),
    );
  });

  it('says what is wrong and what to do, and keeps the password to itself', async () => {
    const body = { settings: settings(), mailbox: 'anna@x', mailboxPassword: 'wrong-canary' };
    const answer = await admin.call('POST', '/tenants/acme/connections/test', { body });
    expect(steps(answer.text).at(-1)).toMatchObject({
      step: 'sign-in',
      state: 'failed',
      code: 'sign-in-rejected',
    });
    expect(answer.text).not.toContain('wrong-canary');
    const none = await admin.call<Problem>('POST', '/tenants/acme/connections/test', {
      body: { settings: settings(), mailbox: 'a' },
    });
    expect(none).toMatchObject({ status: 422, body: { faults: [{ place: 'mailboxPassword' }] } });
  });

  it('is no port scanner', async () => {
    const body = {
      settings: { ...settings(), host: '10.0.0.1', port: 22 },
      mailbox: 'a',
      mailboxPassword: 'b',
    };
    const answer = await admin.call('POST', '/tenants/acme/connections/test', { body });
    expect(steps(answer.text).at(-1)).toMatchObject({
      step: 'resolve',
      state: 'failed',
      code: 'address-refused',
    });
  });

  it('remembers what it found of a saved connection, and nothing of a mailbox’s wrong password', async () => {
    const made = await admin.must<Connection>('POST', '/tenants/acme/connections', {
      body: { settings: settings() },
    });
    const path = `/tenants/acme/connections/${made.id}`;
    const test = (mailboxPassword: string) =>
      admin.call('POST', `${path}/test`, { body: { mailbox: 'anna@x', mailboxPassword } });
    const status = async () => (await admin.must<Connection>('GET', path)).status;
    await test('wrong');
    expect(await status()).toBe('untested');
    await test('pw-anna');
    await expect.poll(status).toBe('working');
    const guarded = { settings: { ...settings(), name: 'Guarded', host: '10.0.0.1' } };
    const closed = await admin.must<Connection>('POST', '/tenants/acme/connections', {
      body: guarded,
    });
    await admin.call('POST', `/tenants/acme/connections/${closed.id}/test`, {
      body: { mailbox: 'a', mailboxPassword: 'b' },
    });
    await expect
      .poll(async () => admin.must<Connection>('GET', `/tenants/acme/connections/${closed.id}`))
      .toMatchObject({ status: 'broken', problem: 'address-refused' });
  });

  it('gives up when whoever asked has left', async () => {
    const { createServer } = await import('node:net');
    let closed = 0;
    const silent = createServer((socket) => {
      socket.on('error', () => undefined).on('close', () => (closed += 1));
      socket.resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const left = new AbortController();
    const asked = fetch(`${bench.url}/api/v1/tenants/acme/connections/test`, {
      method: 'POST',
      signal: left.signal,
      headers: {
        'content-type': 'application/json',
        cookie: admin.cookie ?? '',
        'x-csrf-token': admin.csrf ?? '',
      },
      body: JSON.stringify({
        settings: { ...settings(), port },
        mailbox: 'a',
        mailboxPassword: 'b',
      }),
    });
    const response = await asked;
    await expect
      .poll(() => new Promise<number>((resolve) => silent.getConnections((_, n) => resolve(n))))
      .toBe(1);
    left.abort();
    await response.text().catch(() => undefined);
    await expect.poll(() => closed).toBe(1);
    silent.close();
  });
});
