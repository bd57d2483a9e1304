import type { Job, JobHistory, Pair } from '@mailhaul/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { bringPair } from '../spec-support/pair-states.ts';
import { makePair, makeTenant, type TenantWorld } from '../spec-support/tenant-world.ts';

describe('while mailboxes wait for their turn', () => {
  let bench: GatewayBench;
  let world: TenantWorld;
  let pairs: Record<string, Pair>;
  beforeAll(async () => {
    bench = await startGateway();
    world = await makeTenant(bench.admin, 'acme');
    const made = await Promise.all(
      ['ann', 'bob', 'cleo', 'dora'].map((name) => makePair(bench.admin, world, name)),
    );
    pairs = Object.fromEntries(made.map((pair) => [pair.source.split('@')[0] ?? '', pair]));
    await bench.admin.must('POST', `/tenants/acme/jobs/${world.job.id}/start`);
    for (const [name, state] of [
      ['dora', 'queued'],
      ['ann', 'queued'],
      ['bob', 'running'],
      ['cleo', 'queued'],
    ] as const) {
      await bringPair(bench, { tenant: 'acme', pair: pairs[name] as Pair }, state);
    }
    const body = {
      ...{ action: 'set-priority', priority: 2 },
      selection: { ids: [pairs['ann']?.id] },
    };
    await bench.admin.must('POST', `/tenants/acme/jobs/${world.job.id}/pairs/actions`, { body });
  });
  afterAll(() => bench.close());

  it('each says its place in its job, whatever the list is sorted by or filtered to', async () => {
    const list = async (query: string) => {
      const path = `/tenants/acme/jobs/${world.job.id}/pairs${query}`;
      const { rows } = await bench.admin.must<{ rows: Pair[] }>('GET', path);
      return rows.map(({ source, placeInLine }) => [source.split('@')[0], placeInLine]);
    };
    await expect
      .poll(() => list(''))
      .toEqual([
        ['ann', 3],
        ['bob', undefined],
        ['cleo', 1],
        ['dora', 2],
      ]);
    expect(await list('?q=ann')).toEqual([['ann', 3]]);
    const path = `/tenants/acme/pairs/${pairs['dora']?.id ?? ''}`;
    expect(await bench.admin.must<Pair>('GET', path)).toMatchObject({ placeInLine: 2 });
  });

  it('the job has a history that begins with its start', async () => {
    const job = `/tenants/acme/jobs/${world.job.id}`;
    const { startedAt } = await bench.admin.must<Job>('GET', job);
    const { points } = await bench.admin.must<JobHistory>('GET', `${job}/history`);
    expect(points[0]).toMatchObject({ at: startedAt, done: 0 });
  });
});
