import { freePort } from '@mailhaul/testing';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  type AppName,
  type BackingServers,
  ServiceProcess,
  startBackingServers,
} from '../support/distributed-system.ts';

const names: readonly AppName[] = [
  'gateway',
  'scheduler',
  'mailbox-worker',
  'reporting',
  'notifier',
];
const patient = { timeout: 300_000 };
const waitMsMax = 60_000;

describeWithServer('nats', 'services that start before what they need', () => {
  describeWithServer('mongo', 'of servers', () => {
    let servers: BackingServers;
    let services: ServiceProcess[] = [];
    // For each case: MongoDB's stand-in forgets when it is killed, and what the keys in it sealed stays closed.
    beforeEach(async () => {
      servers = await startBackingServers();
    }, 60_000);
    afterEach(async () => {
      await Promise.all(services.splice(0).map((service) => service.end()));
      await servers.stop();
    });

    async function startAll(environment: Readonly<Record<string, string>> = {}): Promise<void> {
      const all = { ...servers.environment, ...environment };
      services = [];
      for (const name of names) services.push(new ServiceProcess(name, await freePort(), all));
      for (const service of services) service.start();
    }

    /** What each that shows something of it says, by name. */
    async function saidByAll(line: string): Promise<void> {
      for (const service of services) {
        const said = () => service.output;
        await expect.poll(said, { timeout: waitMsMax, interval: 200 }).toContain(line);
      }
    }

    async function namedMissing(dependency: string): Promise<void> {
      for (const service of services) {
        const readiness = await service.readiness();
        expect(readiness, service.name).toMatchObject({
          status: 503,
          dependencies: { [dependency]: 'unreachable', service: 'starts' },
        });
      }
    }

    async function goOnAndEnd(line: string): Promise<void> {
      await Promise.all(services.map((service) => service.untilReady()));
      await saidByAll(line);
      // Each line once: whoever reads the log sees what it waits for, and not how often.
      for (const { output } of services) expect(output.split('Waiting for the ')).toHaveLength(2);
      const codes = await Promise.all(services.map((service) => service.end('SIGTERM')));
      expect(codes).toEqual(names.map(() => 0));
    }

    it('wait for the event store, and go on with it', patient, async () => {
      await servers.events.kill();
      await startAll();
      await saidByAll('Waiting for the event store: ');
      await namedMissing('event store');
      await servers.events.start();
      await goOnAndEnd('The event store is there.');
    });

    it('wait for MongoDB, and go on with it', patient, async () => {
      await servers.mongo.kill();
      await startAll();
      await saidByAll('Waiting for the secret store: ');
      await namedMissing('secret store');
      await servers.mongo.start();
      await goOnAndEnd('The secret store is there.');
    });

    it('wait for NATS, and go on with it', patient, async () => {
      await Promise.all(servers.bus.members.map((member) => member.kill()));
      await startAll();
      await saidByAll('Waiting for the bus: ');
      await namedMissing('bus');
      await Promise.all(servers.bus.members.map((member) => member.start()));
      await goOnAndEnd('The bus is there.');
    });

    it('end in order while they wait', patient, async () => {
      await servers.events.kill();
      await startAll();
      await saidByAll('Waiting for the event store: ');
      const codes = await Promise.all(services.map((service) => service.end('SIGTERM')));
      expect(codes).toEqual(names.map(() => 0));
      await servers.events.start();
      await Promise.all(servers.bus.members.map((member) => member.kill()));
      await startAll();
      await saidByAll('Waiting for the bus: ');
      const others = await Promise.all(services.map((service) => service.end('SIGTERM')));
      expect(others).toEqual(names.map(() => 0));
    });

    it('name every wrong setting at once, and end', patient, async () => {
      const wrong = {
        MAILHAUL_EVENT_STORE: 'http://ann:word@host',
        MAILHAUL_BUS: 'nats:',
        MAILHAUL_SLOTS: 'many',
        MAILHAUL_REDSTORE: 'x',
      };
      await startAll(wrong);
      for (const service of services) {
        expect(await service.ended(), service.name).toBe(2);
        for (const name of Object.keys(wrong)) expect(service.output).toContain(name);
        expect(service.output).not.toContain('ann:word');
      }
      await startAll({
        MAILHAUL_EVENT_STORE: '',
        MAILHAUL_BUS: '',
        MAILHAUL_READ_STORE: '',
        MAILHAUL_SECRET_STORE: '',
        MAILHAUL_MASTER_KEY: '',
      });
      for (const service of services) {
        expect(await service.ended(), service.name).toBe(2);
        for (const name of ['EVENT_STORE', 'BUS', 'READ_STORE', 'SECRET_STORE', 'MASTER_KEY']) {
          expect(service.output).toContain(`MAILHAUL_${name}`);
        }
      }
    });
  });
});
