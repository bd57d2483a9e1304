import type { Client } from '@mailhaul/api-client';
import { describeWithServer } from '@mailhaul/testing/specs';
import { RawImap } from '@mailhaul/testing/wire';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  endStatuses,
  importRows,
  type JobPath,
  loopbackSettings,
  makeTenant,
  order,
  pairsOf,
  untilPairs,
} from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, lettersOf, putLetters } from '../support/letters.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

describeWithServer('dovecot', 'filters in the console', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    let client: Client;
    let page: Page;
    let watch: PageWatch;
    let servers: TwoDovecots;
    let path: JobPath;

    beforeAll(async () => {
      servers = cleanUps.stopping(await startTwoDovecots(['ann']));
      const ann = servers.at('source', 'ann');
      await putLetters(ann, [...lettersOf('Letter', 5), { subject: 'Large', bytes: 200_000 }]);
      await putLetters(ann, lettersOf('Unwanted', 3), 'Spam');
      await putLetters(ann, lettersOf('Past', 4), 'Projects/Old');
      const raw = await RawImap.open(ann);
      await raw.ok('SELECT INBOX');
      await raw.ok('STORE 1:2 +FLAGS (\\Seen)');
      await raw.close();
      ({ client, page, watch } = await openConsole(cleanUps));
      const tenant = await makeTenant(client);
      await defineConnection(client, tenant, loopbackSettings('Old', servers.source.port));
      await defineConnection(client, tenant, loopbackSettings('New', servers.target.port));
      path = { tenant, job: '' };
    });

    afterAll(() => cleanUps.run());
    stepByStep(() => watch.picture('where-it-failed'));

    it('are chosen with the job; what leaves nothing is said at its field', async () => {
      await page.goto(`/t/${path.tenant}/jobs/new`);
      await field('Name').fill('Unread and small');
      await step('Source');
      await choose('Source connection', 'Old');
      await step('Target');
      await choose('Target connection', 'New');
      await step('Mailboxes');
      await page.getByRole('radio', { name: 'Later', exact: true }).check();
      await step('Filters');
      await choose('Received', 'Some days ago, counted when each pass begins');
      await field('Newer than (days)').fill('30');
      await field('Older than (days)').fill('40');
      const fault = page.getByText('Is not more than “Older than”: no item would be taken');
      await fault.waitFor();
      await field('Older than (days)').fill('');
      await fault.waitFor({ state: 'detached' });
      await field('Largest item (MB)').fill('0.1');
      await choose('Read or unread', 'Only unread');
      await field('Folders left out').fill('#Posteingang');
      await page.getByText(/^Names no well-known folder: they are #Inbox/).waitFor();
      await watch.look('filters-of-a-new-job');
      await field('Folders left out').fill('#JunkEmail\n*/Old\n');
      await step('Summary');
      await page.getByRole('button', { name: 'Create job' }).click();
      await page.getByRole('heading', { name: 'Unread and small' }).waitFor();
      const { rows } = await client.call('listJobs', { path, query: {} });
      path = { ...path, job: rows[0]?.id ?? '' };
      expect(rows[0]?.options).toMatchObject({
        ...{ ageDaysMax: 30, itemBytesMax: 100_000, readState: 'unread' },
        excludeFolders: ['#JunkEmail', '*/Old'],
      });
    });

    it('are named in the Job summary, each with what it has left out', async () => {
      await importRows(client, path, [servers.row('ann')]);
      await order(client, 'startJob', path);
      await untilPairs(client, path, { statuses: endStatuses });
      await page.goto(`/t/${path.tenant}/jobs/${path.job}?tab=progress`);
      await expect
        .poll(lines, { timeout: 60_000 })
        .toEqual([
          ...['Received in the last 30 days: 0', 'Items up to 100.0 kB: 1'],
          ...['Only unread mail: 2', 'Without folders #JunkEmail, */Old: 7'],
        ]);
      expect(await countLetters(servers.at('target', 'ann'))).toBe(3);
      await watch.look('job-summary');
      await watch.lookOnPhone('job-summary');
    });

    it('are changed: what differs is shown before it is saved, and the next delta takes what was left out', async () => {
      await page.getByRole('tab', { name: 'Settings' }).click();
      await page.getByRole('link', { name: 'Change filters' }).click();
      await choose('Read or unread', 'Read and unread');
      await field('Folders left out').fill('#JunkEmail');
      await step('Summary');
      const changes = page.getByRole('table', { name: 'What saving changes' });
      await changes.waitFor();
      expect(await changes.getByRole('row').allInnerTexts()).toEqual([
        'Setting\tNow\tThen\tHolds from',
        'Read or unread\tOnly unread mail\t–\tthe next pass',
        'Folders left out\tWithout folders #JunkEmail, */Old\tWithout folders #JunkEmail\tthe next pass',
      ]);
      await watch.look('job-changes');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await changes.waitFor({ state: 'detached' });
      const [before] = await pairsOf(client, path);
      await order(client, 'requestDelta', path);
      await expect
        .poll(
          async () => {
            const [pair] = await pairsOf(client, path);
            const isOver = endStatuses.some((status) => status === pair?.status);
            return isOver && (pair?.passCount ?? 0) > (before?.passCount ?? 0);
          },
          { timeout: 60_000, interval: 100 },
        )
        .toBe(true);
      await page.getByRole('tab', { name: 'Progress' }).click();
      await expect
        .poll(lines, { timeout: 60_000 })
        .toEqual([
          ...['Received in the last 30 days: 0', 'Items up to 100.0 kB: 1'],
          'Without folders #JunkEmail: 3',
        ]);
      expect(await countLetters(servers.at('target', 'ann'))).toBe(5);
      expect(await countLetters(servers.at('target', 'ann'), 'Projects/Old')).toBe(4);
    });

    it('say of one mailbox as well what they have left out, with the way to them', async () => {
      const [pair] = await pairsOf(client, path);
      await page.goto(`/t/${path.tenant}/jobs/${path.job}/mailboxes/${pair?.id ?? ''}`);
      const left = page.getByRole('region', { name: 'Left out of this mailbox' });
      await left.getByText('4 items are not copied.').waitFor();
      expect(await left.getByRole('definition').allInnerTexts()).toEqual(['3', '1']);
      await watch.look('left-out-of-a-mailbox');
      await watch.lookOnPhone('left-out-of-a-mailbox');
      await left.getByRole('link', { name: 'Check the filters' }).click();
      await page.getByRole('link', { name: 'Change filters' }).waitFor();
    });

    it('had nothing to complain of', () => {
      expect(watch.found()).toEqual([]);
    });

    async function step(name: string): Promise<void> {
      const rail = page.getByRole('navigation', { name: 'Steps' });
      await rail.getByRole('button', { name: new RegExp(`^${name}`) }).click();
      await page.getByRole('heading', { name, exact: true }).waitFor();
    }

    function field(name: string): Locator {
      return page.getByRole('textbox', { name, exact: true });
    }

    async function choose(label: string, option: string): Promise<void> {
      await page.getByLabel(label, { exact: true }).and(page.locator('input')).click();
      await page.getByRole('option', { name: option }).click();
    }

    /** `Migrated: 3` */
    async function lines(): Promise<readonly string[]> {
      const rows = page.getByRole('region', { name: 'Job summary' }).locator('dl > div');
      const texts = await rows.allInnerTexts();
      return texts.map((text) => text.replace(/\s*\n\s*/u, ': '));
    }
  });
});
