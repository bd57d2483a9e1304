import type { Client } from '@mailhaul/api-client';
import {
  directoryBase,
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  pairsOf,
} from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { person } from '../support/directories.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';

const unit = `ou=Berlin,${directoryBase}`;
const berliner = (name: string, details = '1') => ({
  ...person(name, `${name.toLowerCase()}@old.example`),
  ...{ dn: `cn=${name},${unit}`, displayName: `${name} Example` },
  msExchRecipientTypeDetails: details,
});

describeWithServer('slapd', 'mailboxes from a directory in the console', () => {
  describeWithBrowser('in Chromium', () => {
    const cleanUps = new CleanUps();
    let client: Client;
    let page: Page;
    let watch: PageWatch;
    let server: SlapdServer;
    let path: JobPath;
    let source: string;

    beforeAll(async () => {
      server = cleanUps.stopping(
        await startSlapd({
          entries: [
            { dn: unit, objectClass: 'organizationalUnit', ou: 'Berlin' },
            ...[berliner('Anna'), berliner('Bert'), berliner('Blue', '16')],
            {
              ...{ dn: `cn=Staff,${unit}`, objectClass: 'groupOfNames', cn: 'Staff' },
              member: [`cn=Anna,${unit}`, `cn=Bert,${unit}`],
            },
          ],
        }),
      );
      ({ client, page, watch } = await openConsole(cleanUps));
      const tenant = await makeTenant(client);
      const [old, next] = await Promise.all(
        ['Old', 'New'].map((name) => defineConnection(client, tenant, loopbackSettings(name, 9))),
      );
      if (old === undefined || next === undefined) throw new Error('no connections');
      source = old.id;
      path = await makeJob(client, { tenant, name: 'Spring', source: old, target: next });
    });

    afterAll(() => cleanUps.run());
    stepByStep(() => watch.picture('where-it-failed'));

    it('are not to be had where a source has none', async () => {
      await page.goto(`/t/${path.tenant}/jobs/${path.job}/import?from=directory`);
      await page.getByText('Old has no directory').waitFor();
      await watch.look('no-directory');
      await page.getByRole('link', { name: 'Add a directory to it' }).click();
      await page.getByRole('form', { name: 'Connection' }).waitFor();
    });

    it('come from a directory that is tested step by step, then saved', async () => {
      await page.getByText('Directory', { exact: true }).click();
      await page.getByRole('switch', { name: 'Look mailboxes up in a directory (LDAP)' }).click();
      await field('Directory server').fill('127.0.0.1');
      await field('Directory port').fill(String(server.tlsPort));
      await field('Who reads it').fill(directoryReader);
      await field('Password of the reader').fill('wrong');
      await field('Certificate of the directory’s authority (PEM)').fill(server.certificate);
      const test = page.getByRole('button', { name: 'Test directory' });
      await test.click();
      await page.getByText('The test ended at: Sign in').waitFor();
      await watch.look('directory-test-failed');
      await field('Password of the reader').fill(directoryReaderPassword);
      await test.click();
      await page.getByText('The directory works').waitFor();
      await page.getByRole('button', { name: 'Save changes' }).click();
      await expect
        .poll(
          async () => {
            const saved = { path: { tenant: path.tenant, connection: source } };
            return (await client.call('readConnection', saved)).directory?.bindDn;
          },
          { timeout: 60_000 },
        )
        .toBe(directoryReader);
    });

    it('are searched, ticked and added with the addresses they go to', async () => {
      await page.goto(`/t/${path.tenant}/jobs/${path.job}/import`);
      await page.getByText('From the directory').click();
      await page.getByText('3 mailboxes found').waitFor();
      await page.getByLabel('Group', { exact: true }).and(page.locator('input')).click();
      await page.getByRole('option', { name: 'Berlin / Staff' }).click();
      await page.getByText('2 mailboxes found').waitFor();
      await page.getByLabel('Choose all 2 that are shown').click();
      await field('Where they go').fill('{localpart}@new.example');
      await field('Target of bert@old.example').fill('robert@new.example');
      await watch.look('mailboxes-of-a-directory');
      await watch.lookOnPhone('mailboxes-of-a-directory');
      await page.getByRole('button', { name: 'Add 2 mailboxes' }).click();
      await page.getByRole('heading', { name: 'Spring' }).waitFor();
      const pairs = await pairsOf(client, path);
      expect(pairs.map((pair) => [pair.source, pair.target]).toSorted()).toEqual([
        ['anna@old.example', 'anna@new.example'],
        ['bert@old.example', 'robert@new.example'],
      ]);
      expect(pairs.every(({ externalId = '' }) => externalId.startsWith('entryUUID:'))).toBe(true);
    });

    it('had nothing to complain of', () => {
      expect(watch.found()).toEqual([]);
    });

    function field(name: string): Locator {
      return page.getByRole('textbox', { name, exact: true });
    }
  });
});
