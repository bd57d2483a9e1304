import { readFile } from 'node:fs/promises';
import type { Client } from '@mailhaul/api-client';
import { describeWithServer } from '@mailhaul/testing/specs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { putLetters } from '../support/letters.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

/** They cannot sign in. */
const strangers = ['eve', 'mallory'];

describeWithServer('dovecot', 'the tiles of a job and of the dashboard', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    let client: Client;
    let page: Page;
    let watch: PageWatch;
    let job: JobPath;
    let other: JobPath;

    beforeAll(async () => {
      const servers: TwoDovecots = cleanUps.stopping(
        await startTwoDovecots(['ann', 'bob', ...strangers]),
      );
      await putLetters(servers.at('source', 'ann'), [{ subject: 'One' }, { subject: 'Two' }]);
      ({ client, page, watch } = await openConsole(cleanUps));
      const tenant = await makeTenant(client);
      const define = (name: string, port: number) =>
        defineConnection(client, tenant, loopbackSettings(name, port));
      const ends = {
        source: await define('Old mail server', servers.source.port),
        target: await define('New mail server', servers.target.port),
      };
      await define('Spare', servers.target.port);
      job = await makeJob(client, { tenant, name: 'Head office', ...ends });
      other = await makeJob(client, { tenant, name: 'Pilot group', ...ends });
      const guessed = { sourcePassword: 'guessed' };
      const rows = strangers.map((name) => servers.row(name, guessed));
      await importRows(client, job, [servers.row('ann'), ...rows]);
      await importRows(client, other, [servers.row('bob')]);
      for (const one of [job, other]) await order(client, 'startJob', one);
    });

    afterAll(() => cleanUps.run());
    stepByStep(() => watch.picture('where-it-failed'));

    it('show how far a job is, its own news, and what it is set to', async () => {
      await untilPairs(client, job, { statuses: ['completed', 'under-watch', 'needs-you'] });
      await untilPairs(client, other, { statuses: ['completed', 'under-watch'] });
      await page.goto(`/t/${job.tenant}/jobs/${job.job}?tab=progress`);
      await tile('Job migration progress').getByText('1 of 3').waitFor();
      const figures = tile('Job migration progress').locator('dl > div');
      expect(
        (await figures.allInnerTexts()).map((text) => text.replace(/\s*\n\s*/u, ': ')),
      ).toEqual([
        ...['Migrated: 2', 'Excluded: 0', 'Failed: 0', 'Left: 0', 'Total: 2'],
        'Mailboxes done: 1 of 3',
      ]);
      await tile('Job migration progress')
        .getByRole('link', { name: /^Needs you/ })
        .waitFor();
      await tile('Bad news').getByRole('listitem').nth(1).waitFor();
      expect(await tile('Good news').getByText('Pilot group has finished').count()).toBe(0);
      await tile('Job summary').getByText('Oldest items first').waitFor();
      await tile('Job summary').getByText('May run at all times').waitFor();
      await watch.look('job-tiles');
      await watch.lookOnPhone('job-tiles');
    });

    it('lead to the log of each mailbox, as CSV', async () => {
      await tile('Job migration progress').getByRole('button', { name: 'Log files' }).click();
      const logs = page.getByRole('dialog', { name: 'Log files' });
      await logs.getByRole('searchbox', { name: 'Whose log' }).fill('ann');
      await logs.getByRole('link', { name: 'eve' }).waitFor({ state: 'detached' });
      await watch.look('log-files');
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        logs.getByRole('link', { name: 'ann' }).click(),
      ]);
      const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
      expect(lines[0]).toMatch(/^\ufeffsource_folder,/);
      expect(lines.filter((line) => /,migrated,/.test(line))).toHaveLength(2);
      await page.keyboard.press('Escape');
    });

    it('tell all of one news, and let it be cleared', async () => {
      await tile('Bad news')
        .getByRole('button', { name: 'eve needs you', exact: false })
        .first()
        .click();
      const detail = page.getByRole('dialog', { name: 'eve needs you' });
      await detail.getByRole('link', { name: 'Open the mailbox' }).waitFor();
      await watch.look('news-in-full');
      await page.keyboard.press('Escape');
      await tile('Bad news').getByRole('button', { name: 'Clear: eve needs you' }).click();
      await tile('Bad news').getByText('eve needs you').waitFor({ state: 'detached' });
      await tile('Bad news').getByText('mallory needs you').waitFor();
    });

    it('leave out the kinds of news that nobody wants, and no more than are wanted', async () => {
      const options = page.getByRole('dialog', { name: 'Notification options' });
      const kind = options.getByRole('checkbox', { name: 'A mailbox needs somebody', exact: true });
      const open = () =>
        tile('Bad news').getByRole('button', { name: 'Notification options' }).click();
      const save = async () => {
        await options.getByRole('button', { name: 'Save' }).click();
        await options.waitFor({ state: 'detached' });
      };
      await open();
      await kind.uncheck();
      const most = options.getByRole('textbox', { name: 'Shown at most' });
      await most.fill('250');
      expect(await most.inputValue()).not.toBe('250');
      await save();
      await tile('Bad news').getByText('mallory needs you').waitFor({ state: 'detached' });
      await page.reload();
      await tile('Bad news').getByText('Nothing has gone wrong').waitFor();
      await open();
      expect(await kind.isChecked()).toBe(false);
      await kind.check();
      await save();
      await tile('Bad news').getByText('mallory needs you').waitFor();
    });

    it('say that no e-mails go out where no mail server is set up, and what mends it', async () => {
      await tile('Bad news').getByRole('button', { name: 'Notification options' }).click();
      const options = page.getByRole('dialog', { name: 'Notification options' });
      await watch.look('notification-options');
      await options.getByRole('tab', { name: 'Email notifications' }).click();
      await options.getByText('No mail server is set up').waitFor();
      await options.getByRole('textbox', { name: 'To' }).fill('ann@a.example; Ann <ann@b>');
      await options.getByText('Ann <ann@b> is no e-mail address').waitFor();
      await watch.look('notification-options-without-a-mail-server');
      await options.getByRole('button', { name: 'Save' }).click();
      await options.getByRole('alert').waitFor();
      await watch.lookOnPhone('notification-options-refused');
      await page.keyboard.press('Escape');
    });

    it('clear all news of this job, and leave those of the others', async () => {
      await tile('Good news').getByText('Head office has finished').waitFor();
      await tile('Good news').getByRole('button', { name: 'Clear all good news' }).click();
      await tile('Good news').getByText('Head office has finished').waitFor({ state: 'detached' });
      await page.goto(`/t/${job.tenant}`);
      await tile('Good news').getByText('Pilot group has finished').waitFor();
    });

    it('show the connections of each side, and in both what may become either', async () => {
      const names = (side: string) =>
        tile(`${side} server connections`).locator('li > span > a').allInnerTexts();
      expect(await names('Source')).toEqual(['Old mail server', 'Spare']);
      expect(await names('Target')).toEqual(['New mail server', 'Spare']);
      for (const side of ['Source', 'Target']) {
        const here = tile(`${side} server connections`);
        await here.getByRole('button', { name: 'New', exact: true }).waitFor();
        await here.getByRole('link', { name: 'Edit Spare' }).waitFor();
        await here.getByRole('button', { name: 'Delete Spare' }).waitFor();
      }
      await watch.look('dashboard-tiles');
      await watch.lookOnPhone('dashboard-tiles');
    });

    it('lead to help pages that are there', async () => {
      const links = await tile('Help').getByRole('link').all();
      const hrefs = await Promise.all(links.map((link) => link.getAttribute('href')));
      expect(hrefs.length).toBeGreaterThan(5);
      for (const href of hrefs) {
        await page.goto(href ?? '');
        const title = page.getByRole('heading', { level: 1 });
        expect(await title.innerText(), href ?? '').not.toBe('There is no such page');
      }
      await page.goto(`/t/${job.tenant}`);
      await tile('Help').getByRole('link', { name: 'Match mailboxes' }).click();
      await page.getByRole('heading', { level: 1, name: 'Match mailboxes' }).waitFor();
      await watch.look('help-page');
      await page.getByRole('link', { name: 'All help pages' }).click();
      await page.getByRole('heading', { level: 1, name: 'Help' }).waitFor();
      await watch.look('help');
      await page.goto(`/t/${job.tenant}/help/how-to/no-such-page`);
      await page.getByText('There is no such page').waitFor();
    });

    it('have complained of nothing, and are accessible, light and dark', () => {
      expect(watch.found()).toEqual([]);
    });

    function tile(name: string): Locator {
      return page.getByRole('region', { name, exact: true });
    }
  });
});
