import type { Client } from '@mailhaul/api-client';
import { describeWithServer } from '@mailhaul/testing/specs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  endStatuses,
  type JobPath,
  makeTenant,
  pairsOf,
  untilPairs,
} from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, lettersOf, putLetters } from '../support/letters.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

describeWithServer('dovecot', 'the job wizard of the console', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    let client: Client;
    let page: Page;
    let watch: PageWatch;
    let servers: TwoDovecots;
    let path: JobPath;

    beforeAll(async () => {
      servers = cleanUps.stopping(await startTwoDovecots(['ann', 'bob']));
      await putLetters(servers.at('source', 'ann'), lettersOf('Ann', 4));
      await putLetters(servers.at('source', 'ann'), lettersOf('Unwanted', 2), 'Spam');
      await putLetters(servers.at('source', 'bob'), lettersOf('Bob', 3));
      ({ client, page, watch } = await openConsole(cleanUps));
      path = { tenant: await makeTenant(client), job: '' };
    });

    afterAll(() => cleanUps.run());
    stepByStep(() => watch.picture('where-it-failed'));

    it('says of a name at once why it may not be', async () => {
      await page.goto(`/t/${path.tenant}/jobs/new`);
      await field('Name').fill('Office: east');
      await page.getByText(/^Holds one of \\ \/ : \* \? < > \|/).waitFor();
      await next();
      await heading('Name').waitFor();
      await watch.look('wizard-name');
      await field('Name').fill('Office');
      // The keyboard alone: Enter goes on.
      await field('Name').press('Enter');
      await heading('Source').waitFor();
    });

    it('has both connections made in place, and loses nothing of what was typed', async () => {
      await next();
      await page.getByText('Choose a connection, or make one').waitFor();
      await button('New connection').click();
      await heading('Source: new connection').waitFor();
      await fillConnection('Old mail server', servers.source.port);
      await watch.look('wizard-new-connection');
      await button('Save connection').click();
      await chosen('Source connection', 'Old mail server');
      await next();
      await button('New connection').click();
      await fillConnection('New mail server', servers.target.port);
      await button('Save connection').click();
      await chosen('Target connection', 'New mail server');
      await watch.look('wizard-target');
      await back();
      await back();
      expect(await field('Name').inputValue()).toBe('Office');
    });

    it('keeps all of it over a reload, but no passwords', async () => {
      await step('Mailboxes');
      await field('CSV').fill('source,target\nann,ann\nbob,\n');
      await step('Filters');
      await field('Folders left out').fill('#JunkEmail');
      await step('Schedule');
      await page.getByRole('radio', { name: /^At the times below/ }).check();
      await page.getByText('Half hours').click();
      await page.getByRole('gridcell', { name: /^Monday 00:30 to 01:00/ }).click();
      await page.getByText(/^Mon 00:00–00:30, Mon 01:00–24:00, Tue–Sun all day/).waitFor();
      await watch.look('wizard-half-hours');
      await watch.lookOnPhone('wizard-half-hours');
      await page.reload();
      await page.getByText(/^Mon 00:00–00:30, Mon 01:00–24:00, Tue–Sun all day/).waitFor();
      await page.getByRole('gridcell', { name: /^Monday 00:30 to 01:00/ }).click();
      await step('Target');
      await chosen('Target connection', 'New mail server');
      await step('Mailboxes');
      expect(await field('CSV').inputValue()).toBe('source,target\nann,ann\nbob,\n');
      const rows = ['ann', 'bob'].map((user) =>
        [user, user === 'bob' ? '' : user, mailboxPassword, mailboxPassword].join(','),
      );
      const head = 'source,target,source_password,target_password';
      await field('CSV').fill([head, ...rows].join('\n'));
      const kept = await page.evaluate<string>('JSON.stringify(Object.values(sessionStorage))');
      expect(kept).toContain('Office');
      expect(kept).not.toContain(mailboxPassword);
      await watch.look('wizard-mailboxes');
    });

    it('shows every choice in words, each with the way back', async () => {
      await step('Summary');
      const summary = page.locator('dl').filter({ hasText: 'Matching' });
      const words = await summary.locator('> div').allInnerTexts();
      expect(words.map((text) => text.replaceAll(/\s*\n\s*/gu, ' | '))).toEqual([
        'Name | Office | Change',
        'Source | Old mail server | Change',
        'Target | New mail server | Change',
        'Mailboxes | 2 mailboxes from a CSV | Change',
        'Matching | Who comes without a target gets the mailbox of the same address | Change',
        'Filters | Without folders #JunkEmail | Change',
        'Options | Oldest items first | What a target folder holds already is matched first | Each mailbox is verified after its pass | 4 connections per mailbox | Change',
        'Schedule | daily all day (UTC) | Change',
      ]);
      await watch.look('wizard-summary');
      await watch.lookOnPhone('wizard-summary');
      await page.getByRole('link', { name: 'Change matching' }).click();
      await watch.lookOnPhone('wizard-matching');
      await step('Summary');
    });

    it('makes the job, and names step and line of what is refused', async () => {
      await button('Create job').click();
      const refused = page.getByRole('region', { name: 'What was refused' });
      await refused.getByText(/The job is made; saving again goes on from here/).waitFor();
      await watch.look('wizard-refused');
      await refused.getByRole('button', { name: 'Go to mailboxes' }).click();
      await page.getByText('1 line with faults: nothing is taken yet').waitFor();
      await page.getByText('target: must not be empty').waitFor();
      await watch.look('wizard-bad-line');
      await field('Line 3').fill(['bob', 'bob', mailboxPassword, mailboxPassword].join(','));
      await page.getByText('2 to add, 0 to update, 0 as they are').waitFor();
      await step('Summary');
      await button('Create job').click();
      await page.getByRole('heading', { name: 'Office', level: 1 }).waitFor();
      const { rows } = await client.call('listJobs', { path, query: {} });
      expect(rows.map(({ name, pairs }) => [name, pairs])).toEqual([['Office', 2]]);
      path = { ...path, job: rows[0]?.id ?? '' };
      expect(rows[0]?.options.excludeFolders).toEqual(['#JunkEmail']);
      expect(rows[0]?.schedule?.periods).toHaveLength(1);
    });

    it('has made mailboxes that can be sent below a folder of the target', async () => {
      const row = page.getByRole('row').filter({ hasText: 'bob' });
      await row.click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Edit mailbox…' }).click();
      const form = page.getByRole('dialog', { name: 'Edit bob' });
      await form.getByText(/All folders, the inbox as well, go below this folder/).waitFor();
      await field('Folder root').fill('Old mail//Bob');
      await button('Save changes').click();
      await form.getByText('Has a folder without a name: put one / between two names').waitFor();
      await field('Folder root').scrollIntoViewIfNeeded();
      await watch.look('folder-root');
      await watch.lookOnPhone('folder-root');
      await field('Folder root').fill('Old mail/Bob');
      await button('Save changes').click();
      await form.waitFor({ state: 'detached' });
      const pairs = await pairsOf(client, path);
      expect(pairs.map(({ folderRoot }) => folderRoot)).toEqual([undefined, 'Old mail/Bob']);
    });

    it('has made a job that runs', async () => {
      await button('Start migration').click();
      await untilPairs(client, path, { statuses: endStatuses, timeout: 120_000 });
      expect(await countLetters(servers.at('target', 'ann'))).toBe(4);
      expect(await countLetters(servers.at('target', 'bob'))).toBe(0);
      expect(await countLetters(servers.at('target', 'bob'), 'Old mail/Bob/INBOX')).toBe(3);
    });

    it('tells of a connection in use which jobs use it, and from when a change holds', async () => {
      await page.getByRole('link', { name: 'Old mail server' }).click();
      await page.getByText(/^Used by Office\. A mailbox that is being copied goes on/).waitFor();
      await field('Name').fill('The old mail server');
      await page.getByText('Limits and certificates').click();
      await field('Mailboxes at the same time').fill('3');
      const changes = page.getByRole('table', { name: 'What saving changes' });
      expect(await changes.getByRole('row').allInnerTexts()).toEqual([
        'Setting\tNow\tThen\tHolds from',
        'Name\tOld mail server\tThe old mail server\tat once',
        'Mailboxes at the same time\t–\t3\tthe next free slot',
      ]);
      await watch.look('connection-in-use');
      await button('Save changes').click();
      await changes.waitFor({ state: 'detached' });
      await page.getByRole('link', { name: 'Office', exact: true }).click();
      await page.getByRole('heading', { name: 'Office', level: 1 }).waitFor();
    });

    it('opens for a job that is there, and shows what was and what will be', async () => {
      await page.getByRole('tab', { name: 'Settings' }).click();
      await page.getByText('Without folders #JunkEmail').waitFor();
      await watch.look('job-settings-in-words');
      await page.getByRole('link', { name: 'Change filters' }).click();
      await heading('Filters').waitFor();
      await field('Folders left out').fill('');
      await step('Name');
      await field('Name').fill('Head office');
      await step('Source');
      await page.getByText('Mailboxes were copied over it').waitFor();
      await step('Schedule');
      await page.getByRole('radio', { name: 'At all times' }).check();
      await step('Summary');
      const changes = page.getByRole('table', { name: 'What saving changes' });
      expect(await changes.getByRole('row').allInnerTexts()).toEqual([
        'Setting\tNow\tThen\tHolds from',
        'Name\tOffice\tHead office\tat once',
        'Folders left out\tWithout folders #JunkEmail\t–\tthe next pass',
        'Schedule\tdaily all day (UTC)\tMay run at all times\tat once',
      ]);
      await watch.look('wizard-edit');
      await watch.lookOnPhone('wizard-edit');
      await button('Save changes').click();
      await page.getByRole('heading', { name: 'Head office', level: 1 }).waitFor();
      const { name, options, schedule } = await client.call('readJob', { path });
      expect([name, options.excludeFolders, schedule]).toEqual([
        ...['Head office', undefined, undefined],
      ]);
      await button('Run delta migration').click();
      await expect
        .poll(() => countLetters(servers.at('target', 'ann'), 'Spam'), { timeout: 60_000 })
        .toBe(2);
      await untilPairs(client, path, { statuses: endStatuses });
    });

    it('is made known by its name before it is deleted', async () => {
      await button('Delete job').click();
      const dialog = page.getByRole('dialog', { name: 'Delete Head office' });
      await dialog.getByText(/What was copied stays on the target/).waitFor();
      await dialog.getByRole('textbox').fill('Office');
      await dialog.getByRole('button', { name: 'Delete job' }).click();
      await dialog.getByText('This is not the name of the job').waitFor();
      await watch.look('delete-job');
      await dialog.getByRole('textbox').fill('Head office');
      await dialog.getByRole('button', { name: 'Delete job' }).click();
      await page.getByText('No jobs yet').waitFor();
      expect(await countLetters(servers.at('target', 'ann'))).toBe(4);
    });

    it('makes a job of four answers at once, and says until then which are missing', async () => {
      await page.goto(`/t/${path.tenant}/jobs/new`);
      await field('Name').fill('Small office');
      const lacks = 'Still to be said: source, target, mailboxes';
      await button('Create now').hover();
      await page.getByText(lacks).waitFor();
      for (const [side, name] of [
        ['Source', 'The old mail server'],
        ['Target', 'New mail server'],
      ] as const) {
        await step(side);
        const label = page.getByLabel(`${side} connection`, { exact: true });
        await label.and(page.locator('input')).click();
        await page.getByRole('option', { name, exact: false }).click();
      }
      await step('Mailboxes');
      await page.getByRole('radio', { name: 'Later' }).check();
      await watch.look('wizard-create-now');
      await button('Create now').click();
      await page.getByRole('heading', { name: 'Small office', level: 1 }).waitFor();
    });

    it('had nothing to complain of', () => {
      expect(watch.found()).toEqual([]);
    });

    function field(name: string): Locator {
      return page.getByRole('textbox', { name, exact: true });
    }

    function button(name: string): Locator {
      return page.getByRole('button', { name, exact: true });
    }

    function heading(name: string): Locator {
      return page.getByRole('heading', { name, level: 2, exact: true });
    }

    function next(): Promise<void> {
      return button('Next').click();
    }

    function back(): Promise<void> {
      return button('Back').click();
    }

    async function step(name: string): Promise<void> {
      const rail = page.getByRole('navigation', { name: 'Steps' });
      await rail.getByRole('button', { name: new RegExp(`^${name}`) }).click();
      await heading(name).waitFor();
    }

    async function chosen(label: string, name: string): Promise<void> {
      const input = page.getByLabel(label, { exact: true }).and(page.locator('input'));
      await expect.poll(() => input.inputValue()).toBe(name);
    }

    async function fillConnection(name: string, port: number): Promise<void> {
      await field('Name').fill(name);
      await field('Host').fill('127.0.0.1');
      await field('Port').fill(String(port));
      await page.getByText('None', { exact: true }).click();
    }
  });
});
