import type { Pair, PairActionResult } from '@mailhaul/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { makeJob, makeTenant, type TenantWorld } from '../spec-support/tenant-world.ts';

const tenant = 'acme';
const root = `/tenants/${tenant}`;

describe('matching mailboxes', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let world: TenantWorld;
  beforeAll(async () => {
    bench = await startGateway();
    ({ admin } = bench);
    world = await makeTenant(admin, tenant);
  });
  afterAll(() => bench.close());

  const stage = async (name: string) => {
    const job = await makeJob(admin, world, name);
    const path = `${root}/jobs/${job.id}/pairs`;
    return {
      add: (source: string) => admin.must<Pair>('POST', path, { body: { source } }),
      match: (matches: readonly { id: string; target: string; matchedBy?: string }[]) =>
        admin.must<PairActionResult>('POST', `${path}/matches`, { body: { matches } }),
      unmatch: (id: string) =>
        admin.must<PairActionResult>('POST', `${path}/actions`, {
          body: { action: 'unmatch', selection: { ids: [id] } },
        }),
      import: (...lines: readonly string[]) =>
        admin.must('POST', `${path}/import`, { body: lines.join('\n') }),
      list: async () => (await admin.must<{ rows: Pair[] }>('GET', path)).rows,
      read: (id: string) => admin.must<Pair>('GET', `${root}/pairs/${id}`),
    };
  };

  it('adds a mailbox without a target, gives it one and takes it again', async () => {
    const job = await stage('one');
    const { id, status } = await job.add('ann@old');
    expect(status).toBe('not-matched');
    const matches = [{ id, target: 'ann@new', matchedBy: 'picked' }];
    expect(await job.match(matches)).toMatchObject({ done: 1, refused: [] });
    expect(await job.read(id)).toMatchObject({
      ...{ status: 'ready', target: 'ann@new', matchedBy: 'picked' },
    });
    expect(await job.match(matches)).toMatchObject({ done: 0, unchanged: 1 });
    expect(await job.unmatch(id)).toMatchObject({ done: 1 });
    const open = await job.read(id);
    expect(open).toMatchObject({ status: 'not-matched', target: '' });
    expect(open.matchedBy).toBeUndefined();
  });

  it('gives no mailbox to two: of one request, of one job, of another one', async () => {
    const [job, other] = [await stage('two'), await stage('three')];
    const ids = [];
    for (const name of ['a', 'b', 'c']) ids.push((await job.add(`${name}@old`)).id);
    const [a = '', b = '', c = ''] = ids;
    const onto = (id: string, target: string) => ({ id, target });
    const first = await job.match([onto(a, 'x@new'), onto(b, 'X@new'), onto(c, 'y@new')]);
    expect(first).toMatchObject({ done: 2, refused: [{ id: b, code: 'target-taken' }] });
    const { id } = await other.add('d@old');
    expect(await other.match([onto(id, 'y@new')])).toMatchObject({
      refused: [{ id, code: 'target-taken' }],
    });
    await job.unmatch(c);
    expect(await other.match([onto(id, 'y@new')])).toMatchObject({ done: 1 });
  });

  it('knows no pair of another job', async () => {
    const [job, other] = [await stage('four'), await stage('five')];
    const { id } = await other.add('e@old');
    expect(await job.match([{ id, target: 'e@new' }])).toMatchObject({
      refused: [{ id, source: '', code: 'pair-unknown' }],
    });
  });

  it('takes the target of a row that is imported for it', async () => {
    const job = await stage('six');
    const { id } = await job.add('f@old');
    expect(await job.import('source,target', 'f@old,f@new')).toEqual({
      added: 0,
      updated: 1,
      unchanged: 0,
      belowRoot: 0,
    });
    expect(await job.read(id)).toMatchObject({ status: 'ready', target: 'f@new' });
  });

  it('takes a file without targets, and leaves those that pairs have', async () => {
    const job = await stage('seven');
    const count = (added: number, unchanged: number) => ({
      ...{ added, updated: 0, unchanged },
      belowRoot: 0,
    });
    expect(await job.import('source', 'g@old', 'h@old')).toEqual(count(2, 0));
    const [g] = await job.list();
    await job.match([{ id: g?.id ?? '', target: 'g@new' }]);
    expect(await job.import('source', 'G@old', 'h@old', 'i@old')).toEqual(count(1, 2));
    expect((await job.list()).map(({ source, target }) => [source, target])).toEqual([
      ['g@old', 'g@new'],
      ['h@old', ''],
      ['i@old', ''],
    ]);
  });
});
