import type { Client } from '@mailhaul/api-client';
import { describeWithServer } from '@mailhaul/testing/specs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
} from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { putLetters } from '../support/letters.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const letters = Array.from({ length: 5 }, (_, n) => ({ subject: `Letter ${n}`, bytes: 2000 }));

describeWithServer('dovecot', 'the schedule of a job', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    let client: Client;
    let page: Page;
    let watch: PageWatch;
    let job: JobPath;
    let servers: TwoDovecots;

    beforeAll(async () => {
      servers = cleanUps.stopping(await startTwoDovecots(['ann']));
      await putLetters(servers.at('source', 'ann'), letters);
      const visitor = { timezoneId: 'UTC' };
      ({ client, page, watch } = await openConsole(cleanUps, {}, visitor));
      // The whole grid of a week is painted without a scroll.
      await page.setViewportSize({ width: 1440, height: 1000 });
    });

    afterAll(() => cleanUps.run());
    stepByStep(() => watch.picture('where-it-failed'));

    const row = () => page.getByRole('row').filter({ hasText: 'ann' });
    const tab = (name: string) => page.getByRole('tab', { name }).click();
    const button = (name: string) => page.getByRole('button', { name, exact: true });

    it('is painted over a week and holds at once: this hour is closed', async () => {
      const tenant = await makeTenant(client);
      const define = (name: string, port: number) =>
        defineConnection(client, tenant, loopbackSettings(name, port));
      const source = await define('Old mail server', servers.source.port);
      const target = await define('New mail server', servers.target.port);
      job = await makeJob(client, { tenant, name: 'Office', source, target });
      await importRows(client, job, [servers.row('ann')]);
      await page.goto(`/t/${tenant}/jobs/${job.job}?tab=schedule`);
      await page.getByText('No schedule: it may run at all times').waitFor();
      await page.getByRole('radio', { name: /^At the times below/ }).check();
      await button('Always').click();
      await page.getByRole('radio', { name: 'Closed', exact: true }).click();
      const now = new Date().getUTCHours();
      for (const hour of [now + 23, now, now + 1]) {
        const text = String(hour % 24).padStart(2, '0');
        await button(`${text}:00 on all days`).click();
      }
      await button('Save schedule').click();
      await page.getByText(/^Closed until .*\d\d:00 \(UTC\)$/).waitFor();
      const { schedule, scheduleNow } = await client.call('readJob', { path: job });
      expect(schedule?.zone).toBe('UTC');
      expect(scheduleNow?.isOpen).toBe(false);
      await watch.look('schedule');
      await watch.lookOnPhone('schedule');
    });

    it('makes a start ask once, and the mailbox wait until it opens', async () => {
      await button('Start migration').click();
      const dialog = page.getByRole('dialog', { name: 'Start Office' });
      await dialog.getByText(/is closed until .*\(UTC\)/).waitFor();
      await watch.look('start-outside-the-schedule');
      await dialog.getByRole('button', { name: 'Wait for the schedule' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText(/^Closed until .*: 1 mailbox will go on by themselves$/).waitFor();
      await tab('Mailboxes');
      await row()
        .getByText(/^Outside the schedule until/)
        .waitFor();
      await watch.look('waiting-for-the-schedule');
    });

    it('that opens lets it go on by itself', async () => {
      await tab('Schedule');
      await button('Always').click();
      await button('Save schedule').click();
      await tab('Mailboxes');
      await row().getByText('Completed').waitFor();
    });

    it('gives way to a delta that is to run now', async () => {
      await tab('Schedule');
      const cell = page.getByRole('gridcell', { name: /^Monday 00:00/ });
      await cell.focus();
      await page.getByRole('radio', { name: 'Closed', exact: true }).click();
      await cell.hover();
      await page.mouse.down();
      await page.getByRole('gridcell', { name: /^Sunday 23:00/ }).hover();
      await page.mouse.up();
      const open = page.getByRole('radio', { name: 'Open', exact: true });
      await open.click();
      // One hour stays, a day away.
      const day = (new Date().getUTCDay() + 1) % 7;
      const names = ['Sun', 'Mon', 'Tues', 'Wednes', 'Thurs', 'Fri', 'Satur'];
      await page.getByRole('gridcell', { name: new RegExp(`^${names[day]}day 12:00`) }).focus();
      await page.keyboard.press('Space');
      await button('Save schedule').click();
      await page.getByText(/^Closed until/).waitFor();
      await button('Run delta migration').click();
      const dialog = page.getByRole('dialog', { name: 'Run a delta of Office' });
      await dialog.getByRole('button', { name: 'Run now' }).click();
      await expect
        .poll(async () => (await client.call('readJob', { path: job })).run, { timeout: 60_000 })
        .toBe(2);
      await expect
        .poll(async () => (await client.call('readJob', { path: job })).status, { timeout: 60_000 })
        .toBe('finished');
    });

    it('has shown nothing that a browser complains of', () => {
      expect(watch.found()).toEqual([]);
    });
  });
});
