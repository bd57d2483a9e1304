import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SubscribeOptions, SubscriptionMessage } from '@mailhaul/application';
import type { Job, Problem } from '@mailhaul/contracts';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { systemClock } from '@mailhaul/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminPassword, startGateway } from '../spec-support/gateway-bench.ts';
import { losableStore } from '../spec-support/losable-store.ts';
import { makeJob, makeTenant } from '../spec-support/tenant-world.ts';

/** Whoever projects reads nothing while it is held. */
class HeldStore extends MemoryEventStore {
  #gate = Promise.withResolvers<void>();

  hold(): void {
    this.#gate = Promise.withResolvers<void>();
  }

  release(): void {
    this.#gate.resolve();
  }

  override async *subscribeToAll(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const isOfReporting = options.streamPrefixes?.includes('pair-') === true;
    for await (const message of super.subscribeToAll(options)) {
      if (isOfReporting) await this.#gate.promise;
      yield message;
    }
  }
}

describe('lists that are behind the log', () => {
  const store = new HeldStore({ clock: systemClock });
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailhaul-lists-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are not taken for empty ones while they are made anew', async () => {
    store.release();
    const before = await startGateway({ store, folder });
    const { job } = await makeTenant(before.admin, 'acme');
    await before.close();

    store.hold();
    const limits = { showMsMax: 100 };
    // Its read store is a new one.
    const bench = await startGateway({ store, folder, limits });
    try {
      const path = `/tenants/acme/jobs/${job.id}`;
      for (const asked of [path, '/tenants/acme/jobs', '/tenants/acme/search?q=first']) {
        const answer = await bench.admin.call<Problem>('GET', asked);
        expect(answer).toMatchObject({ status: 503, body: { code: 'lists-behind' } });
        expect(answer.headers.get('retry-after')).toBe('5');
      }
      const ready = await bench.admin.call<{ dependencies: object }>('GET', '!/readyz');
      expect(ready.body.dependencies).toMatchObject({ 'read models': 'being made from the log' });
      expect((await bench.client().signIn('admin', adminPassword)).status).toBe(200);
      store.release();
      await expect.poll(async () => (await bench.admin.call('GET', path)).status).toBe(200);
    } finally {
      store.release();
      await bench.close();
    }
  });

  it('are not taken for empty ones where they are lost under a gateway that serves them', async () => {
    store.release();
    const { readStore, lose } = await losableStore();
    const bench = await startGateway({ store, folder, readStore, limits: { showMsMax: 100 } });
    try {
      const { job } = await makeTenant(bench.admin, 'lost');
      const path = `/tenants/lost/jobs/${job.id}`;
      const answer = () => bench.admin.call<Problem>('GET', path);
      expect((await answer()).status).toBe(200);
      store.hold();
      await lose();
      // At once, and while reporting has not noticed yet.
      expect(await answer()).toMatchObject({ status: 503, body: { code: 'lists-behind' } });
      const told = 'The lists are being made again from the log: 0 % done.';
      await expect.poll(async () => (await answer()).body.detail).toBe(told);
      expect((await answer()).headers.get('retry-after')).toBe('5');
      const ready = await bench.admin.call<{ dependencies: object }>('GET', '!/readyz');
      expect(ready.body.dependencies).toMatchObject({ 'read models': 'being made from the log' });
      store.release();
      // Nothing happens that would make reporting write.
      await expect.poll(async () => (await answer()).status).toBe(200);
    } finally {
      store.release();
      await bench.close();
    }
  });

  it('decide nothing: a target that was given away a moment ago is given to nobody else', async () => {
    store.release();
    const bench = await startGateway({ store, folder, limits: { showMsMax: 100 } });
    try {
      const world = await makeTenant(bench.admin, 'late');
      const other = await makeJob(bench.admin, world, 'Other job');
      const add = (job: Job, source: string) =>
        bench.admin.call<Problem>('POST', `/tenants/late/jobs/${job.id}/pairs`, {
          body: { source, target: 'same@new.example' },
        });
      store.hold();
      expect((await add(world.job, 'one@old.example')).status).toBe(201);
      setTimeout(() => {
        store.release();
      }, 500);
      const second = await add(other, 'two@old.example');
      expect(second).toMatchObject({ status: 409, body: { code: 'target-taken' } });
    } finally {
      store.release();
      await bench.close();
    }
  });
});
