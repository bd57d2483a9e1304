import type { Client } from '@mailhaul/api-client';
import { describeWithServer } from '@mailhaul/testing/specs';
import { RawImap } from '@mailhaul/testing/wire';
import type { Browser, Locator, Page } from 'playwright-core';
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
import { describeWithBrowser, startBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { PageWatch } from '../support/page-watch.ts';
import { signedInPage } from '../support/signed-in-page.ts';
import { type StandaloneProcess, startStandaloneProcess } from '../support/standalone-process.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const lettersOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ subject: `${name} ${n}` }));

describeWithServer('dovecot', 'filters in the console', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    let app: StandaloneProcess;
    let client: Client;
    let browser: Browser;
    let page: Page;
    let watch: PageWatch;
    let servers: TwoDovecots;
    let path: JobPath;

    beforeAll(async () => {
      servers = cleanUps.keep(await startTwoDovecots(['ann']), (two) => two.stop());
      const ann = servers.at('source', 'ann');
      await putLetters(ann, [...lettersOf('Letter', 5), { subject: 'Large', bytes: 200_000 }]);
      await putLetters(ann, lettersOf('Unwanted', 3), 'Spam');
      await putLetters(ann, lettersOf('Past', 4), 'Projects/Old');
      const raw = await RawImap.open(ann);
      await raw.ok('SELECT INBOX');
      await raw.ok('STORE 1:2 +FLAGS (\\Seen)');
      await raw.close();
      const folder = cleanUps.keep(temporaryFolder('filters'), (one) => one.remove());
      app = cleanUps.keep(await startStandaloneProcess({ dataFolder: folder.path }), (one) =>
        one.kill(),
      );
      browser = cleanUps.keep(await startBrowser(), (one) => one.close());
      client = await app.signIn();
      const tenant = await makeTenant(client);
      await defineConnection(client, tenant, loopbackSettings('Old', servers.source.port));
      await defineConnection(client, tenant, loopbackSettings('New', servers.target.port));
      path = { tenant, job: '' };
      page = await signedInPage(browser, app);
      watch = new PageWatch(page);
    });

    afterAll(() => cleanUps.run());
    stepByStep(() => watch.picture('where-it-failed'));

    it('are chosen with the job; what leaves nothing is said at its field', async () => {
      await page.goto(`/t/${path.tenant}/jobs/new`);
      await field('Name').fill('Unread and small');
      await choose('Source connection', 'Old');
      await choose('Target connection', 'New');
      await page.getByText('What it leaves out').click();
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
      await page.getByRole('button', { name: 'Create job and add mailboxes' }).click();
      await page.getByRole('heading', { name: 'Add mailboxes' }).waitFor();
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
          ...['Migrated: 3', 'Excluded: 10', 'Failed: 0', 'Left: 0', 'Total: 13'],
          ...['Received in the last 30 days: 0', 'Items up to 100.0 kB: 1'],
          ...['Only unread mail: 2', 'Without folders #JunkEmail, */Old: 7'],
        ]);
      expect(await countLetters(servers.at('target', 'ann'))).toBe(3);
      await watch.look('job-summary');
      await page.setViewportSize(phone);
      await watch.look('job-summary-on-a-phone');
      await page.setViewportSize(desktop);
    });

    it('are changed: what differs is shown before it is saved, and the next delta takes what was left out', async () => {
      await page.getByRole('tab', { name: 'Settings' }).click();
      await choose('Read or unread', 'Read and unread');
      await field('Folders left out').fill('#JunkEmail');
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
          ...['Migrated: 9', 'Excluded: 4', 'Failed: 0', 'Left: 0', 'Total: 13'],
          ...['Received in the last 30 days: 0', 'Items up to 100.0 kB: 1'],
          'Without folders #JunkEmail: 3',
        ]);
      expect(await countLetters(servers.at('target', 'ann'))).toBe(5);
      expect(await countLetters(servers.at('target', 'ann'), 'Projects/Old')).toBe(4);
    });

    it('had nothing to complain of', () => {
      expect({ complaints: watch.complaints, findings: watch.findings }).toEqual({
        complaints: [],
        findings: [],
      });
    });

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
