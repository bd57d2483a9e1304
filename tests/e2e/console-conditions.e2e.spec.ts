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
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, lettersOf, putLetters } from '../support/letters.ts';
import { type OpenConsole, openConsole } from '../support/open-console.ts';
import { addressOf, PeopleDirectory } from '../support/people-directory.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const names = ['ann', 'bob', 'cid', 'dan', 'eva', 'fay'];
/** The directory learns of it later. */
const newcomer = { name: 'gil', unit: 'Berlin' };

describeWithServer('dovecot', 'the conditions of a job in the console', () => {
  describeWithServer('slapd', 'with a directory', () => {
    describeWithBrowser('in Chromium', () => {
      const cleanUps = new CleanUps();
      let seen: OpenConsole;
      let servers: TwoDovecots;
      let directory: PeopleDirectory;
      let path: JobPath;

      const button = (name: string | RegExp) => seen.page.getByRole('button', { name });
      const field = (name: string) => seen.page.getByRole('textbox', { name, exact: true });
      const conditions = () => seen.page.getByRole('region', { name: 'Conditions' });
      const preview = () => seen.page.getByRole('region', { name: 'Preview' });
      const add = async (kind: string) => {
        await button('Add condition').click();
        await seen.page.getByRole('menuitem', { name: kind }).click();
      };
      const exclude = (words: string) =>
        conditions().getByRole('listitem').filter({ hasText: words }).getByText('Exclude').click();
      const fates = async (): Promise<string> => {
        const texts = await preview()
          .getByRole('group', { name: 'Who is shown' })
          .getByRole('button')
          .allInnerTexts();
        return texts.join(', ').replaceAll(/\s+/g, ' ');
      };
      const until = (words: string) => expect.poll(fates, { timeout: 60_000 }).toBe(words);
      const open = async () => {
        await seen.page.goto(`/t/${path.tenant}/jobs/${path.job}/conditions`);
        await seen.page.getByRole('heading', { name: 'Change conditions' }).waitFor();
      };
      const sources = async () =>
        (await pairsOf(seen.client, path)).map(({ source }) => source.slice(0, 3));
      /** To the mailbox of the same name. */
      const matchNewcomers = async () => {
        for (const { id, source, target, revision } of await pairsOf(seen.client, path)) {
          if (target !== '') continue;
          await seen.client.call('editPair', {
            path: { tenant: path.tenant, pair: id },
            body: {
              ...{ source, target: source },
              ...{ sourcePassword: mailboxPassword, targetPassword: mailboxPassword },
            },
            ifMatch: revision,
          });
        }
      };
      const look = async (place: string) => {
        await seen.watch.look(place);
        await seen.watch.lookOnPhone(place);
      };

      beforeAll(async () => {
        servers = cleanUps.stopping(
          await startTwoDovecots([...names, newcomer.name].map(addressOf)),
        );
        for (const name of [...names, newcomer.name]) {
          await putLetters(servers.at('source', addressOf(name)), lettersOf(name, 3));
        }
        const people = names.map((name) => (name < 'dan' ? { name } : { name, unit: 'Berlin' }));
        directory = await PeopleDirectory.start({ people, staff: ['ann', 'bob'] }, cleanUps);
        seen = await openConsole(cleanUps);
        const { client } = seen;
        const tenant = await makeTenant(client);
        const source = await directory.connection(client, tenant, servers.source.port);
        const settings = loopbackSettings('New', servers.target.port);
        const target = await defineConnection(client, tenant, settings);
        path = await makeJob(client, { tenant, name: 'Spring', source, target });
      });
      afterAll(() => cleanUps.run());
      stepByStep(() => seen.watch.picture('where-it-failed'));

      it('begin with nothing, or with all', async () => {
        await open();
        await seen.page.getByText('Without a condition rows are as they were given').waitFor();
        await look('conditions-none');
        await button('Begin with all mailboxes and public folders').click();
        await until('Enter 6, Leave 0, Stay 0');
        await button('Remove: All mailboxes that people use').click();
        await button('Remove: Public folders').click();
      });

      it('are chosen: a group, a unit, mailboxes, a pattern, a list', async () => {
        await add('Members of a group');
        await seen.page.getByRole('radio', { name: 'Staff' }).check();
        await seen.watch.look('conditions-group');
        await button('Add group').click();
        await until('Enter 2, Leave 0, Stay 0');
        await add('An organisational unit');
        await seen.page.getByRole('radio', { name: 'Berlin' }).check();
        await button('Add unit').click();
        await until('Enter 5, Leave 0, Stay 0');
        await add('Chosen mailboxes');
        await seen.page.getByRole('checkbox', { name: 'Cid Example' }).check();
        await seen.watch.look('conditions-chosen');
        await button('Add 1 mailbox').click();
        await until('Enter 6, Leave 0, Stay 0');
        await add('Addresses by pattern');
        await field('Pattern').fill('d*@old.example');
        await button('Add pattern').click();
        await exclude('Addresses like d*@old.example');
        await until('Enter 5, Leave 0, Stay 0');
        await add('A list of addresses');
        const file = { name: 'out.csv', mimeType: 'text/csv' };
        await seen.page.locator('input[type=file]').setInputFiles({
          ...file,
          buffer: Buffer.from(`\ufeffAddress;Name\r\n${addressOf('eva')};Eva\r\nnobody\r\n`),
        });
        await seen.page.getByText('1 line holds no address and is left out: nobody').waitFor();
        await seen.watch.look('conditions-list');
        await button('Add 1 address').click();
        await exclude('1 address of a list');
        await until('Enter 4, Leave 0, Stay 0');
        await look('conditions-chosen-all');
      });

      it('are kept, and their mailboxes are in the job', async () => {
        await button('Apply: 4 enter, 0 leave').click();
        await seen.page.getByText('4 mailboxes entered, 0 left').waitFor();
        await expect.poll(sources).toEqual(['ann', 'bob', 'cid', 'fay']);
        await matchNewcomers();
        await order(seen.client, 'startJob', path);
        await untilJob(seen.client, path, 'finished');
      });

      it('show by name who leaves and who enters when they are changed later, and why', async () => {
        await open();
        await until('Enter 0, Leave 0, Stay 4');
        await button('Remove: 1 address of a list').click();
        await button('Remove: 1 mailbox chosen one by one').click();
        await until('Enter 1, Leave 1, Stay 3');
        await preview()
          .getByRole('button', { name: /^Leave/ })
          .click();
        await expect.poll(() => preview().getByText('Stays', { exact: true }).count()).toBe(0);
        await preview()
          .getByRole('button', { name: /^Leave/ })
          .click();
        await preview().getByText('No condition takes it').waitFor();
        await look('conditions-changed');
      });

      it('ask before more than half of the rows leave', async () => {
        await button('Remove: Members of Staff').click();
        await until('Enter 1, Leave 3, Stay 1');
        await seen.page.getByText('More than half of the rows would leave').waitFor();
        await seen.page
          .getByRole('checkbox', { name: 'Yes, 3 mailboxes leave this job' })
          .waitFor();
        await look('conditions-more-than-half');
      });

      it('let who left go on where it was when it comes back', async () => {
        await open();
        await exclude('Members of Staff');
        await button('Remove: 1 mailbox chosen one by one').click();
        await until('Enter 0, Leave 3, Stay 1');
        await seen.page.getByRole('checkbox', { name: 'Yes, 3 mailboxes leave this job' }).check();
        await button('Apply: 0 enter, 3 leave').click();
        await expect.poll(sources).toEqual(['fay']);
        await open();
        await conditions()
          .getByRole('listitem')
          .filter({ hasText: 'Members of Staff' })
          .getByText('Include')
          .click();
        await until('Enter 2, Leave 0, Stay 1');
        await button('Apply: 2 enter, 0 leave').click();
        await expect.poll(sources).toEqual(['ann', 'bob', 'fay']);
        const rows = await pairsOf(seen.client, path);
        expect(rows.map(({ migrated, generation }) => [migrated, generation])).toEqual(
          rows.map(() => [3, 1]),
        );
      });

      it('show the directory as it was read, and as it is once it is read again', async () => {
        await open();
        await until('Enter 0, Leave 0, Stay 3');
        const isRead = seen.page.waitForResponse((one) =>
          one.url().endsWith('/conditions/preview'),
        );
        await button('Read the directory again').click();
        await (await isRead).finished();
        await preview().getByText('Read just now').waitFor();
        directory.removes('fay');
        directory.adds(newcomer);
        await open();
        await until('Enter 0, Leave 0, Stay 3');
        await button('Read the directory again').click();
        await until('Enter 1, Leave 1, Stay 2');
        await preview().getByText('The source has no such mailbox any more').waitFor();
        await look('conditions-read-again');
        // What else is looked at now is of the same reading.
        await preview()
          .getByRole('button', { name: /^Enter/ })
          .click();
        await preview().getByText('Gil Example').waitFor();
        expect(await sources()).toEqual(['ann', 'bob', 'fay']);
        await button('Apply: 1 enter, 1 leave').click();
        await expect.poll(sources).toEqual(['ann', 'bob', 'gil']);
      });

      it('let whoever the source no longer has leave at the next start, and say so', async () => {
        await matchNewcomers();
        directory.removes('bob');
        await seen.page.goto(`/t/${path.tenant}/jobs/${path.job}`);
        const tools = seen.page.getByRole('toolbar');
        await tools.getByLabel('Start migration', { exact: true }).click();
        await expect.poll(sources).toEqual(['ann', 'gil']);
        const copied = () => countLetters(servers.at('target', addressOf('gil')));
        await expect.poll(copied, { timeout: 60_000 }).toBe(3);
        // What was copied for who left stays.
        expect(await countLetters(servers.at('target', addressOf('bob')))).toBe(3);
        await seen.page.goto(`/t/${path.tenant}/activity`);
        const told = seen.page.getByRole('listitem').filter({ hasText: addressOf('bob') });
        await told
          .getByText('Left the job: the source has no such mailbox any more')
          .first()
          .waitFor();
      });

      it('had nothing to complain of', () => {
        expect(seen.watch.found()).toEqual([]);
      });
    });
  });
});
