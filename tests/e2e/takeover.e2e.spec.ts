import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@mailhaul/kernel';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, expect, it } from 'vitest';
import { freshKey } from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { startDistributedSystem } from '../support/distributed-system.ts';
import {
  momentsOf,
  newLeasesAfter,
  recoveredAfter,
  shardTakenAfter,
} from '../support/takeover-times.ts';
import {
  expectSameMail,
  startJob,
  statesNow,
  tenMailboxes,
  untilEnded,
} from '../support/ten-mailboxes.ts';

const endMsMax = 240_000;
const patient = { timeout: endMsMax + 120_000 };
/** Longer than a lease of the services of their own, with its grace. */
const stoppedMs = 45_000;

describeWithServer('dovecot', 'work goes on elsewhere', () => {
  describeWithServer('nats', 'over NATS', () => {
    describeWithServer('mongo', 'and MongoDB', () => {
      const cleanUps = new CleanUps();
      afterEach(() => cleanUps.run());

      async function underWay() {
        const servers = cleanUps.keep(await tenMailboxes(), (one) => one.stop());
        const system = cleanUps.keep(await startDistributedSystem(), (one) => one.stop());
        await system.add('scheduler');
        const path = await startJob(await system.signIn(), servers);
        const runs = async () => (await statesNow(await system.signIn(), path)).includes('running');
        await expect.poll(runs, { timeout: 60_000, interval: 50 }).toBe(true);
        return { servers, system, path };
      }

      it('when the scheduler that decides is killed, and a worker with it', patient, async () => {
        const { servers, system, path } = await underWay();
        const isCopying = async () =>
          (await momentsOf(system.events.url)).filter(({ type }) => type === 'ItemsSettled').length;
        await expect.poll(isCopying, { timeout: 60_000, interval: 50 }).toBeGreaterThan(3);
        const killedAtMs = systemClock.wallMs();
        await Promise.all([system.of('scheduler').end(), system.of('mailbox-worker').end()]);
        await untilEnded(() => system.signIn(), path, endMsMax);
        await expectSameMail(servers);
        const moments = await momentsOf(system.events.url);
        const shardMs = shardTakenAfter(moments, killedAtMs);
        expect(shardMs).toBeDefined();
        const delays = newLeasesAfter(moments, killedAtMs);
        const recovered = recoveredAfter(moments, killedAtMs);
        console.log(
          `a scheduler after ${shardMs} ms, other leases after ${delays.join(', ')} ms, open batches after ${recovered.join(', ')} ms`,
        );
      });

      it(
        'when a worker stands still for longer than its leases, and comes back',
        patient,
        async () => {
          const { servers, system, path } = await underWay();
          const worker = system.of('mailbox-worker');
          const stoppedAtMs = systemClock.wallMs();
          worker.signal('SIGSTOP');
          await sleep(stoppedMs);
          worker.signal('SIGCONT');
          await untilEnded(() => system.signIn(), path, endMsMax);
          await expectSameMail(servers);
          const delays = newLeasesAfter(await momentsOf(system.events.url), stoppedAtMs);
          expect(delays).not.toEqual([]);
          console.log(`other leases after ${delays.join(', ')} ms`);
        },
      );

      it(
        'when a worker is drained, which takes no more until it is resumed, whatever is started again',
        patient,
        async () => {
          const { servers, system, path } = await underWay();
          const workers = async () =>
            (await (await system.signIn()).call('readSystem', {})).workers;
          const busy = async () => (await workers()).find((one) => one.busy > 0)?.name;
          await expect.poll(busy, { timeout: 60_000 }).toBeDefined();
          const worker = (await busy()) ?? '';
          const order = async (name: 'drainWorker' | 'resumeWorker') =>
            (await system.signIn()).call(name, { path: { worker }, idempotencyKey: freshKey() });
          // Of what is heard of now, not of processes that are gone.
          const itself = async () => (await workers()).findLast(({ name }) => name === worker);
          const by = { isDraining: true, drainedBy: 'Administrator' };
          await order('drainWorker');
          await expect.poll(itself, { timeout: 60_000 }).toMatchObject({ ...by, busy: 0 });
          for (const name of ['scheduler', 'gateway', 'mailbox-worker'] as const) {
            await Promise.all(
              system.services
                .filter((one) => one.name === name)
                .map(async (service) => {
                  await service.end();
                  service.start();
                  await service.untilReady();
                }),
            );
          }
          const startedAtMs = systemClock.wallMs();
          await untilEnded(() => system.signIn(), path, endMsMax);
          await expectSameMail(servers);
          expect(await itself()).toMatchObject({ ...by, busy: 0 });
          const grants = (await momentsOf(system.events.url)).filter(
            ({ type, atMs }) => type === 'LeaseGranted' && atMs > startedAtMs,
          );
          const ids = (await workers()).filter(({ name }) => name === worker).map(({ id }) => id);
          expect(grants.filter(({ workerId }) => ids.includes(String(workerId)))).toEqual([]);
          await order('resumeWorker');
          await expect.poll(itself, { timeout: 60_000 }).toMatchObject({ isDraining: false });
        },
      );
    });
  });
});
