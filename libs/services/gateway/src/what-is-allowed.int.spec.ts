import { readFile } from 'node:fs/promises';
import { handleCommand } from '@mailhaul/application';
import type { Connection, Job, Pair, PairAction, PairActionResult } from '@mailhaul/contracts';
import { type JobCommand, jobDecider, jobStream } from '@mailhaul/domain';
import { systemClock, systemRandom, uuid4 } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from './spec-support/api-client.ts';
import { type GatewayBench, startGateway } from './spec-support/gateway-bench.ts';
import { bringPair, type PairState } from './spec-support/pair-states.ts';
import {
  connectionInput,
  makeJob,
  makePair,
  makeTenant,
  type TenantWorld,
} from './spec-support/tenant-world.ts';

const page = await readFile(
  new URL('../../../../docs/reference/what-is-allowed.md', import.meta.url),
  'utf8',
);

interface Table {
  readonly states: readonly string[];
  readonly rows: readonly { readonly action: string; readonly cells: readonly string[] }[];
}

function tableUnder(heading: string): Table {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return {
    states: head.slice(1),
    rows: rows.map(([action = '', ...cells]) => ({ action, cells })),
  };
}

const tenant = 'acme';
const root = `/tenants/${tenant}`;

describe('what the page of what is allowed says', () => {
  let bench: GatewayBench;
  let admin: ApiClient;
  let world: TenantWorld;
  let count = 0;
  beforeAll(async () => {
    bench = await startGateway();
    ({ admin } = bench);
    world = await makeTenant(admin, tenant);
  });
  afterAll(() => bench.close());

  const unique = () => `n${(count += 1)}`;
  /** As the page writes it. */
  const word = ({ status, body }: { status: number; body: unknown }) =>
    status < 300 ? 'yes' : ((body as { code?: string } | undefined)?.code ?? String(status));

  async function jobIn(state: string): Promise<Job> {
    const job = await makeJob(admin, world, unique());
    await makePair(admin, { tenant, job }, unique());
    const path = `${root}/jobs/${job.id}`;
    if (state !== 'draft') await admin.must('POST', `${path}/start`);
    if (state === 'paused') await admin.must('POST', `${path}/pause`);
    if (state === 'finished') await finish(job.id);
    await expect.poll(async () => (await admin.must<Job>('GET', path)).status).toBe(state);
    return admin.must<Job>('GET', path);
  }

  async function finish(id: string): Promise<void> {
    const sealer = await bench.secrets.sealers.of(tenant);
    const order = { commandId: uuid4(systemRandom), atMs: systemClock.wallMs(), actor: 'spec' };
    const command: JobCommand = { ...order, kind: 'FinishJob', run: 1 };
    await handleCommand(
      { store: bench.store, sealer, stream: jobStream(tenant, id), decider: jobDecider },
      command,
    );
  }

  /** A repeat that is accepted and leaves the revision as it was: nothing. */
  async function tried(
    path: string,
    act: () => Promise<{ status: number; body: unknown }>,
  ): Promise<string> {
    const before = await admin.must<{ revision: number }>('GET', path);
    const answer = word(await act());
    if (answer !== 'yes') return answer;
    const after = await admin.call<{ revision: number }>('GET', path);
    return after.status === 200 && after.body.revision === before.revision ? 'nothing' : 'yes';
  }

  const input = ({ name, sourceConnectionId, targetConnectionId }: Job) => ({
    name,
    sourceConnectionId,
    targetConnectionId,
  });
  const jobActions: Record<
    string,
    (job: Job, path: string) => Promise<{ status: number; body: unknown }>
  > = {
    Start: (_, path) => admin.call('POST', `${path}/start`),
    Pause: (_, path) => admin.call('POST', `${path}/pause`),
    'Request a delta': (_, path) => admin.call('POST', `${path}/delta`),
    'Edit name and options': (job, path) =>
      admin.call('PUT', path, { body: { ...input(job), name: unique() }, revision: job.revision }),
    'Edit connections': (job, path) =>
      admin.call('PUT', path, {
        body: { ...input(job), sourceConnectionId: job.targetConnectionId },
        revision: job.revision,
      }),
    'Set the schedule': (job, path) =>
      admin.call('PUT', `${path}/schedule`, {
        body: { schedule: { zone: 'UTC', periods: [{ days: [1], from: 0, to: 60 }] } },
        revision: job.revision,
      }),
    Move: async (_, path) => {
      await makeJob(admin, world, unique());
      return admin.call('POST', `${path}/move`, { body: { before: null } });
    },
    'Add a mailbox pair': (_, path) =>
      admin.call('POST', `${path}/pairs`, {
        body: { source: `${unique()}@s`, target: `${unique()}@t` },
      }),
    'Import mailbox pairs': (_, path) =>
      admin.call('POST', `${path}/pairs/import`, {
        body: `source,target\n${unique()}@s,${unique()}@t\n`,
      }),
    Delete: (job, path) => admin.call('DELETE', path, { revision: job.revision }),
  };

  async function pairIn(state: PairState): Promise<{ pair: Pair; path: string; job: Job }> {
    const job = await makeJob(admin, world, unique());
    const { id } = await makePair(admin, { tenant, job }, unique());
    await bringPair(bench, { tenant, pair: { id } }, state);
    const path = `${root}/pairs/${id}`;
    await bench.admin.must('POST', `${root}/jobs`, { body: { ...input(job), name: unique() } });
    return { pair: await admin.must<Pair>('GET', path), path, job };
  }

  const wordOf = ({ done, refused }: PairActionResult) =>
    refused[0]?.code ?? (done === 1 ? 'yes' : 'nothing');

  async function actOnPair(
    action: string,
    { pair, path, job }: { pair: Pair; path: string; job: Job },
  ): Promise<string> {
    const ofJob = `${root}/jobs/${job.id}/pairs`;
    if (action.startsWith('edit ')) {
      const { source } = pair;
      const target = pair.target === '' ? `${unique()}@t` : pair.target;
      const body =
        action === 'edit mailboxes'
          ? { source, target: `${unique()}@t` }
          : { source, target, sourceUser: unique(), sourcePassword: 'x' };
      return word(await admin.call('PUT', path, { body, revision: pair.revision }));
    }
    if (action === 'match with a mailbox') {
      const matches = [{ id: pair.id, target: `${unique()}@t` }];
      return wordOf(
        await admin.must<PairActionResult>('POST', `${ofJob}/matches`, { body: { matches } }),
      );
    }
    const body = { action: action as PairAction, selection: { ids: [pair.id] }, priority: 2 };
    return wordOf(await admin.must<PairActionResult>('POST', `${ofJob}/actions`, { body }));
  }

  async function connectionIn(state: string): Promise<Connection> {
    const body = { settings: { ...connectionInput.settings, name: unique() } };
    const made = await admin.must<Connection>('POST', `${root}/connections`, { body });
    if (state !== 'unused') {
      const job = await makeJob(admin, { ...world, source: made }, unique());
      await makePair(admin, { tenant, job }, unique());
      if (state === 'used by a running job')
        await admin.must('POST', `${root}/jobs/${job.id}/start`);
    }
    return admin.must<Connection>('GET', `${root}/connections/${made.id}`);
  }

  const connectionActions: Record<
    string,
    (one: Connection, path: string) => Promise<{ status: number; body: unknown }>
  > = {
    'Edit the name': ({ revision }, path) =>
      admin.call('PUT', path, {
        body: { settings: { ...connectionInput.settings, name: unique() } },
        revision,
      }),
    'Edit the server': ({ revision }, path) =>
      admin.call('PUT', path, {
        body: { settings: { ...connectionInput.settings, host: 'x.example' } },
        revision,
      }),
    Delete: ({ revision }, path) => admin.call('DELETE', path, { revision }),
  };

  const jobs = tableUnder('Jobs');
  const pairs = tableUnder('Mailbox pairs');
  const connections = tableUnder('Connections');

  it('has a row for every action and a column for every state', () => {
    expect(jobs.rows.map(({ action }) => action)).toEqual(Object.keys(jobActions));
    expect(jobs.states).toEqual(['draft', 'running', 'paused', 'finished']);
    expect(pairs.states).toEqual([
      'not matched',
      'ready',
      'queued',
      'running',
      'paused',
      'completed',
      'failed',
      'held',
    ]);
    expect(pairs.rows).toHaveLength(13);
    expect(connections.rows.map(({ action }) => action)).toEqual(Object.keys(connectionActions));
  });

  it.each(jobs.rows)('jobs: $action', async ({ action, cells }) => {
    const found = [];
    for (const state of jobs.states) {
      const job = await jobIn(state);
      const path = `${root}/jobs/${job.id}`;
      found.push(
        await tried(path, () =>
          (jobActions[action] ?? (() => Promise.reject(new Error(action))))(job, path),
        ),
      );
    }
    expect(found).toEqual(cells);
  });

  it.each(pairs.rows)('mailbox pairs: $action', async ({ action, cells }) => {
    const found = [];
    for (const state of pairs.states)
      found.push(await actOnPair(action, await pairIn(state as PairState)));
    expect(found).toEqual(cells);
  });

  it.each(connections.rows)('connections: $action', async ({ action, cells }) => {
    const found = [];
    for (const state of connections.states) {
      const one = await connectionIn(state);
      const path = `${root}/connections/${one.id}`;
      found.push(
        word(
          await (connectionActions[action] ?? (() => Promise.reject(new Error(action))))(one, path),
        ),
      );
    }
    expect(found).toEqual(cells);
  });
});
