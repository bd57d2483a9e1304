import type { Client } from '@mailhaul/api-client';
import type { Activity } from '@mailhaul/contracts';
import { compareMailboxes, scanMailbox } from '@mailhaul/testing/independent-scan';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
  untilJob,
} from '../support/api-steps.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { putLetters } from '../support/letters.ts';
import { addressOf, PeopleDirectory, staffGroup } from '../support/people-directory.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';
import { WallClock } from '../support/wall-clock.ts';

const people = ['ann', 'bob', 'cid'];
const hourMs = 3_600_000;
const patience = { timeout: 90_000, interval: 200 };

describeWithServer('dovecot', 'deltas by themselves', () => {
  describeWithServer('slapd', 'of a job for the members of a group', () => {
    const cleanUps = new CleanUps();
    let clock: WallClock;
    let system: SystemStage;
    let servers: TwoDovecots;
    let directory: PeopleDirectory;
    let path: JobPath;
    const client = (): Client => system.client;

    const rows = async () =>
      (await pairsOf(client(), path)).map(({ source, migrated, status }) =>
        [source.replace('@old.example', ''), migrated, status].join(' '),
      );
    const sources = async () => (await rows()).map((row) => row.slice(0, 3));
    const told = async (): Promise<readonly Activity[]> => {
      const asked = { path: { tenant: path.tenant }, query: { jobId: path.job } };
      return (await client().call('listActivity', asked)).rows;
    };
    const letter = (name: string, subject: string) =>
      putLetters(servers.at('source', addressOf(name)), [{ subject }]);
    const isEqual = async (name: string) => {
      const sides = ['source', 'target'] as const;
      const [source, target] = await Promise.all(
        sides.map((side) => scanMailbox(servers.at(side, addressOf(name)))),
      );
      if (source === undefined || target === undefined) throw new Error('no mailboxes');
      expect(compareMailboxes(source, target).differences, name).toEqual([]);
    };
    /** The delta of that run came by itself, and is over. */
    const untilRun = async (run: number) => {
      await expect
        .poll(async () => (await client().call('readJob', { path })).run, patience)
        .toBe(run);
      await untilJob(client(), path, 'finished');
    };

    beforeAll(async () => {
      servers = cleanUps.stopping(await startTwoDovecots(people.map(addressOf)));
      for (const name of people) await letter(name, `${name} 1`);
      const staff = ['ann', 'bob'];
      const known = people.map((name) => ({ name }));
      directory = await PeopleDirectory.start({ people: known, staff }, cleanUps);
      clock = cleanUps.keep(new WallClock(), (one) => one.remove());
      const { environment } = clock;
      system = cleanUps.keep(await openSystem({ environment }), (one) => one.close());
      const tenant = await makeTenant(client());
      const source = await directory.connection(client(), tenant, servers.source.port);
      const settings = loopbackSettings('New', servers.target.port);
      const target = await defineConnection(client(), tenant, settings);
      path = await makeJob(client(), { tenant, name: 'Spring', source, target });
      const { revision } = await client().call('readConditions', { path });
      const conditions = [{ effect: 'include', by: 'group', group: staffGroup }] as const;
      const body = { conditions: [...conditions] };
      await client().call('changeConditions', { path, body, ifMatch: revision });
      for (const pair of await pairsOf(client(), path)) {
        await client().call('editPair', {
          path: { tenant, pair: pair.id },
          body: {
            ...{ source: pair.source, target: pair.source },
            ...{ sourcePassword: mailboxPassword, targetPassword: mailboxPassword },
          },
          ifMatch: pair.revision,
        });
      }
    });
    afterAll(() => cleanUps.run());
    stepByStep();

    it('are wanted every hour, behind a first run', async () => {
      await order(client(), 'startJob', path);
      await untilJob(client(), path, 'finished');
      const always = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 };
      const schedule = { zone: 'UTC', periods: [always], deltaEveryHours: 1 };
      const job = await client().call('readJob', { path });
      await client().call('setJobSchedule', { path, body: { schedule }, ifMatch: job.revision });
      expect(await rows()).toEqual(['ann 1 completed', 'bob 1 completed']);
    });

    it('read the group anew: members enter, whoever left it leaves, and both are told', async () => {
      directory.joins('cid');
      directory.leaves('bob');
      await letter('ann', 'ann 2');
      await letter('bob', 'bob 2');
      clock.putForward(hourMs);
      await untilRun(2);
      expect(await rows()).toEqual(['ann 2 completed', 'cid 0 not-matched']);
      await isEqual('ann');
      const words = (await told()).map(({ subject, text }) => `${subject}: ${text}`);
      expect(words).toContain(`${addressOf('bob')}: Left the job: no condition takes it any more`);
      const entry = (await told()).find(({ text }) => text.includes('1 mailbox pair added'));
      expect(entry?.text).toBe('1 mailbox pair added, 1 mailbox pair removed');
    });

    it('take whoever comes back with them from where it was', async () => {
      directory.joins('bob');
      clock.putForward(hourMs);
      await untilRun(3);
      expect(await sources()).toEqual(['ann', 'bob', 'cid']);
      await isEqual('bob');
    });

    it('come once, and the source is read anew, where the system dies while it is read', async () => {
      directory.leaves('bob');
      await letter('ann', 'ann 3');
      process.kill(directory.server.pid, 'SIGSTOP');
      clock.putForward(hourMs);
      // It asks within a second or two, and is not answered.
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      expect((await client().call('readJob', { path })).run).toBe(3);
      await system.app.kill();
      process.kill(directory.server.pid, 'SIGCONT');
      await system.restart();
      await untilRun(4);
      expect(await sources()).toEqual(['ann', 'cid']);
      await isEqual('ann');
    });

    it('come all the same where the directory is down: with the rows there are, and it is said', async () => {
      await letter('ann', 'ann 4');
      await directory.server.stop();
      clock.putForward(hourMs);
      await untilRun(5);
      expect(await sources()).toEqual(['ann', 'cid']);
      await isEqual('ann');
      expect((await told()).map(({ text }) => text)).toContain(
        'The source could not be read: it goes on with the mailboxes it has',
      );
      const deltas = (await told()).filter(({ text }) => text === 'Delta requested');
      expect(deltas).toHaveLength(4);
    });
  });
});
