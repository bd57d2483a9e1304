import type { ApiToken, Operator, Pair, Problem } from '@mailhaul/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './spec-support/api-client.ts';
import { type GatewayBench, startGateway } from './spec-support/gateway-bench.ts';
import { makeJob, makePair, makeTenant, type TenantWorld } from './spec-support/tenant-world.ts';

describe('input that is meant to harm, or misspelt', () => {
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

  const jobBody = (more: object) => ({
    name: 'A job',
    sourceConnectionId: world.source.id,
    targetConnectionId: world.target.id,
    ...more,
  });
  async function refused(path: string, body: unknown, place: string): Promise<void> {
    const answer = await admin.call<Problem>('POST', path, { body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'body-invalid' } });
    expect(answer.body.faults?.map((fault) => fault.place).join()).toContain(place);
  }

  it('acts on no pair by a filter that it does not know', async () => {
    const job = await makeJob(admin, world, 'Kept');
    const { id } = await makePair(admin, { tenant: 'acme', job }, 'kept');
    const path = `${root}/jobs/${job.id}/pairs/actions`;
    for (const selection of [
      { matching: { statuss: ['failed'] } },
      { matching: {}, ids: [id] },
      { match: {} },
    ]) {
      await refused(path, { action: 'remove', selection }, 'selection');
    }
    expect((await admin.must<Pair>('GET', `${root}/pairs/${id}`)).id).toBe(id);
  });

  it('lists nothing by a filter that it does not know', async () => {
    const answer = await admin.call<Problem>('GET', `${root}/jobs?stauts=running`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'query-invalid' } });
    expect(answer.body.faults?.[0]?.place).toBe('stauts');
  });

  it('makes no token that can do more than its misspelt limits say', async () => {
    for (const limit of [{ tennant: 'acme' }, { expires: 1 }]) {
      await refused('/session/tokens', { label: 'x', scopes: ['read'], ...limit }, 'body');
    }
    expect(await admin.must<ApiToken[]>('GET', '/session/tokens')).toEqual([]);
  });

  it('takes no job that would copy nothing, or that no event can hold', async () => {
    const path = `${root}/jobs`;
    const options = (one: object) => jobBody({ options: one });
    await refused(path, options({ receivedFrom: 2_000, receivedBefore: 2_000 }), 'receivedBefore');
    await refused(path, options({ receivedFrom: Number.MAX_SAFE_INTEGER }), 'receivedFrom');
    const folders = Array.from({ length: 500 }, (_, n) => 'x'.repeat(1990) + String(n));
    await refused(path, options({ includeFolders: folders }), 'options');
    await refused(path, options({ excludeFolders: ['a\0b'] }), 'excludeFolders');
    await refused(path, options({ excludeFolders: ['\ud800'] }), 'excludeFolders');
  });

  it('takes no name that disturbs what stands around it, or that nobody sees', async () => {
    for (const name of ['a\u202eb', '\u200b', '\ud800', '\u2066x']) {
      await refused(`${root}/jobs`, jobBody({ name }), 'name');
    }
    const name = 'خانه\u200cها 👨‍👩‍👧';
    expect(await admin.must('POST', `${root}/jobs`, { body: jobBody({ name }) })).toMatchObject({
      name,
    });
  });

  it('takes no mailbox with what nobody sees', async () => {
    const job = await makeJob(admin, world, 'Unseen');
    const path = `${root}/jobs/${job.id}/pairs`;
    await refused(path, { source: 'a@old.example\u200b', target: 'a@new.example' }, 'source');
  });

  it('says of a host with a port where the port belongs', async () => {
    for (const host of ['mail.example:993', 'imaps://mail.example', 'fe80::1%eth0', 'a/b']) {
      const settings = { name: 'x', kind: 'imap', host, signIn: 'mailbox' };
      await refused(`${root}/connections`, { settings }, 'settings.host');
    }
    for (const host of ['2606:4700::1111', '[2606:4700::1111]', 'mail.example', '192.0.2.1']) {
      const settings = { name: host, kind: 'imap', host, signIn: 'mailbox' };
      await admin.must('POST', `${root}/connections`, { body: { settings } });
    }
  });

  it('gives nobody a login that reads as another’s', async () => {
    const add = (login: string) =>
      admin.call<Operator & Problem>('POST', '/operators', {
        body: { login, name: 'x', roles: [], password: 'a first password' },
      });
    for (const login of ['ADMIN', '\uff41dmin', ' admin ']) {
      expect(await add(login)).toMatchObject({ status: 409, body: { code: 'login-taken' } });
    }
    for (const login of ['ad\u200bmin', 'ad\0min', 'a\nb']) {
      expect(await add(login)).toMatchObject({ status: 422 });
    }
  });

  it('counts guesses at a login however it is written', async () => {
    const guesses = ['guessed', '\uff47uessed', 'g\uff55essed', 'gu\uff45ssed', 'gue\uff53sed'];
    const statuses: number[] = [];
    for (const login of [...guesses, ...guesses]) {
      statuses.push((await bench.client().signIn(login, 'wrong')).status);
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });
});
