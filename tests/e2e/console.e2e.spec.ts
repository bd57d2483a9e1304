import { readFile } from 'node:fs/promises';
import { freePort } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { startProxy, type TcpProxy } from '@mailhaul/testing/proxies';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithBrowser, startBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { sizeLimitOf } from '../support/dovecot-limits.ts';
import { putLetters } from '../support/letters.ts';
import { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { type StandaloneProcess, startStandaloneProcess } from '../support/standalone-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const desktop = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const ownPassword = 'chosen in the browser';
const lineBytesPerSecond = 300_000;
const letterCount = 400;
const letterBytes = 6_000;

/** A pass that goes on behind a batch that was cut off first waits until the server has let go of it. */
const slow = { timeout: 400_000 };

describeWithServer('dovecot', 'the console', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    let app: StandaloneProcess;
    let servers: TwoDovecots;
    let proxy: TcpProxy;
    let browser: Browser;
    let page: Page;
    let watch: PageWatch;

    beforeAll(async () => {
      servers = cleanUps.keep(
        await startTwoDovecots(['ann', 'bob', 'eve'], {
          target: { extraConfig: sizeLimitOf('100k') },
        }),
        (two) => two.stop(),
      );
      const letters = Array.from({ length: letterCount }, (_, n) => ({
        subject: `Letter ${n}`,
        bytes: letterBytes,
      }));
      await putLetters(servers.at('source', 'ann'), letters);
      await putLetters(servers.at('source', 'bob'), letters.slice(0, 5));
      await putLetters(
        servers.at('source', 'bob'),
        [{ subject: 'Large', bytes: 200_000 }],
        'Plans',
      );
      const line = { upBytesPerSecond: lineBytesPerSecond, sharesLine: true };
      proxy = await startProxy({ port: servers.target.port, ...line });
      cleanUps.keep(proxy, (one) => one.stop());
      const folder = cleanUps.keep(temporaryFolder('console'), (one) => one.remove());
      app = cleanUps.keep(
        await startStandaloneProcess({
          dataFolder: folder.path,
          environment: { MAILHAUL_ADMIN_PASSWORD: '' },
        }),
        (one) => one.kill(),
      );
      browser = cleanUps.keep(await startBrowser(), (one) => one.close());
      const context = await browser.newContext({ viewport: desktop, baseURL: app.url });
      page = await context.newPage();
      page.setDefaultTimeout(60_000);
      watch = new PageWatch(page);
    });

    afterAll(() => cleanUps.run());
    stepByStep(() => watch.picture('where-it-failed'));

    it('signs in with the one-time password and asks for one of your own', async () => {
      const oneTime = /Sign in as admin with (\S+)/.exec(app.output())?.[1] ?? '';
      await page.goto('/');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await watch.look('sign-in');
      await field('Name').fill('admin');
      await field('Password').fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').getByText('Login or password is wrong.').first().waitFor();
      await field('Password').fill(oneTime);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
      await watch.look('choose-password');
      // It was typed a moment ago.
      expect(await field('One-time password').count()).toBe(0);
      await field('New password').fill(ownPassword);
      await field('New password again').fill(ownPassword);
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByRole('heading', { name: 'Your first tenant' }).waitFor();
      await watch.look('no-tenants');
    });

    it('makes the first tenant from what stands there, and shows how to start', async () => {
      expect(await field('Name').inputValue()).toBe('My company');
      expect(
        await page
          .getByRole('button')
          .filter({ hasText: /tenant/i })
          .count(),
      ).toBe(1);
      await field('Name').fill('Acme');
      await page.getByRole('button', { name: 'Create tenant' }).click();
      const guide = page.getByRole('region', { name: 'How to start' });
      await guide.getByRole('link', { name: 'New connection' }).waitFor();
      await watch.look('dashboard-empty');
      await guide.getByRole('button', { name: 'Close: How to start' }).click();
      await guide.waitFor({ state: 'detached' });
      await page.reload();
      await page.getByRole('button', { name: 'How to start' }).click();
      await guide.getByText('Connect the target').waitFor();
      await goTo('Connections');
      await page.getByText('No connections yet').waitFor();
      await watch.look('no-connections');
    });

    it('shows what is wrong with a connection, and works when it is mended', async () => {
      await page.getByRole('button', { name: 'New connection' }).click();
      await fillConnection('Old mail server', await freePort());
      await field('Mailbox to sign in to').fill('ann');
      await field('Its password').fill(mailboxPassword);
      const test = page.getByRole('region', { name: 'Test' });
      await test.getByRole('button', { name: 'Test connection' }).click();
      const failed = test.getByRole('button', { name: /: failed/ });
      await failed.waitFor();
      expect(await failed.getAttribute('aria-expanded')).toBe('true');
      await test.getByText('Code: connection-refused').waitFor();
      await watch.look('connection-fails');
      await field('Port').fill(String(servers.source.port));
      await test.getByRole('button', { name: 'Test again' }).click();
      await test.getByText('The connection works').waitFor();
      await watch.look('connection-works');
      await page.getByRole('button', { name: 'Save connection' }).click();
      await page.getByRole('heading', { name: 'Old mail server' }).waitFor();
      await page.getByText('Works', { exact: true }).first().waitFor();
      await watch.look('connection');
    });

    it('defines the target', async () => {
      await goTo('Connections');
      await page.getByRole('button', { name: 'New connection' }).click();
      await fillConnection('New mail server', proxy.port);
      await page.getByRole('button', { name: 'Save connection' }).click();
      await page.getByRole('heading', { name: 'New mail server' }).waitFor();
      await goTo('Connections');
      await page.getByRole('link', { name: 'New mail server', exact: true }).waitFor();
      await watch.look('connections');
    });

    it('makes a job, and has the bad row of its CSV mended in place', async () => {
      await goTo('Jobs');
      await page.getByText('No jobs yet').waitFor();
      await watch.look('no-jobs');
      await page.getByRole('link', { name: 'New job' }).click();
      await field('Name').fill('Head office');
      const next = () => page.getByRole('button', { name: 'Next' }).click();
      await next();
      await choose('Source connection', 'Old mail server');
      await next();
      await choose('Target connection', 'New mail server');
      await watch.look('new-job');
      await next();
      await page.getByRole('radio', { name: 'Later', exact: true }).check();
      const rail = page.getByRole('navigation', { name: 'Steps' });
      await rail.getByRole('button', { name: 'Summary' }).click();
      await page.getByRole('button', { name: 'Create job' }).click();
      await page.getByRole('heading', { name: 'Head office' }).waitFor();
      await page.getByRole('link', { name: 'Add mailboxes from CSV' }).first().click();
      await page.getByRole('heading', { name: 'Add mailboxes' }).waitFor();
      const rowOf = (source: string, target: string, password = mailboxPassword) =>
        [source, target, password, mailboxPassword].join(',');
      const header = 'source,target,source_password,target_password';
      const rows = [rowOf('ann', 'ann'), rowOf('bob', ''), rowOf('eve', 'eve', 'guessed')];
      await field('CSV').fill([header, ...rows].join('\n'));
      await page.getByText('1 line with faults: nothing is taken yet').waitFor();
      await page.getByText('target: must not be empty').waitFor();
      await watch.look('bad-row');
      await field('Line 3').fill(rowOf('bob', 'bob'));
      await page.getByText('3 to add, 0 to update, 0 as they are').waitFor();
      await page.getByRole('button', { name: 'Add 3 mailboxes' }).click();
      await page.getByRole('heading', { name: 'Head office' }).waitFor();
      await row('ann').getByText('Ready').waitFor();
      await watch.look('job-ready');
    });

    it('starts, shows rows change while they are looked at, pauses and resumes', slow, async () => {
      await page.getByRole('button', { name: 'Start migration' }).click();
      await row('ann').getByText('Running').waitFor();
      const seen = new Set<string | null>();
      await expect
        .poll(async () => seen.add(await progress('ann')).size, {
          timeout: 60_000,
          interval: 50,
        })
        .toBeGreaterThan(2);
      // What is looked at stands still meanwhile, however long that takes.
      for (const link of proxy.links) link.goSilent();
      await watch.look('job-running');
      for (const link of proxy.links) link.speakAgain();
      const pausedAt = performance.now();
      await page.getByRole('button', { name: 'Pause' }).click();
      await row('ann').getByText('Paused').waitFor();
      const pauseMs = Math.round(performance.now() - pausedAt);
      console.log(`console: paused ${pauseMs} ms after the click`);
      await page.getByRole('button', { name: 'Resume migration' }).waitFor();
      await page.getByText(/^Paused by Administrator · /).waitFor();
      await watch.look('job-paused');
      await page.getByRole('button', { name: 'Resume migration' }).click();
      await row('ann')
        .getByText(/Completed|Under watch/)
        .waitFor({ timeout: 240_000 });
      await row('bob').getByText('With failures').waitFor();
      await watch.look('job-finished');
    });

    it('says of a mailbox that cannot go on why, and what to do', async () => {
      await page.getByText(/, 1 mailbox needs you$/).waitFor();
      await row('eve').getByRole('link', { name: 'eve' }).click();
      const mailbox = page.getByRole('complementary', { name: 'Mailbox' });
      await mailbox
        .getByText(/rejected the user name or password/)
        .first()
        .waitFor();
      await mailbox.getByText(/Check user name and password/).waitFor();
      await watch.look('needs-you');
      await mailbox.getByRole('button', { name: 'Close' }).click();
    });

    it('copies what came since by a delta', async () => {
      await putLetters(servers.at('source', 'ann'), [{ subject: 'New since' }]);
      await page.getByRole('button', { name: 'Run delta' }).click();
      await row('ann')
        .getByRole('gridcell', { name: String(letterCount + 1), exact: true })
        .waitFor();
      await page.getByText('Finished, 1 needs you', { exact: true }).waitFor();
    });

    it('says what failed and what to do, and what happened', async () => {
      await page.getByRole('tab', { name: /Failed items/ }).click();
      const cause = page.getByRole('list', { name: 'Causes' }).getByRole('listitem');
      await cause
        .getByText(/larger than the target takes/i)
        .first()
        .waitFor();
      await watch.look('failed-items');
      await page.getByRole('tab', { name: 'Activity' }).click();
      await page
        .getByText(/paused/i)
        .first()
        .waitFor();
      await watch.look('activity');
      await page.getByRole('tab', { name: 'Settings' }).click();
      await watch.look('job-settings');
    });

    it('gives log and reports as files', async () => {
      await page.getByRole('tab', { name: 'Mailboxes' }).click();
      await row('bob').getByRole('link', { name: 'bob' }).click();
      await page.getByRole('heading', { name: 'bob' }).waitFor();
      await watch.look('mailbox');
      await page.getByRole('tab', { name: /Files|Downloads/ }).click();
      const log = await download(page.getByRole('link', { name: /Log \(CSV\)/ }));
      expect(log[0]).toBe(
        'source_folder,target_folder,source_id,target_id,size_bytes,received,outcome,reason,server_text',
      );
      expect(log.filter((line) => /,migrated,/.test(line))).toHaveLength(5);
      expect(
        log.filter((line) => /^Plans,Plans,1,.*,failed,item-too-large/.test(line)),
      ).toHaveLength(1);
      const folders = await download(page.getByRole('link', { name: /Report \(CSV\)/ }));
      expect(folders).toContain('INBOX,INBOX,5,5,0,0,0,0,0,mail,');
      expect(folders).toContain('Plans,Plans,1,0,0,1,0,0,0,mail,');
      await goTo('Reports');
      await expect.poll(() => page.title()).toBe('Reports · Mailhaul');
      await watch.look('reports');
      const job = await download(
        page.getByRole('link', { name: 'Download: Report of Head office' }),
      );
      expect(job[0]).toMatch(/^source,target,external_id,status,/);
      expect(job.find((line) => line.startsWith('ann,ann,'))).toContain(`,${letterCount + 1},`);
      const overall = await download(page.getByRole('link', { name: 'Download: Overall report' }));
      expect(overall[1]).toMatch(/^Head office,finished,3,2,1,/);
    });

    it('shows news, activity and settings of the tenant, and a phone the same', async () => {
      for (const place of ['news', 'activity', 'settings', 'jobs']) {
        await page.goto(`/t/acme/${place}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect(await page.title()).toMatch(/^[A-Z][a-z ]+ · Mailhaul$/);
        await watch.look(place);
      }
      await page.setViewportSize(phone);
      await page.getByRole('link', { name: 'Head office' }).first().click();
      await page.getByRole('heading', { name: 'Head office' }).waitFor();
      await watch.look('job-on-a-phone');
    });

    it('has complained of nothing, and is accessible on every page, light and dark', () => {
      expect(watch.complaints).toEqual([]);
      expect(watch.findings).toEqual([]);
    });

    function goTo(place: string): Promise<void> {
      const navigation = page.getByRole('navigation', { name: 'Main' });
      return navigation.getByRole('link', { name: place }).click();
    }

    function field(name: string): Locator {
      return page.getByRole('textbox', { name, exact: true });
    }

    function row(mailbox: string): Locator {
      return page.getByRole('row').filter({ has: page.getByRole('link', { name: mailbox }) });
    }

    function progress(mailbox: string): Promise<string | null> {
      return row(mailbox).getByRole('progressbar').getAttribute('aria-valuenow');
    }

    async function fillConnection(name: string, port: number): Promise<void> {
      await field('Name').fill(name);
      await field('Host').fill('127.0.0.1');
      await field('Port').fill(String(port));
      await page.getByText('None', { exact: true }).click();
    }

    async function choose(label: string, option: string): Promise<void> {
      await page.getByLabel(label).and(page.locator('input')).click();
      await page.getByRole('option', { name: option }).click();
    }

    async function download(link: Locator): Promise<readonly string[]> {
      const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
      const text = await readFile(await file.path(), 'utf8');
      expect(text.startsWith('\ufeff')).toBe(true);
      return text.slice(1).trimEnd().split('\r\n');
    }
  });
});
