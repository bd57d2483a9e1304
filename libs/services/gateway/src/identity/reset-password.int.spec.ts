import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { expect, it, onTestFinished } from 'vitest';
import { adminPassword, startGateway } from '../spec-support/gateway-bench.ts';

it('gives whoever administers a one-time password and signs them out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mailhaul-reset-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const store = new MemoryEventStore({ clock: systemClock });
  const first = await startGateway({ folder, store });
  const { cookie } = first.admin;
  await first.close();
  const plain = await startGateway({ folder, store, adminPassword });
  const stays = plain.client();
  stays.cookie = cookie;
  expect((await stays.call('GET', '/session')).status).toBe(200);
  await plain.close();
  const again = await startGateway({
    ...{ folder, store, adminPassword },
    resetsAdminPassword: true,
  });
  onTestFinished(() => again.close());
  const { firstSignIn } = again.service;
  expect(firstSignIn).toMatchObject({ login: 'admin', isGiven: false });
  const password = firstSignIn?.password ?? '';
  expect(password).toMatch(/^\w{20}$/);
  const wasIn = again.client();
  wasIn.cookie = cookie;
  expect((await wasIn.call('GET', '/session')).status).toBe(401);
  const signIn = (given: string) =>
    again.client().call<{ operator: { mustChangePassword: boolean } }>('POST', '/session', {
      body: { login: 'admin', password: given },
    });
  expect((await signIn(adminPassword)).status).toBe(401);
  const signedIn = await signIn(password);
  expect(signedIn.status).toBe(200);
  expect(signedIn.body.operator.mustChangePassword).toBe(true);
  const [stream = ''] = await store.listStreams('operator-');
  expect(await store.readLast(stream)).toMatchObject({
    type: 'PasswordSet',
    data: { actor: 'reset-admin-password', mustChange: true },
  });
});
