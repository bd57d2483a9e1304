import type { Connection, Operator, Pair, PairActionResult } from '@mailhaul/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from './spec-support/api-client.ts';
import { type GatewayBench, startGateway } from './spec-support/gateway-bench.ts';
import {
  connectionInput,
  makeJob,
  makePair,
  makeTenant,
  type TenantWorld,
} from './spec-support/tenant-world.ts';

describe('an idempotency key that is sent again with another body', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let world: TenantWorld;
  const root = '/tenants/acme';
  beforeAll(async () => {
    bench = await startGateway();
    ({ admin } = bench);
    world = await makeTenant(admin, 'acme');
  });
  afterAll(() => bench.close());

  it('does not answer with what another body made', async () => {
    const key = ApiClient.key();
    const define = (name: string) =>
      admin.must<Connection>('POST', `${root}/connections`, {
        ...{ key, body: { settings: { ...connectionInput.settings, name } } },
      });
    const [one, other, again] = [await define('One'), await define('Other'), await define('One')];
    expect([one.name, other.name]).toEqual(['One', 'Other']);
    expect(again.id).toBe(one.id);
  });

  it('leaves the person whom the first one added', async () => {
    const key = ApiClient.key();
    const add = (login: string) =>
      admin.must<Operator>('POST', '/operators', {
        ...{ key, body: { login, name: login, roles: [], password: 'a first password' } },
      });
    await add('first');
    await add('second');
    for (const login of ['first', 'second']) {
      expect((await bench.client().signIn(login, 'a first password')).status).toBe(200);
    }
  });

  it('says done only of what it did, and keeps the passwords of pairs that stay', async () => {
    const job = await makeJob(admin, world, 'Acted on');
    const path = `${root}/jobs/${job.id}/pairs`;
    const pair = await admin.must<Pair>('POST', path, {
      body: { source: 'a@old.example', target: 'a@new.example', sourcePassword: 'kept' },
    });
    const key = ApiClient.key();
    const act = (action: string) =>
      admin.must<PairActionResult>('POST', `${path}/actions`, {
        ...{ key, body: { action, selection: { ids: [pair.id] } } },
      });
    expect(await act('hold')).toMatchObject({ done: 1 });
    expect(await act('release')).toMatchObject({ done: 1 });
    expect(await admin.must<Pair>('GET', `${root}/pairs/${pair.id}`)).toMatchObject({
      isHeld: false,
      hasSourcePassword: true,
    });
    expect(await act('remove')).toMatchObject({ done: 1 });
    expect((await admin.call('GET', `${root}/pairs/${pair.id}`)).status).toBe(404);
  });

  it('takes a file that was mended, with its other passwords', async () => {
    const job = await makeJob(admin, world, 'Imported');
    const pair = await makePair(admin, { tenant: 'acme', job }, 'c');
    const key = ApiClient.key();
    const path = `${root}/jobs/${job.id}/pairs/import`;
    const send = (priority: number) =>
      admin.must('POST', path, {
        ...{ key, body: `source,target,priority\n${pair.source},${pair.target},${priority}\n` },
      });
    expect(await send(1)).toMatchObject({ updated: 0, unchanged: 1 });
    expect(await send(2)).toMatchObject({ updated: 1 });
    expect(await send(5)).toMatchObject({ updated: 1 });
    const { priority } = await admin.must<Pair>('GET', `${root}/pairs/${pair.id}`);
    expect(priority).toBe(5);
  });
});
