import type { Client } from '@mailhaul/api-client';
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
import { lettersOf, putLetters } from '../support/letters.ts';
import { addressOf, PeopleDirectory, staffGroup } from '../support/people-directory.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const people = ['ann', 'bob', 'cid'] as const;

describeWithServer('dovecot', 'a job for the members of a group', () => {
  describeWithServer('slapd', 'that changes between its starts', () => {
    const cleanUps = new CleanUps();
    let system: SystemStage;
    let client: Client;
    let servers: TwoDovecots;
    let directory: PeopleDirectory;
    let path: JobPath;

    const rows = async () =>
      (await pairsOf(client, path)).map(({ source: name, migrated, generation }) =>
        [name.replace('@old.example', ''), migrated, generation].join(' '),
      );
    /** Whoever came in without a target gets the mailbox of the same name, and may sign in. */
    const matchNewcomers = async () => {
      for (const pair of await pairsOf(client, path)) {
        if (pair.target !== '') continue;
        await client.call('editPair', {
          path: { tenant: path.tenant, pair: pair.id },
          body: {
            ...{ source: pair.source, target: pair.source },
            ...{ sourcePassword: mailboxPassword, targetPassword: mailboxPassword },
          },
          ifMatch: pair.revision,
        });
      }
    };
    const run = async () => {
      await matchNewcomers();
      await order(client, 'startJob', path);
      await untilJob(client, path, 'finished');
    };
    const differences = async (name: string) =>
      compareMailboxes(
        await scanMailbox(servers.at('source', addressOf(name))),
        await scanMailbox(servers.at('target', addressOf(name))),
      ).differences;

    beforeAll(async () => {
      servers = cleanUps.stopping(await startTwoDovecots(people.map(addressOf)));
      for (const name of people) {
        await putLetters(servers.at('source', addressOf(name)), lettersOf(name, 5));
      }
      const known = people.map((name) => ({ name }));
      directory = await PeopleDirectory.start({ people: known, staff: ['ann', 'bob'] }, cleanUps);
      system = cleanUps.keep(await openSystem(), (one) => one.close());
      ({ client } = system);
      const tenant = await makeTenant(client);
      const source = await directory.connection(client, tenant, servers.source.port);
      const settings = loopbackSettings('New', servers.target.port);
      const target = await defineConnection(client, tenant, settings);
      path = await makeJob(client, { tenant, name: 'Spring', source, target });
    });
    afterAll(() => cleanUps.run());
    stepByStep();

    it('takes who is in it', async () => {
      const { revision } = await client.call('readConditions', { path });
      const staff = { effect: 'include', by: 'group', group: staffGroup } as const;
      await client.call('changeConditions', {
        ...{ path, body: { conditions: [staff] }, ifMatch: revision },
      });
      await run();
      expect(await rows()).toEqual(['ann 5 1', 'bob 5 1']);
    });

    it('takes who has joined, and lets go who has left and who is gone', async () => {
      directory.joins('cid');
      directory.leaves('ann');
      directory.removes('ann');
      await putLetters(servers.at('source', addressOf('ann')), lettersOf('later', 2));
      await order(client, 'startJob', path);
      await expect.poll(rows).toEqual(['bob 5 1', 'cid 0 1']);
      await run();
      expect(await rows()).toEqual(['bob 5 1', 'cid 5 1']);
      const { rows: told } = await client.call('listActivity', {
        path: { tenant: path.tenant },
        query: { jobId: path.job },
      });
      expect(told.map(({ text }) => text).join('\n')).toMatch(
        /Left the job: the source has no such mailbox any more/,
      );
    });

    it('goes on with who comes back where it was: only what is new is copied', async () => {
      directory.adds({ name: 'ann' });
      directory.joins('ann');
      directory.leaves('bob');
      await order(client, 'startJob', path);
      await untilJob(client, path, 'finished');
      await order(client, 'requestDelta', path);
      await expect.poll(rows, { timeout: 60_000 }).toEqual(['ann 7 1', 'cid 5 1']);
      await untilJob(client, path, 'finished');
      // Also of those who have left: what was copied stays.
      for (const name of people) expect(await differences(name), name).toEqual([]);
    });
  });
});
