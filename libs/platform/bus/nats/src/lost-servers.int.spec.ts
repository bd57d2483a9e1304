import { NoResponder, RequestRefused, RequestTimedOut } from '@mailhaul/application';
import { startMember } from '@mailhaul/bus-conformance';
import { ClientBus } from '@mailhaul/bus-nest';
import { systemClock } from '@mailhaul/kernel';
import { type PrivateNats, startNats } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { natsAddress } from './nats-address.ts';
import { NatsConnection } from './nats-connection.ts';
import { NatsStrategy } from './nats-strategy.ts';

const silent = { log: () => undefined, warn: () => undefined };
const prefix = 'mailhaul.v1.lost';

describeWithServer('nats', 'a cluster of three whose members die', () => {
  let cluster: PrivateNats;
  let bus: ClientBus;
  let member: Awaited<ReturnType<typeof startMember>>;
  beforeEach(async () => {
    cluster = await startNats(3);
    const address = natsAddress(cluster.url);
    member = await startMember(new NatsStrategy({ address, group: 'one' }), prefix);
    bus = new ClientBus(new NatsConnection(address), { logger: silent });
    expect(await answered()).toBe(1);
  });
  afterEach(async () => {
    await bus.close();
    await member.close();
    await cluster.stop();
  });

  /** Asks until somebody answers: a request that is lost costs time only. */
  async function answered(): Promise<unknown> {
    for (;;) {
      try {
        return await bus.request(`${prefix}.echo`, 1, 1_000);
      } catch (error) {
        expect([NoResponder, RequestTimedOut]).toContain((error as Error).constructor);
        await systemClock.sleep(50);
      }
    }
  }

  it('answers again after each of them was killed and came back', async () => {
    for (const one of cluster.members) {
      await one.kill();
      expect(await answered()).toBe(1);
      await one.start();
    }
    expect(await answered()).toBe(1);
  });

  it('says in time that it is down, and works once it is up', async () => {
    await Promise.all(cluster.members.map((one) => one.kill()));
    await systemClock.sleep(100);
    const refused = await bus.request(`${prefix}.echo`, 1, 500).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).not.toBeInstanceOf(RequestRefused);
    expect(refused).toBeInstanceOf(Error);
    bus.announce(`${prefix}.news`, 'lost');
    await Promise.all(cluster.members.map((one) => one.start()));
    expect(await answered()).toBe(1);
  });
});
