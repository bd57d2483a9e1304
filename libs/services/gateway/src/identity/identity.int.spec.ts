import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operator, Problem } from '@mailhaul/contracts';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { type Clock, systemClock } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../spec-support/api-client.ts';
import { adminPassword, type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';

describe('people and their sessions', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  beforeAll(async () => {
    bench = await startGateway({ trustedProxies: ['127.0.0.1'] });
    ({ admin } = bench);
  });
  afterAll(() => bench.close());

  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  const signIn = (client: ApiClient, body: object, address = '192.0.2.1') =>
    client.call<Problem>('POST', '/session', { body, ...from(address) });

  async function person(login: string): Promise<Operator> {
    const body = { login, name: login, roles: [], password: `first of ${login}` };
    return admin.must<Operator>('POST', '/operators', { body });
  }

  it('gives a cookie that scripts and other sites cannot use', async () => {
    const answer = await bench
      .client()
      .call('POST', '/session', { body: { login: 'ADMIN', password: adminPassword } });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^mailhaul_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect(answer.text).not.toContain(cookie.slice(17, 60));
  });

  it('slows down who guesses and locks nobody else out', async () => {
    await person('victim');
    const guesser = bench.client();
    const statuses = [];
    for (let n = 0; n < 10; n += 1) {
      const answer = await signIn(guesser, { login: 'victim', password: `guess ${n}` });
      statuses.push(answer.status);
      if (answer.status === 429)
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(statuses.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => 401));
    expect(statuses.slice(8)).toEqual([429, 429]);
    const right = { login: 'victim', password: 'first of victim' };
    expect((await signIn(guesser, right)).status).toBe(429);
    expect((await signIn(bench.client(), right, '192.0.2.2')).status).toBe(200);
    expect((await signIn(bench.client(), { login: 'admin', password: adminPassword })).status).toBe(
      200,
    );
  });

  it('says the same of unknown logins as of wrong passwords', async () => {
    const [one, other] = [
      await signIn(bench.client(), { login: 'nobody-at-all', password: 'x' }, '192.0.2.9'),
      await signIn(bench.client(), { login: 'admin', password: 'x' }, '192.0.2.9'),
    ].map(({ status, body: { requestId: _id, ...rest } }) => ({ status, rest }));
    expect(one).toEqual(other);
  });

  it('lets a given password be changed before anything else', async () => {
    await person('newcomer');
    const client = bench.client();
    const { body } = await client.signIn('newcomer', 'first of newcomer');
    expect(body.operator.mustChangePassword).toBe(true);
    expect(await client.call('GET', '/tenants')).toMatchObject({
      status: 403,
      body: { code: 'password-change-needed' },
    });
    const same = await client.changePassword('first of newcomer', 'first of newcomer');
    expect(same.status).toBe(422);
    expect((await client.changePassword('wrong', 'my own password')).status).toBe(422);
    expect((await client.changePassword('first of newcomer', 'my own password')).status).toBe(200);
    expect((await client.call('GET', '/tenants')).status).toBe(200);
  });

  it('ends all other sessions when the password changes, and signs in with the new one alone', async () => {
    await person('changer');
    const [one, other] = [bench.client(), bench.client()];
    await one.signIn('changer', 'first of changer');
    await other.signIn('changer', 'first of changer');
    const before = one.cookie;
    expect((await one.changePassword('first of changer', 'second password')).status).toBe(200);
    expect(one.cookie).not.toBe(before);
    expect((await other.call('GET', '/session')).status).toBe(401);
    expect((await one.call('GET', '/session')).status).toBe(200);
    expect(
      (await signIn(bench.client(), { login: 'changer', password: 'first of changer' })).status,
    ).toBe(401);
    expect(
      (await signIn(bench.client(), { login: 'changer', password: 'second password' })).status,
    ).toBe(200);
  });

  it('revokes a token at once, and knows no ended or foreign one', async () => {
    const made = await admin.must<{ id: string; token: string }>('POST', '/session/tokens', {
      body: { label: 'ci', scopes: ['read'] },
    });
    expect(made.token).toMatch(/^mh_[\w-]{43}$/);
    const client = bench.client();
    client.token = made.token;
    expect((await client.call('GET', '/tenants')).status).toBe(200);
    expect((await admin.call('DELETE', `/session/tokens/${made.id}`)).status).toBe(204);
    expect((await client.call('GET', '/tenants')).status).toBe(401);
    client.token = `mh_${'A'.repeat(43)}`;
    expect((await client.call('GET', '/tenants')).status).toBe(401);
    const past = { label: 'old', scopes: ['read'], expiresAt: 1 };
    expect((await admin.call('POST', '/session/tokens', { body: past })).status).toBe(422);
    const soon = { label: 'soon', scopes: ['read'], expiresAt: systemClock.wallMs() + 100 };
    client.token = (
      await admin.must<{ token: string }>('POST', '/session/tokens', { body: soon })
    ).token;
    await systemClock.sleep(150);
    expect((await client.call('GET', '/tenants')).status).toBe(401);
  });

  it('ends what a removed person has, and keeps an administrator', async () => {
    const { id } = await person('leaver');
    const client = bench.client();
    await client.signIn('leaver', 'first of leaver');
    await client.changePassword('first of leaver', 'own password of leaver');
    const { token } = await client.must<{ token: string }>('POST', '/session/tokens', {
      body: { label: 'l', scopes: ['read'] },
    });
    const { revision } = (await admin.must<Operator[]>('GET', '/operators')).find(
      (one) => one.id === id,
    ) as Operator;
    expect(
      (await admin.call('DELETE', `/operators/${id}`, { revision: revision - 1 })).status,
    ).toBe(412);
    expect((await admin.call('DELETE', `/operators/${id}`, { revision })).status).toBe(204);
    expect((await client.call('GET', '/session')).status).toBe(401);
    client.token = token;
    expect((await client.call('GET', '/tenants')).status).toBe(401);
    const own = await admin.must<{ operator: Operator }>('GET', '/session');
    const path = `/operators/${own.operator.id}`;
    const gone = await admin.call<Problem>('DELETE', path, { revision: own.operator.revision });
    expect(gone).toMatchObject({ status: 409, body: { code: 'last-administrator' } });
    const demoted = await admin.call<Problem>('PUT', `${path}/roles`, {
      body: { roles: [] },
      revision: own.operator.revision,
    });
    expect(demoted).toMatchObject({ status: 409, body: { code: 'last-administrator' } });
  });

  it('gives a login to one person, whatever its case', async () => {
    await person('Unique');
    const body = { login: 'uNIQUE', name: 'x', roles: [], password: 'long enough one' };
    expect(await admin.call('POST', '/operators', { body })).toMatchObject({
      status: 409,
      body: { code: 'login-taken' },
    });
    const some = { ...body, login: 'odd', roles: [{ tenant: 'acme', role: 'provider-admin' }] };
    expect(await admin.call('POST', '/operators', { body: some })).toMatchObject({ status: 422 });
  });
});

