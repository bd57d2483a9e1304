import { anyUserPassword, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterEach, expect, it } from 'vitest';
import { deliverMailbox } from '../chaos/system/corpus.ts';
import {
  defineConnection,
  endStatuses,
  importRows,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { startDistributedSystem } from '../support/distributed-system.ts';
import { momentsOf } from '../support/takeover-times.ts';

const tenants = ['acme', 'best'];
const users = ['ann', 'bob', 'cleo'];
const messages = 60;
/** A pass has both of its sides there: two mailboxes. */
const sidesMax = 4;
const ends: ReadonlySet<string> = new Set(['LeaseReleased', 'PassCompleted', 'PassPaused']);
const endMsMax = 180_000;

describeWithServer('dovecot', 'a server that two tenants use', () => {
  describeWithServer('nats', 'over NATS', () => {
    describeWithServer('mongo', 'and MongoDB', () => {
      const cleanUps = new CleanUps();
      afterEach(() => cleanUps.run());

      it(
        'sees no more mailboxes at a time than it may, over two workers with eight slots',
        { timeout: endMsMax + 120_000 },
        async () => {
          const [source, target] = await Promise.all([startDovecot(), startDovecot()]);
          for (const server of [source, target]) cleanUps.keep(server, (one) => one.stop());
          const limits = { MAILHAUL_SERVER_LIMITS: `127.0.0.1=${sidesMax}` };
          const started = await startDistributedSystem({ environment: limits });
          const system = cleanUps.keep(started, (one) => one.stop());
          const client = await system.signIn();
          const jobs = await Promise.all(
            tenants.map(async (tenant, n) => {
              await makeTenant(client, tenant);
              const [old, next] = await Promise.all([
                defineConnection(client, tenant, loopbackSettings('Old', source.port)),
                defineConnection(client, tenant, loopbackSettings('New', target.port)),
              ]);
              const path = await makeJob(client, {
                tenant,
                name: 'All',
                source: old,
                target: next,
              });
              const rows = users.map((name, at) => {
                const user = `${tenant}-${name}`;
                deliverMailbox(source, { user, seed: n * 10 + at, messages });
                const passwords = {
                  sourcePassword: anyUserPassword,
                  targetPassword: anyUserPassword,
                };
                return { source: user, target: user, ...passwords };
              });
              await importRows(client, path, rows);
              return path;
            }),
          );
          for (const path of jobs) await order(client, 'startJob', path);
          for (const path of jobs) {
            const wanted = { statuses: endStatuses, timeout: endMsMax };
            const pairs = await untilPairs(client, path, wanted);
            // Nobody is told of the other tenant.
            const other = tenants.find((tenant) => tenant !== path.tenant) ?? '';
            expect(JSON.stringify(pairs)).not.toContain(other);
          }
          const running = new Set<string>();
          let most = 0;
          const served = new Set<string>();
          for (const { stream, type } of await momentsOf(system.events.url)) {
            if (type === 'LeaseGranted') served.add(stream);
            if (type === 'LeaseGranted') running.add(stream);
            else if (ends.has(type)) running.delete(stream);
            most = Math.max(most, running.size);
          }
          expect(served.size).toBe(tenants.length * users.length);
          expect(most).toBe(sidesMax / 2);
        },
      );
    });
  });
});
