import { describeWithServer } from '@mailhaul/testing/specs';
import type { Browser, Locator, Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
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
import { describeWithBrowser, startBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { putLetters } from '../support/letters.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { signedInPage } from '../support/signed-in-page.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { openSystem, type SystemStage } from '../support/system-stage.ts';
import { startTwoDovecots } from '../support/two-dovecots.ts';

interface Received {
  readonly recipients: readonly string[];
  readonly text: string;
}

const patient = { timeout: 120_000, interval: 500 };

describeWithServer('dovecot', 'news by e-mail', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    const received: Received[] = [];
    let browser: Browser;
    let system: SystemStage;
    let page: Page;
    let watch: PageWatch;
    let job: JobPath;

    beforeAll(async () => {
      const smtp = cleanUps.keep(mailServer(received), (one) => {
        one.close();
      });
      await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
      const { port } = smtp.server.address() as { port: number };
      const servers = cleanUps.keep(await startTwoDovecots(['ann', 'eve']), (two) => two.stop());
      await putLetters(servers.at('source', 'ann'), [{ subject: 'One' }]);
      const environment = {
        MAILHAUL_SMTP_URL: `smtp://127.0.0.1:${port}`,
        MAILHAUL_MAIL_FROM: 'Mailhaul <mailhaul@provider.example>',
        MAILHAUL_MAIL_TO: 'ops@provider.example',
      };
      system = cleanUps.keep(await openSystem({ environment }), (one) => one.close());
      const { client } = system;
      const tenant = await makeTenant(client);
      const define = (name: string, at: number) =>
        defineConnection(client, tenant, loopbackSettings(name, at));
      const ends = {
        source: await define('Old mail server', servers.source.port),
        target: await define('New mail server', servers.target.port),
      };
      job = await makeJob(client, { tenant, name: 'Head office', ...ends });
      const eve = servers.row('eve', { sourcePassword: 'guessed' });
      await importRows(client, job, [servers.row('ann'), eve]);
      browser = cleanUps.keep(await startBrowser(), (one) => one.close());
      ({ page, watch } = await signedInPage(browser, system.app));
    });

    afterAll(() => cleanUps.run());
    stepByStep(() => watch.picture('where-it-failed'));

    it('goes to whom the tenant names, of the kinds and as often as it wants', async () => {
      await page.goto(`/t/${job.tenant}`);
      await page
        .getByRole('region', { name: 'Good news', exact: true })
        .getByRole('button', { name: 'Notification options' })
        .click();
      await dialog().getByRole('checkbox', { name: 'Email: Mailboxes have completed' }).check();
      await dialog().getByRole('checkbox', { name: 'Email: A job has finished' }).uncheck();
      await dialog().getByLabel('E-mails go out').selectOption('1');
      await watch.look('notifications-good');
      await watch.lookOnPhone('notifications-good');
      await dialog().getByRole('tab', { name: 'Bad news' }).click();
      await dialog().getByLabel('E-mails go out').selectOption('60');
      await dialog().getByRole('tab', { name: 'Email notifications' }).click();
      await dialog()
        .getByRole('textbox', { name: 'To' })
        .fill('ann@customer.example; bob@customer.example');
      await dialog().getByRole('textbox', { name: 'BCC' }).fill('audit@customer.example');
      expect(await dialog().getByText('No mail server is set up').count()).toBe(0);
      await watch.look('notifications-recipients');
      await dialog().getByRole('button', { name: 'Save' }).click();
      await dialog().waitFor({ state: 'detached' });

      await order(system.client, 'startJob', job);
      await untilPairs(system.client, job, {
        statuses: ['completed', 'under-watch', 'needs-you'],
      });
      await expect.poll(() => received.length, patient).toBe(2);
      const good = mailOf('has completed');
      expect(good.text).toContain('ann of Head office has completed');
      expect(good.text).not.toContain('has started');
      const bad = mailOf('eve cannot go on without you');
      for (const { recipients, text } of [good, bad]) {
        expect(recipients.toSorted()).toEqual(
          ['ann', 'audit', 'bob'].map((name) => `${name}@customer.example`),
        );
        expect(text).toMatch(/^From: Mailhaul <mailhaul@provider.example>\r$/mu);
        expect(text).not.toContain('audit@customer.example');
      }
    });

    it('shows mailboxes that started and completed as good news', async () => {
      await page.goto(`/t/${job.tenant}`);
      const good = page.getByRole('region', { name: 'Good news', exact: true });
      await good.getByText('2 mailboxes have started').waitFor();
      await good.getByText('ann has completed').waitFor();
      await watch.look('notifications-news');
    });

    it('is not sent again after a restart, nor before its time', async () => {
      await system.restart();
      await order(system.client, 'startJob', job);
      await untilPairs(system.client, job, {
        statuses: ['completed', 'under-watch', 'needs-you'],
      });
      // News are gathered for half a minute: a mail that was due would be here by then.
      await expect.poll(() => lastMail('bad'), patient).toMatchObject({ status: 'sent', news: 1 });
      await new Promise((resolve) => setTimeout(resolve, 45_000));
      expect(received).toHaveLength(2);
    });

    it('says in the window how the last mails ended', async () => {
      expect(watch.findings).toEqual([]);
      ({ page, watch } = await signedInPage(browser, system.app));
      await page.goto(`/t/${job.tenant}`);
      await page.getByRole('button', { name: 'Notification options' }).first().click();
      await dialog().getByRole('tab', { name: 'Email notifications' }).click();
      await dialog().getByText('Last mail of bad news').waitFor();
      await watch.look('notifications-last-mails');
      expect(watch.complaints).toEqual([]);
      expect(watch.findings).toEqual([]);
    });

    function dialog(): Locator {
      return page.getByRole('dialog', { name: 'Notification options' });
    }

    function mailOf(words: string): Received {
      const found = received.find(({ text }) => text.includes(words));
      if (found === undefined) throw new Error(`no mail says ${words}`);
      return found;
    }

    async function lastMail(tone: 'good' | 'bad') {
      const path = { tenant: job.tenant };
      return (await system.client.call('readNewsOptions', { path })).lastMail[tone];
    }
  });
});

function mailServer(received: Received[]): SMTPServer {
  return new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const recipients = envelope.rcptTo.map(({ address }) => address);
        received.push({ recipients, text: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
}