describe('the first operator', () => {
  it('gets a one-time password, a new one at each start until it is changed, and none afterwards', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mailhaul-first-'));
    const store = new MemoryEventStore({ clock: systemClock });
    const start = () => startGateway({ folder, store, adminPassword: undefined as never });
    const one = await start();
    const first = one.service.firstSignIn;
    expect(first).toMatchObject({ login: 'admin' });
    expect(first?.password).toMatch(/^[A-Za-z2-9]{20}$/);
    await one.close();
    const two = await start();
    const second = two.service.firstSignIn;
    expect(second?.password).not.toBe(first?.password);
    const client = two.client();
    expect((await client.signIn('admin', first?.password ?? '')).status).toBe(401);
    expect((await client.signIn('admin', second?.password ?? '')).status).toBe(200);
    expect((await client.changePassword(second?.password ?? '', 'my own password')).status).toBe(
      200,
    );
    await two.close();
    const three = await start();
    expect(three.service.firstSignIn).toBeUndefined();
    expect((await three.client().signIn('admin', 'my own password')).status).toBe(200);
    await three.close();
    await rm(folder, { recursive: true });
  });
});

describe('a clock that is set back', () => {
  it('keeps nobody out: who signs in afterwards is signed in', async () => {
    let aheadMs = 2 * 3600_000;
    const clock: Clock = {
      wallMs: () => systemClock.wallMs() + aheadMs,
      monotonicMs: () => systemClock.monotonicMs(),
      sleep: (ms, signal) => systemClock.sleep(ms, signal),
    };
    const bench = await startGateway({ clock });
    try {
      aheadMs = 0;
      const client = bench.client();
      expect((await client.signIn('admin', adminPassword)).status).toBe(200);
      expect((await client.call('GET', '/session')).status).toBe(200);
    } finally {
      await bench.close();
    }
  });
});
