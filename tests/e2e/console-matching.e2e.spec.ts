import type { Client } from '@mailhaul/api-client';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  freshKey,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
  untilJob,
} from '../support/api-steps.ts';
import { describeWithBrowser, startBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { PageWatch } from '../support/page-watch.ts';
import { signedInPage } from '../support/signed-in-page.ts';
import { type StandaloneProcess, startStandaloneProcess } from '../support/standalone-process.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const [desktop, phone] = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const person = (name: string, mail: string) => ({
  dn: `cn=${name},${directoryBase}`,
  ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: name, sn: name },
  ...{ displayName: name, mail, msExchRecipientTypeDetails: '1' },
});
const [ann, bert, cleo, zoe] = ['ann', 'bert', 'cleo', 'zoe'].map((name) => `${name}@old.example`);

describeWithServer('dovecot', 'matching mailboxes in the console', () => {
  describeWithServer('slapd', 'with a directory of the target', () => {
    describeWithBrowser('in Chromium', () => {
      const cleanUps = new CleanUps();
      let app: StandaloneProcess;
      let client: Client;
      let browser: Browser;
      let page: Page;
      let watch: PageWatch;
      let directory: SlapdServer;
      let servers: TwoDovecots;
      let path: JobPath;

      beforeAll(async () => {
        const targets = ['ann@new.example', 'bert@new.example', 'bert@other.example'];
        servers = cleanUps.keep(await startTwoDovecots([ann ?? '', ...targets]), (two) =>
          two.stop(),
        );
        await putLetters(servers.at('source', ann ?? ''), [{ subject: 'One' }, { subject: 'Two' }]);
        const entries = [
          person('Ann', 'ann@new.example'),
          person('Bert', 'bert@new.example'),
          person('Bert the other', 'bert@other.example'),
        ];
        directory = cleanUps.keep(await startSlapd({ entries }), (one) => one.stop());
        const folder = cleanUps.keep(temporaryFolder('matching'), (one) => one.remove());
        app = cleanUps.keep(await startStandaloneProcess({ dataFolder: folder.path }), (one) =>
          one.kill(),
        );
        browser = cleanUps.keep(await startBrowser(), (one) => one.close());
        client = await app.signIn();
        const tenant = await makeTenant(client);
        const source = await defineConnection(
          client,
          tenant,
          loopbackSettings('Old', servers.source.port),
        );
        const target = await client.call('createConnection', {
          path: { tenant },
          body: {
            settings: {
              ...loopbackSettings('New', servers.target.port),
              directory: {
                ...{ host: '127.0.0.1', port: directory.port, security: 'starttls' },
                ...{ ca: directory.certificate, bindDn: directoryReader },
              },
            },
            secrets: { directoryPassword: directoryReaderPassword },
          },
          idempotencyKey: freshKey(),
        });
        path = await makeJob(client, { tenant, name: 'Spring', source, target });
        for (const one of [ann, bert, cleo, zoe]) {
          const passwords = { sourcePassword: mailboxPassword, targetPassword: mailboxPassword };
          const body = { source: one ?? '', ...passwords };
          await client.call('addPair', { path, body, idempotencyKey: freshKey() });
        }
        page = await signedInPage(browser, app);
        watch = new PageWatch(page);
      });

      afterAll(() => cleanUps.run());
      stepByStep(() => watch.picture('where-it-failed'));

      it('shows what the rules find, and what a person must choose', async () => {
        await page.goto(`/t/${path.tenant}/jobs/${path.job}`);
        await page.getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('menuitem', { name: 'Match mailboxes' }).click();
        await page.getByText('1 found · 1 with several · 2 without one').waitFor();
        await row(ann).getByText('Found', { exact: true }).waitFor();
        await row(bert).getByText('Several', { exact: true }).waitFor();
        await watch.look('match');
        await page.setViewportSize(phone);
        await watch.look('match-on-a-phone');
        await page.setViewportSize(desktop);
      });

      it('takes a pattern, and says of which mailboxes there are none yet', async () => {
        const pattern = page.getByRole('textbox', { name: 'Address pattern' });
        await pattern.fill('everybody@new.example');
        await page.getByText(/names the same mailbox for all/).waitFor();
        await pattern.fill('{localpart}@new.example');
        await page.getByText('2 found · 2 not there yet').waitFor();
        await pattern.fill('');
        await page.getByText('1 found · 1 with several · 2 without one').waitFor();
      });

      it('matches what is sure, what was chosen and what was typed', async () => {
        await target(bert).fill('bert@other.example');
        await target(cleo).fill('ann@new.example');
        await page.getByRole('button', { name: 'Match 3 mailboxes' }).click();
        await page.getByText(/matched, 1 refused/).waitFor();
        await watch.look('match-refused');
        const pairs = await pairsOf(client, path);
        const told = pairs.map((pair) => [pair.source, pair.target, pair.matchedBy, pair.status]);
        const open = [undefined, 'not-matched'];
        expect(told).toHaveLength(4);
        expect(told).toEqual(
          expect.arrayContaining([
            [bert, 'bert@other.example', 'picked', 'ready'],
            [zoe, '', ...open],
          ]),
        );
        // Two rows wished the same mailbox: one of them got it, and the other one has none.
        const owners = told.filter(([, address]) => address === 'ann@new.example');
        expect(owners).toHaveLength(1);
        expect(told.filter(([, address]) => address === '')).toHaveLength(2);
      });

      it('copies those that have a target, and goes on with one that got it back', async () => {
        const mine = (await pairsOf(client, path)).find(({ source }) => source === ann);
        expect(mine?.target).toBe('ann@new.example');
        await order(client, 'startJob', path);
        await untilJob(client, path, 'finished');
        expect(await countLetters(servers.at('target', 'ann@new.example'))).toBe(2);
        const selection = { ids: [mine?.id ?? ''] };
        const body = { action: 'unmatch', selection } as const;
        await client.call('actOnPairs', { path, body, idempotencyKey: freshKey() });
        await page.reload();
        await page.getByText(/1 found · 2 without one/).waitFor();
        await page.getByRole('button', { name: 'Match 1 mailbox' }).click();
        await page.getByText('1 mailbox matched').waitFor();
        await order(client, 'requestDelta', path);
        await untilJob(client, path, 'finished');
        const after = (await pairsOf(client, path)).find(({ source }) => source === ann);
        expect(after).toMatchObject({ status: 'completed', migrated: 2, generation: 1 });
        expect(await countLetters(servers.at('target', 'ann@new.example'))).toBe(2);
      });

      function row(name: string | undefined): Locator {
        return page.getByRole('row').filter({ hasText: name ?? '' });
      }

      function target(name: string | undefined): Locator {
        return page.getByRole('combobox', { name: `Target of ${name}` });
      }
    });
  });
});
