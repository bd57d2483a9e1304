import type { SecretPlace } from '@mailhaul/application';
import type { Connection, Job, Pair } from '@mailhaul/contracts';
import { eventually } from '@mailhaul/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type GatewayBench, startGateway } from '../spec-support/gateway-bench.ts';
import { connectionInput, makeTenant } from '../spec-support/tenant-world.ts';

let bench: GatewayBench;
beforeEach(async () => {
  bench = await startGateway({ sweepTimes: { firstAfterMs: 100, everyMs: 100, doubtMs: 100 } });
});
afterEach(async () => {
  await bench.close();
});

const root = '/tenants/acme';

/** Owners that have something, with how many versions. */
async function owners(): Promise<Readonly<Record<string, number>>> {
  const places = await bench.secrets.secrets.places(undefined, 1000);
  const byOwner = Map.groupBy(places, ({ owner }) => owner);
  return Object.fromEntries([...byOwner].map(([owner, found]) => [owner, found.length]));
}

/** As a process leaves it that is killed between an event and the removal. */
async function killedBefore(act: () => Promise<unknown>): Promise<void> {
  const { secrets } = bench.secrets;
  const [one, all] = [
    vi.spyOn(secrets, 'remove').mockResolvedValue(),
    vi.spyOn(secrets, 'removeAll').mockResolvedValue(),
  ];
  await act();
  expect(one.mock.calls.length + all.mock.calls.length).toBe(1);
  one.mockRestore();
  all.mockRestore();
}

it('removes what nothing refers to, and nothing else', async () => {
  const { admin } = bench;
  const { job } = await makeTenant(admin, 'acme');
  const other = await admin.must<{ id: string }>('POST', `${root}/jobs`, {
    body: {
      ...{ name: 'Other', sourceConnectionId: job.sourceConnectionId },
      targetConnectionId: job.targetConnectionId,
    },
  });
  const settings = { ...connectionInput.settings, signIn: 'admin', adminUser: 'root' };
  const connect = (name: string) =>
    admin.must<Connection>('POST', `${root}/connections`, {
      body: { settings: { ...settings, name }, secrets: { password: 'first' } },
    });
  const [stays, goes] = [await connect('Stays'), await connect('Goes')];
  const pair = (jobId: string, name: string) =>
    admin.must<Pair>('POST', `${root}/jobs/${jobId}/pairs`, {
      body: { source: `${name}@a`, target: `${name}@b`, sourcePassword: 'x', targetPassword: 'y' },
    });
  const kept = await pair(job.id, 'kept');
  const removed = await pair(job.id, 'removed');
  const ofJob = await pair(other.id, 'job');
  await admin.must('PUT', `${root}/connections/${stays.id}`, {
    body: { settings, secrets: { password: 'second' } },
    revision: stays.revision,
  });
  const stray: SecretPlace = { tenant: 'acme', owner: 'pair.never-was', version: 7 };
  const unknown: SecretPlace = { tenant: 'acme', owner: 'machine.x', version: 1 };
  await bench.secrets.secrets.put(stray, 'z');
  await bench.secrets.secrets.put(unknown, 'z');
  await killedBefore(() =>
    admin.must('DELETE', `${root}/connections/${goes.id}`, { revision: goes.revision }),
  );
  await killedBefore(() =>
    admin.must('POST', `${root}/jobs/${job.id}/pairs/actions`, {
      body: { action: 'remove', selection: { ids: [removed.id] } },
    }),
  );
  const { revision } = await admin.must<Job>('GET', `${root}/jobs/${other.id}`);
  await killedBefore(() => admin.must('DELETE', `${root}/jobs/${other.id}`, { revision }));
  const left = async () => {
    const { 'machine.x': strange, ...rest } = await owners();
    expect(strange).toBe(1);
    return Object.entries(rest).filter(([owner]) => !owner.startsWith('operator.'));
  };
  await eventually(async () => {
    expect((await left()).toSorted()).toEqual(
      [
        [`connection.${stays.id}`, 1],
        [`pair.${kept.id}`, 2],
      ].toSorted(),
    );
  });
  expect(await owners()).not.toHaveProperty(`pair.${ofJob.id}`);
  // Whoever signs in still can.
  await bench.client().signIn('admin', 'correct horse battery');
});
