import { readFileSync } from 'node:fs';
import type { Job, Pair, Problem } from '@mailhaul/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../spec-support/api-client.ts';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { makeJob, makeTenant, type TenantWorld } from '../spec-support/tenant-world.ts';
import { columnNames } from './pairs-csv.ts';

describe('kinds of mailboxes', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let world: TenantWorld;
  let job: Job;
  beforeAll(async () => {
    bench = await startGateway();
    ({ admin } = bench);
    world = await makeTenant(admin, 'acme');
    job = await makeJob(admin, world, 'Archives too');
  });
  afterAll(() => bench.close());
  const send = (rows: readonly string[]) =>
    admin.call<Problem & { added: number; unchanged: number }>(
      'POST',
      `/tenants/acme/jobs/${job.id}/pairs/import`,
      { body: ['source,target,source_kind,target_kind', ...rows].join('\n') },
    );
  const rows = ['a@x,a@y,,', 'a@x,a@y,Archive,archive', 'all@x,all@y,public,public'];

  it('make a mailbox and its archive two pairs, once', async () => {
    expect(await send(rows)).toMatchObject({ status: 200, body: { added: 3 } });
    expect(await send(rows)).toMatchObject({ status: 200, body: { added: 0, unchanged: 3 } });
    const { rows: pairs } = await admin.must<{ rows: Pair[] }>(
      'GET',
      `/tenants/acme/jobs/${job.id}/pairs?sort=source`,
    );
    const kinds = pairs.map(({ source, sourceKind = '', targetKind = '' }) =>
      [source, sourceKind, targetKind].join(' '),
    );
    expect(kinds.toSorted()).toEqual(['a@x  ', 'a@x archive archive', 'all@x public public']);
  });

  it('tell which of them is another pair’s', async () => {
    expect(await send(['b@x,a@y,,archive'])).toMatchObject({
      status: 422,
      body: { faults: [{ place: 'line 2, target' }] },
    });
    // A shared mailbox is the mailbox of its address.
    expect(await send(['b@x,a@y,,shared'])).toMatchObject({ status: 422 });
    expect(await send(['c@x,c@y,,attic'])).toMatchObject({
      status: 422,
      body: {
        faults: [
          {
            place: 'line 2, target_kind',
            message: 'is none of user, shared, room, archive, public',
          },
        ],
      },
    });
    const taken = { source: 'a@x', target: 'n@y', sourceKind: 'archive' };
    const path = `/tenants/acme/jobs/${job.id}/pairs`;
    expect(await admin.call<Problem>('POST', path, { body: taken })).toMatchObject({
      status: 409,
      body: { code: 'source-taken' },
    });
  });
});

describe('docs/reference/pairs-csv.md', () => {
  it('names the columns, and what else they are called', () => {
    const page = readFileSync(
      new URL('../../../../../docs/reference/pairs-csv.md', import.meta.url),
      'utf8',
    );
    const named = page
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').slice(1, 3))
      .map((cells) => cells.map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)))
      .flatMap(([names = [], others = []]) =>
        names.map((name, n) => [name, ...others.filter((_, m) => m % names.length === n)]),
      );
    expect(named.toSorted()).toEqual(
      Object.values(columnNames)
        .map((names) => [...names])
        .toSorted(),
    );
  });
});
