import type { Connection, Job, Pair, Problem } from '@mailhaul/contracts';
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

describe('what people do over the API', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let world: TenantWorld;
  let root: string;

  beforeAll(async () => {
    bench = await startGateway();
    ({ admin } = bench);
    world = await makeTenant(admin, 'acme');
    root = '/tenants/acme';
  });
  afterAll(() => bench.close());

  it('shows at once what was done, with its revision as ETag', async () => {
    const answer = await admin.call<Job>('GET', `${root}/jobs/${world.job.id}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: 'First job', status: 'draft', pairs: 0 });
    expect(answer.headers.get('etag')).toBe(`"${answer.body.revision}"`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('does a thing once for one idempotency key, and answers again', async () => {
    const key = ApiClient.key();
    const body = { settings: { ...connectionInput.settings, name: 'Once' } };
    const [one, other] = [
      await admin.must<Connection>('POST', `${root}/connections`, { body, key }),
      await admin.must<Connection>('POST', `${root}/connections`, { body, key }),
    ];
    expect(other.id).toBe(one.id);
    expect(other.revision).toBe(0);
    const unkeyed = await admin.must<Connection>('POST', `${root}/connections`, { body });
    expect(unkeyed.id).not.toBe(one.id);
    const bad = await admin.call<Problem>('POST', `${root}/connections`, { body, key: 'x' });
    expect(bad).toMatchObject({ status: 400, body: { code: 'key-invalid' } });
  });

  it('changes only what the caller has seen', async () => {
    const { id, revision } = await makeJob(admin, world, 'Edited');
    const path = `${root}/jobs/${id}`;
    const body = {
      name: 'Edited twice',
      sourceConnectionId: world.source.id,
      targetConnectionId: world.target.id,
    };
    expect(await admin.call('PUT', path, { body })).toMatchObject({ status: 428 });
    expect(await admin.call('PUT', path, { body, headers: { 'if-match': '*' } })).toMatchObject({
      status: 400,
    });
    const edited = await admin.must<Job>('PUT', path, { body, revision });
    expect(edited).toMatchObject({ name: 'Edited twice', revision: revision + 1 });
    const stale = await admin.call<Problem>('PUT', path, { body, revision });
    expect(stale).toMatchObject({ status: 412, body: { code: 'revision-stale' } });
    expect(stale.headers.get('etag')).toBe(`"${revision + 1}"`);
    expect(await admin.call('DELETE', path, { revision })).toMatchObject({ status: 412 });
    expect(await admin.call('DELETE', path, { revision: revision + 1 })).toMatchObject({
      status: 204,
    });
    expect(await admin.call('GET', path)).toMatchObject({ status: 404 });
  });

  it('keeps times of a filter through the log and back', async () => {
    const options = { receivedFrom: 1_700_000_000_000, includeFolders: ['INBOX'] };
    const body = {
      name: 'Dated',
      sourceConnectionId: world.source.id,
      targetConnectionId: world.target.id,
      options,
    };
    const job = await admin.must<Job>('POST', `${root}/jobs`, { body });
    expect(job.options).toMatchObject(options);
    await admin.must('DELETE', `${root}/jobs/${job.id}`, { revision: job.revision });
  });

  it('keeps filters of every sort through the log and back, and refuses those that leave nothing', async () => {
    const options = {
      ...{ itemBytesMin: 10, itemBytesMax: 20, ageDaysMin: 7, ageDaysMax: 30 },
      ...{ itemKinds: ['mail', 'tasks'], readState: 'unread', flagState: 'flagged' },
      ...{ includeFolders: ['#Inbox/*'], excludeFolders: ['*/Old'], takeFolders: ['#Outbox'] },
    };
    const sides = { sourceConnectionId: world.source.id, targetConnectionId: world.target.id };
    const post = (name: string, more: object) =>
      admin.call<object>('POST', `${root}/jobs`, {
        body: { name, ...sides, options: more },
      });
    const made = (await post('Filtered', options)).body as Job;
    expect(made.options).toMatchObject(options);
    const again = await admin.must<Job>('GET', `${root}/jobs/${made.id}`);
    expect(again.options).toMatchObject(options);
    for (const [more, place] of [
      [{ ageDaysMin: 30 }, 'options.ageDaysMax'],
      [{ itemBytesMin: 21 }, 'options.itemBytesMax'],
      [{ excludeFolders: ['#Posteingang'] }, 'options.excludeFolders.0'],
    ] as const) {
      const refused = await post('Empty', { ...options, ...more });
      expect(refused).toMatchObject({ status: 422, body: { faults: [{ place }] } });
    }
  });

  it('takes a name once in a tenant, whatever its case, and says so; an own name stays', async () => {
    const first = await makeJob(admin, world, 'Näme of one');
    const second = await makeJob(admin, world, 'Name of another');
    const sides = { sourceConnectionId: world.source.id, targetConnectionId: world.target.id };
    const said = expect.stringContaining('the name of another job') as string;
    const match = { faults: [{ place: 'name', message: said }] };
    const body = { name: ' NÄME OF ONE ', ...sides };
    expect(await admin.call('POST', `${root}/jobs`, { body })).toMatchObject({ body: match });
    const renamed = await admin.call('PUT', `${root}/jobs/${second.id}`, {
      ...{ body, revision: second.revision },
    });
    expect(renamed).toMatchObject({ body: match });
    const path = `${root}/jobs/${first.id}`;
    const own = await admin.call<Job>('PUT', path, { body, revision: first.revision });
    expect(own).toMatchObject({ status: 200, body: { name: 'NÄME OF ONE' } });
    const bad = await admin.call('POST', `${root}/jobs`, { body: { ...body, name: 'a/b' } });
    const rule = expect.stringContaining('holds one of') as string;
    expect(bad).toMatchObject({ body: { faults: [{ place: 'name', message: rule }] } });
    const elsewhere = await makeTenant(admin, 'other-names');
    await makeJob(admin, elsewhere, 'Näme of one');
  });

  it('starts, pauses and refuses with the reason', async () => {
    const { id } = await makeJob(admin, world, 'Started');
    const path = `${root}/jobs/${id}`;
    expect(await admin.call('POST', `${path}/start`)).toMatchObject({
      status: 409,
      body: { code: 'job-has-no-pairs' },
    });
    expect(await admin.call('POST', `${path}/delta`)).toMatchObject({
      status: 409,
      body: { code: 'never-started' },
    });
    await makePair(admin, { tenant: 'acme', job: { id } as Job }, 'starter');
    const key = ApiClient.key();
    const started = await admin.call<Job>('POST', `${path}/start`, { key });
    expect(started).toMatchObject({ status: 202, body: { status: 'running', run: 1 } });
    expect(await admin.call('POST', `${path}/start`, { key })).toMatchObject({ status: 202 });
    expect(await admin.call('POST', `${path}/start`)).toMatchObject({
      status: 409,
      body: { code: 'job-running' },
    });
    expect(await admin.call('DELETE', path, { revision: started.body.revision })).toMatchObject({
      status: 409,
    });
    expect(await admin.call<Job>('POST', `${path}/pause`)).toMatchObject({
      status: 202,
      body: { status: 'paused' },
    });
  });

  it('moves jobs, and lists them in their order', async () => {
    const made = [];
    for (const name of ['m1', 'm2', 'm3']) made.push(await makeJob(admin, world, name));
    const [one, two, three] = made.map(({ id }) => id);
    await admin.must('POST', `${root}/jobs/${three}/move`, { body: { before: one } });
    await admin.must('POST', `${root}/jobs/${one}/move`, { body: { before: null } });
    const { rows } = await admin.must<{ rows: Job[] }>('GET', `${root}/jobs?limit=500`);
    const order = rows.map(({ id }) => id).filter((id) => [one, two, three].includes(id));
    expect(order).toEqual([three, two, one]);
  });

  it('keeps connections that jobs use, and says which jobs', async () => {
    const { id, revision } = await admin.must<Connection>(
      'GET',
      `${root}/connections/${world.source.id}`,
    );
    const refused = await admin.call<Problem>('DELETE', `${root}/connections/${id}`, { revision });
    expect(refused).toMatchObject({ status: 409, body: { code: 'connection-used' } });
    expect(refused.body.faults?.map(({ message }) => message)).toContain('job “First job”');
  });

  it('gives a connection’s secrets to no other server than the one they were given for', async () => {
    const settings = {
      ...connectionInput.settings,
      name: 'Admin',
      signIn: 'admin',
      adminUser: 'root',
    };
    const none = await admin.call<Problem>('POST', `${root}/connections`, { body: { settings } });
    expect(none).toMatchObject({ status: 422, body: { faults: [{ place: 'secrets.password' }] } });
    const body = { settings, secrets: { password: 'open sesame' } };
    const made = await admin.must<Connection>('POST', `${root}/connections`, { body });
    expect(made).toMatchObject({ hasSecrets: true });
    const path = `${root}/connections/${made.id}`;
    const renamed = await admin.must<Connection>('PUT', path, {
      body: { settings: { ...settings, name: 'Renamed' } },
      revision: made.revision,
    });
    expect(renamed).toMatchObject({ name: 'Renamed', hasSecrets: true });
    const elsewhere = { ...settings, host: 'elsewhere.example' };
    const refused = await admin.call<Problem>('PUT', path, {
      body: { settings: elsewhere },
      revision: renamed.revision,
    });
    expect(refused).toMatchObject({ status: 422, body: { faults: [{ place: 'secrets' }] } });
    const tried = await admin.call<Problem>('POST', `${path}/test`, {
      body: { settings: elsewhere, mailbox: 'a' },
    });
    expect(tried).toMatchObject({ status: 422 });
  });

  it('adds a pair once, and edits it', async () => {
    const pair = await makePair(admin, world, 'anna');
    expect(pair).toMatchObject({
      source: 'anna@old.example',
      status: 'ready',
      priority: 1,
      hasSourcePassword: false,
    });
    const again = await admin.call<Problem>('POST', `${root}/jobs/${world.job.id}/pairs`, {
      body: { source: 'ANNA@old.example', target: 'x@new.example' },
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'source-taken' } });
    const body = {
      source: pair.source,
      target: 'anna.b@new.example',
      priority: 2,
      sourcePassword: 'secret-of-anna',
    };
    const edited = await admin.must<Pair>('PUT', `${root}/pairs/${pair.id}`, {
      body,
      revision: pair.revision,
    });
    expect(edited).toMatchObject({
      target: 'anna.b@new.example',
      priority: 2,
      hasSourcePassword: true,
    });
    const elsewhere = await makeJob(admin, world, 'Other job');
    const taken = await admin.call<Problem>('POST', `${root}/jobs/${elsewhere.id}/pairs`, {
      body: { source: 'q@old.example', target: 'Anna.B@new.example' },
    });
    expect(taken).toMatchObject({ status: 409, body: { code: 'target-taken' } });
  });

  it('acts on many pairs, each by itself', async () => {
    const job = await makeJob(admin, world, 'Bulk');
    const at = { tenant: 'acme', job };
    const pairs = [await makePair(admin, at, 'b1'), await makePair(admin, at, 'b2')];
    const path = `${root}/jobs/${job.id}/pairs/actions`;
    const act = (action: string, more = {}) =>
      admin.must<{ done: number; unchanged: number; refused: { code: string }[] }>('POST', path, {
        body: { action, selection: { matching: {} }, ...more },
      });
    expect(await act('hold')).toMatchObject({ done: 2, unchanged: 0, refused: [] });
    expect(await act('hold')).toMatchObject({ done: 0, unchanged: 2 });
    expect(await act('set-priority', { priority: 1 })).toMatchObject({ done: 0, unchanged: 2 });
    expect(await act('set-priority', { priority: 2 })).toMatchObject({ done: 2, unchanged: 0 });
    expect(await act('delta')).toMatchObject({
      done: 0,
      refused: [{ code: 'never-completed' }, { code: 'never-completed' }],
    });
    expect(
      await admin.call('POST', path, {
        body: { action: 'set-priority', selection: { matching: {} } },
      }),
    ).toMatchObject({ status: 422 });
    expect(await act('reset', { withoutMatching: true })).toMatchObject({ done: 2 });
    const elsewhere = await admin.call<Problem>('POST', path, {
      body: { action: 'hold', selection: { matching: {} }, withoutMatching: true },
    });
    expect(elsewhere).toMatchObject({
      status: 422,
      body: { faults: [{ place: 'withoutMatching' }] },
    });
    const foreign = { ids: [pairs[0]?.id, world.job.id] };
    expect(await act('release', { selection: foreign })).toMatchObject({
      done: 1,
      refused: [{ code: 'pair-unknown' }],
    });
    expect(await act('remove', { selection: { ids: [pairs[1]?.id] } })).toMatchObject({ done: 1 });
    expect(await admin.must('GET', `${root}/jobs/${job.id}/pairs/counts`)).toMatchObject({
      all: 1,
      statuses: { ready: 1 },
    });
  });

  it('sorts by declared fields alone, and goes on by its own cursors alone', async () => {
    const path = `${root}/jobs/${world.job.id}/pairs`;
    const bad = await admin.call<Problem>('GET', `${path}?sort=targetPassword`);
    expect(bad).toMatchObject({ status: 400, body: { code: 'sort-unknown' } });
    expect(bad.body.detail).toContain('priority');
    expect(await admin.call('GET', `${path}?after=eyJ4`)).toMatchObject({
      status: 400,
      body: { code: 'cursor-invalid' },
    });
    expect(await admin.call('GET', `${path}?status=none`)).toMatchObject({
      status: 400,
      body: { code: 'query-invalid' },
    });
    expect(await admin.call('GET', `${path}?limit=1&limit=2`)).toMatchObject({ status: 400 });
  });

  it('finds by name', async () => {
    const hits = await admin.must<{ kind: string; title: string }[]>(
      'GET',
      `${root}/search?q=FIRST`,
    );
    expect(hits).toMatchObject([{ kind: 'job', title: 'First job' }]);
  });

  it('tells how the system is', async () => {
    expect(await admin.must('GET', '/system')).toMatchObject({
      version: '1.2.3',
      workers: [],
      rebuild: { state: 'idle' },
    });
    expect(await admin.call('POST', '/system/rebuild')).toMatchObject({ status: 202 });
    const nobody = `/system/workers/${'0'.repeat(8)}-0000-4000-8000-000000000000`;
    for (const order of ['drain', 'resume']) {
      expect(await admin.call('POST', `${nobody}/${order}`)).toMatchObject({
        status: 404,
        body: { code: 'worker-unknown' },
      });
    }
  });
});
