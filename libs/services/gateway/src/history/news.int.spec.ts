import { handleCommand } from '@mailhaul/application';
import type { News } from '@mailhaul/contracts';
import { type AlertFacts, alertDecider, alertStream } from '@mailhaul/domain';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { makeJob, makeTenant, type TenantWorld } from '../spec-support/tenant-world.ts';

describe('news of a tenant and of one job', () => {
  let bench: GatewayBench;
  let acme: TenantWorld;
  let other: string;

  beforeAll(async () => {
    bench = await startGateway();
    acme = await makeTenant(bench.admin, 'acme');
    other = (await makeJob(bench.admin, acme, 'Second job')).id;
    await raise({ tone: 'good', about: 'job-finished', jobId: acme.job.id });
    await raise({ tone: 'good', about: 'job-finished', jobId: other });
    await raise({ tone: 'bad', about: 'connection-broken', connectionId: acme.source.id });
  });
  afterAll(() => bench.close());

  it('are counted for the tenant, or for a job alone', async () => {
    expect(await read('/news/counts')).toEqual({ good: 2, bad: 1 });
    expect(await read(`/news/counts?jobId=${other}`)).toEqual({ good: 1, bad: 0 });
  });

  it('are listed by job, and by what they are about', async () => {
    expect(await titles(`?jobId=${other}`)).toEqual(['Second job has finished']);
    expect(await titles('?about=connection-broken,mailbox-failed')).toHaveLength(1);
    expect(await titles('?about=mailbox-failed')).toEqual([]);
    const refused = await bench.admin.call('GET', '/tenants/acme/news?about=no-such-news');
    expect(refused.status).toBe(400);
  });

  it('are cleared for one job, and those of the others stay', async () => {
    const body = { tone: 'good', jobId: other };
    expect(await bench.admin.must('POST', '/tenants/acme/news/clear', { body })).toEqual({
      cleared: 1,
    });
    expect(await read('/news/counts')).toEqual({ good: 1, bad: 1 });
  });

  function read<T>(path: string): Promise<T> {
    return bench.admin.must<T>('GET', `/tenants/acme${path}`);
  }

  async function titles(query: string): Promise<readonly string[]> {
    const { rows } = await read<{ rows: readonly News[] }>(`/news${query}`);
    return rows.map(({ title }) => title);
  }

  async function raise(facts: AlertFacts): Promise<void> {
    const id = uuid4(systemRandom);
    const sealer = await bench.secrets.sealers.of('acme');
    await handleCommand(
      { store: bench.store, sealer, stream: alertStream('acme', id), decider: alertDecider },
      {
        ...{ kind: 'RaiseAlert', commandId: uuid4(systemRandom), atMs: systemClock.wallMs() },
        ...{ actor: 'spec', facts },
      } as const,
    );
    await vi.waitUntil(() => bench.readStore.get('news', { tenant: 'acme', id }));
  }
});
