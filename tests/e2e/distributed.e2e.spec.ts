import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@mailhaul/kernel';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, expect, it } from 'vitest';
import { startDistributedSystem } from '../support/distributed-system.ts';
import {
  expectSameMail,
  startJob,
  statesNow,
  tenMailboxes,
  untilEnded,
} from '../support/ten-mailboxes.ts';

const endMsMax = 240_000;

describeWithServer('nats', 'services of their own', () => {
  describeWithServer('mongo', 'over NATS, event store and MongoDB', tenMailboxesMove);
});

function tenMailboxesMove() {
  const cleanUps: (() => Promise<unknown> | void)[] = [];

  afterEach(async () => {
    for (const one of cleanUps.splice(0).reverse()) await one();
  });

  it(
    'move ten mailboxes though any of them is killed, each mail once',
    { timeout: endMsMax + 180_000 },
    async () => {
      const servers = await tenMailboxes();
      cleanUps.push(() => servers.stop());
      const system = await startDistributedSystem();
      cleanUps.push(() => system.stop());
      const path = await startJob(await system.signIn(), servers);
      const random = seededRandom(11);
      const states: string[] = [];
      for (let kill = 0; kill < 8; kill += 1) {
        await sleep(200 + Math.floor(random.next() * 1500));
        const victim = system.services[Math.floor(random.next() * system.services.length)];
        await victim?.end();
        victim?.start();
        await system.of('gateway').untilReady();
        states.push(await statesNow(await system.signIn(), path));
      }
      await untilEnded(() => system.signIn(), path, endMsMax);
      expect(states.some((state) => !state.startsWith('completed 10'))).toBe(true);
      await expectSameMail(servers);
    },
  );
}
