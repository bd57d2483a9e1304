import { readFile } from 'node:fs/promises';
import type { Client } from '@mailhaul/api-client';
import { describeWithServer } from '@mailhaul/testing/specs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { order, untilJob } from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { RenamedMailboxes } from '../support/renamed-mailboxes.ts';
import { stepByStep } from '../support/step-by-step.ts';

describeWithServer('dovecot', 'addresses that change in the middle of a migration', () => {
  describeWithServer('slapd', 'with directories', () => {
    describeWithBrowser('in Chromium', () => {
      const cleanUps = new CleanUps();
      let client: Client;
      let stage: RenamedMailboxes;
      let page: Page;
      let watch: PageWatch;

      beforeAll(async () => {
        ({ client, page, watch } = await openConsole(cleanUps));
        stage = await RenamedMailboxes.start(client, cleanUps);
      });
      afterAll(() => cleanUps.run());
      stepByStep(() => watch.picture('where-it-failed'));

      const refreshAll = async () => {
        await page.goto(`/t/${stage.path.tenant}/jobs/${stage.path.job}`);
        const row = page.getByRole('row').filter({ hasText: '@old.example' }).first();
        await row.click({ position: { x: 8, y: 12 } });
        await page.keyboard.press('Control+a');
        await page.getByRole('button', { name: 'Refresh email addresses' }).click();
      };

      it('name the connection that must be reconfigured first', async () => {
        await order(client, 'startJob', stage.path);
        await untilJob(client, stage.path, 'finished');
        await stage.rename();
        await refreshAll();
        await page.getByText('A connection must be reconfigured first').waitFor();
        await watch.look('refresh-reconfigure-first');
        await page.getByRole('link', { name: 'Open the connection' }).click();
        await page.getByRole('form', { name: 'Connection' }).waitFor();
        await stage.reconfigure();
      });

      it('are refreshed, and the window says of each result how many', async () => {
        await refreshAll();
        const window = page.getByRole('dialog', { name: 'Refreshed email addresses' });
        await window.waitFor();
        const counts = async (name: string) => {
          const buttons = window.getByRole('region', { name }).getByRole('button');
          return (await buttons.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
        };
        expect(await counts('Source mailboxes')).toEqual([
          'Refreshed 1',
          'Not changed 1',
          'Not refreshed – missing mailbox 1',
        ]);
        expect(await counts('Target mailboxes')).toEqual([
          'Refreshed 2',
          'Not changed 0',
          'Not refreshed – address entered manually 0',
          'Not refreshed – mailbox not created yet 0',
          'Not refreshed – missing mailbox 1',
        ]);
        await watch.look('refresh-results');
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          window.getByRole('button', { name: 'Download report' }).click(),
        ]);
        const report = await readFile(await download.path(), 'utf8');
        expect(report).toContain('"source","ann@old.example","Refreshed","anna@corp.example",""');
        expect(report.trim().split('\n')).toHaveLength(7);
        expect(watch.found()).toEqual([]);
      });
    });
  });
});
