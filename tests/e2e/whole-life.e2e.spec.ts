import type { Client } from '@mailhaul/api-client';
import { describeWithServer } from '@mailhaul/testing/specs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JobPath, makeTenant, pairsOf, untilJob } from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { ConsoleHands } from '../support/console-hands.ts';
import { lettersOf } from '../support/letters.ts';
import { administrator, master, MovingCompany, units } from '../support/moving-company.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';

const [ann, bob, cid] = ['ann@old.example', 'bob@old.example', 'cid@old.example'] as const;
/** Who goes first is seen. */
const oneAfterAnother = { environment: { MAILHAUL_SLOTS: '1' } };

describeWithServer('dovecot', 'a migration from its first to its last day', () => {
  describeWithServer('slapd', 'to Exchange, with a directory of both sides', () => {
    describeWithBrowser('in Chromium', () => {
      const cleanUps = new CleanUps();
      let company: MovingCompany;
      let client: Client;
      let page: Page;
      let hands: ConsoleHands;
      let watch: PageWatch;
      let path: JobPath;
      /** Of each who moves, as they are called now. */
      let addresses: readonly (readonly [string, string])[] = [
        [ann, 'ann@new.example'],
        [bob, 'bob@new.example'],
        [cid, 'c.dupont@new.example'],
      ];

      beforeAll(async () => {
        company = await MovingCompany.start(cleanUps);
        await company.receive(ann, lettersOf('Ann', 4));
        await company.receive(ann, lettersOf('Filed', 2), 'Plans');
        await company.receive(bob, lettersOf('Bob', 3));
        await company.receive(cid, lettersOf('Cid', 3));
        await company.receive(cid, lettersOf('Unwanted', 2), 'Old stuff');
        ({ client, page, watch } = await openConsole(cleanUps, oneAfterAnother, {
          timezoneId: 'UTC',
        }));
        hands = new ConsoleHands(page);
        path = { tenant: await makeTenant(client), job: '' };
      });
      afterAll(() => cleanUps.run());
      stepByStep(() => watch.picture('where-it-failed'));

      it('begins with both connections, made in the wizard, each with its directory', async () => {
        await page.goto(`/t/${path.tenant}/jobs/new`);
        await hands.field('Name').fill('Spring');
        await hands.button('Next').click();
        await hands.button('New connection').click();
        await hands.field('Name').fill('Old mail');
        await hands.field('Host').fill('127.0.0.1');
        await hands.field('Port').fill(String(company.dovecot.port));
        await page.getByText('None', { exact: true }).click();
        await page.getByRole('radio', { name: 'One account for all mailboxes' }).check();
        await hands.field('Account').fill(master.user);
        await hands.field('Password of the account').fill(master.password);
        await hands.field('How the user is written').fill('{mailbox}*mover');
        await hands.fillDirectory(company.directory, units.old);
        await hands.button('Save connection').click();
        await hands.untilChosen('Source connection', 'Old mail');
        await hands.button('Next').click();
        await hands.button('New connection').click();
        await hands.choose('Begin with', 'Exchange Server');
        await hands.field('Name').fill('New Exchange');
        const { port, path: place } = company.exchange;
        await hands.field('Host').fill(`http://127.0.0.1:${port}${place}`);
        await hands.field('Account').fill(administrator.address);
        await hands.field('Password of the account').fill(administrator.password);
        await hands.fillDirectory(company.directory, units.next);
        await watch.look('life-target');
        await hands.button('Save connection').click();
        await hands.untilChosen('Target connection', 'New Exchange');
      });

      it('takes a group without what is for tests, matches by name, and is shut for now', async () => {
        await hands.step('Mailboxes');
        await page.getByRole('radio', { name: /^By conditions/ }).check();
        // What a new job begins with is everybody.
        await hands.button('Remove: All mailboxes that people use').click();
        await hands.button('Remove: Public folders').click();
        await hands.button('Add condition').click();
        await page.getByRole('menuitem', { name: /group/i }).click();
        await page.getByRole('radio', { name: 'Staff' }).check();
        await hands.button('Add group').click();
        await hands.button('Add condition').click();
        await page.getByRole('menuitem', { name: /pattern/i }).click();
        await hands.field('Pattern').fill('test*');
        await hands.button('Add pattern').click();
        await page
          .getByRole('radiogroup', { name: /test\*/ })
          .getByText('Exclude')
          .click();
        await page.getByRole('button', { name: 'Enter 3' }).waitFor();
        await watch.look('life-conditions');
        await hands.step('Matching');
        await page.getByRole('radio', { name: /^To the mailbox of the same name/ }).check();
        await hands.step('Schedule');
        await closeTheHour();
        await hands.step('Summary');
        await hands.button('Create job').click();
        // One is left that no rule is sure of.
        await page.getByRole('heading', { name: 'Match mailboxes', level: 1 }).waitFor();
        const { rows } = await client.call('listJobs', { path, query: {} });
        path = { ...path, job: rows[0]?.id ?? '' };
        expect(await targets()).toEqual([
          ...[`${ann} ann@new.example ready`, `${bob} bob@new.example ready`],
          `${cid}  not-matched`,
        ]);
      });

      it('has a mailbox matched by hand that no rule finds', async () => {
        await page.getByText(/1 without one/).waitFor();
        await page.getByRole('combobox', { name: `Target of ${cid}` }).fill('c.dupont@new.example');
        await watch.look('life-match');
        await hands.button('Match 1 mailbox').click();
        await page.getByText('1 mailbox matched').waitFor();
        expect(await targets()).toContain(`${cid} c.dupont@new.example ready`);
      });

      it('waits until its schedule opens; meanwhile it is edited, and one goes first', async () => {
        await openJob();
        await hands.tool('Start migration').click();
        await hands.button('Wait for the schedule').click();
        await hands
          .row(bob)
          .getByText(/^Outside the schedule until/)
          .waitFor();
        // All begin as first: the others are put back.
        const position = { x: 8, y: 12 };
        await hands.row(ann).click({ position });
        await hands.row(cid).click({ position, modifiers: ['Control'] });
        await hands.tool('Priority').click();
        await page.getByRole('menuitem', { name: '2', exact: true }).click();
        await page.getByText('2 mailboxes given another priority').waitFor();
        await watch.look('life-waits');
        await page.getByRole('tab', { name: 'Settings' }).click();
        await page.getByRole('link', { name: 'Change filters' }).click();
        await hands.field('Folders left out').fill('Old stuff');
        await hands.step('Schedule');
        await page.getByRole('radio', { name: 'At all times' }).check();
        await hands.step('Summary');
        const changes = page.getByRole('table', { name: 'What saving changes' });
        expect(await changes.getByRole('row').count()).toBe(3);
        await watch.look('life-edit');
        await saveChanges();
        await untilJob(client, path, 'finished');
        const pairs = await pairsOf(client, path);
        expect(pairs.map(({ source, priority }) => [source, priority])).toEqual([
          ...[
            [ann, 2],
            [bob, 1],
            [cid, 2],
          ],
        ]);
        const began = pairs.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
        expect(began[0]?.source).toBe(bob);
        const leftOut = ['lost: Old stuff | Unwanted 0', 'lost: Old stuff | Unwanted 1'];
        expect(await differences()).toEqual(leftOut);
      });

      it('takes by a delta what is new, and what a filter no longer leaves out', async () => {
        await company.receive(ann, lettersOf('Since', 2));
        await openJob();
        await page.getByRole('tab', { name: 'Settings' }).click();
        await page.getByRole('link', { name: 'Change filters' }).click();
        await hands.field('Folders left out').fill('');
        await hands.step('Summary');
        await saveChanges();
        await runDelta();
        expect(await differences()).toEqual([]);
      });

      it('goes on under the addresses that two of them get, on both sides', async () => {
        company.rename('old', ann, 'anna@corp.example');
        company.rename('next', 'ann@new.example', 'anna@cloud.example');
        company.rename('next', 'bob@new.example', 'bob@cloud.example');
        addresses = [
          ['anna@corp.example', 'anna@cloud.example'],
          [bob, 'bob@cloud.example'],
          [cid, 'c.dupont@new.example'],
        ];
        await company.receive('anna@corp.example', lettersOf('Renamed', 2));
        await openJob();
        await hands.row(ann).click({ position: { x: 8, y: 12 } });
        await page.keyboard.press('Control+a');
        await hands.tool('Refresh email addresses').click();
        const results = page.getByRole('dialog', { name: 'Refreshed email addresses' });
        // What a person typed is hers to change: it is said, and stays.
        await results.getByRole('button', { name: /address entered manually\s*1$/ }).waitFor();
        await watch.look('life-refreshed');
        await page.keyboard.press('Escape');
        expect(await targets()).toEqual([
          'anna@corp.example anna@cloud.example completed',
          `${bob} bob@cloud.example completed`,
          `${cid} c.dupont@new.example completed`,
        ]);
        await runDelta();
        expect(await differences()).toEqual([]);
      });

      it('takes changed items anew: reset, unmatch, clean the target, match, start', async () => {
        await company.replace(bob, lettersOf('Changed', 4));
        await openJob();
        await hands.row(bob).click({ position: { x: 8, y: 12 } });
        await hands.tool('Reset').click();
        await page
          .getByRole('dialog')
          .getByRole('button', { name: /^Reset/ })
          .click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await hands.row(bob).click({ button: 'right' });
        await page.getByRole('menuitem', { name: 'Unmatch' }).click();
        await page
          .getByRole('dialog')
          .getByRole('button', { name: /^Unmatch/ })
          .click();
        await hands.row(bob).getByText('Not matched').waitFor();
        await company.reader('bob@cloud.example').empty();
        await hands.tool('Match mailboxes').click();
        await page.getByRole('menuitem', { name: 'Mailboxes without a target' }).click();
        await page.getByText(/^1 found/).waitFor();
        await hands.button('Match 1 mailbox').click();
        await page.getByText('1 mailbox matched').waitFor();
        await openJob();
        await hands.row(bob).click({ button: 'right' });
        await page.getByRole('menuitem', { name: 'Start', exact: true }).click();
        await hands.row(bob).getByText('Completed').waitFor();
        expect(await differences()).toEqual([]);
      });

      it('ends with its reports, and is deleted by its name: the mail stays', async () => {
        await page.goto(`/t/${path.tenant}/reports`);
        const report = await hands.download('Download: Report of Spring');
        expect(report.split('\r\n').filter((line) => line.includes('.example,'))).toHaveLength(3);
        expect(await hands.download('Download: Overall report')).toMatch(/Spring,finished,3,3,0,/);
        await watch.look('life-reports');
        await openJob();
        await hands.tool('Delete job').click();
        const dialog = page.getByRole('dialog', { name: 'Delete Spring' });
        await dialog.getByRole('textbox').fill('Spring');
        await dialog.getByRole('button', { name: 'Delete job' }).click();
        await page.getByText('No jobs yet').waitFor();
        expect(await differences()).toEqual([]);
      });

      it('had nothing to complain of', () => {
        expect(watch.found()).toEqual([]);
      });

      /** This one, the one before and the one after: the spec may take a while. */
      async function closeTheHour(): Promise<void> {
        await page.getByRole('radio', { name: /^At the times below/ }).check();
        await hands.button('Always').click();
        await page.getByRole('radio', { name: 'Closed', exact: true }).click();
        const now = new Date().getUTCHours();
        for (const hour of [now + 23, now, now + 1]) {
          await hands.button(`${String(hour % 24).padStart(2, '0')}:00 on all days`).click();
        }
      }

      async function saveChanges(): Promise<void> {
        await hands.button('Save changes').click();
        await page.waitForURL('**/jobs/*?tab=settings');
      }

      async function openJob(): Promise<void> {
        await page.goto(`/t/${path.tenant}/jobs/${path.job}`);
        await page.getByRole('heading', { name: 'Spring', level: 1 }).waitFor();
      }

      async function runDelta(): Promise<void> {
        const { run = 0 } = await client.call('readJob', { path });
        await openJob();
        await hands.tool('Run delta migration').click();
        const read = () => client.call('readJob', { path });
        await expect.poll(async () => (await read()).run, { timeout: 60_000 }).toBe(run + 1);
        await untilJob(client, path, 'finished');
      }

      /** `source target status` */
      async function targets(): Promise<readonly string[]> {
        const pairs = await pairsOf(client, path);
        return pairs.map(({ source, target, status }) => [source, target, status].join(' '));
      }

      /** Of all pairs, without what comes after the subject. */
      async function differences(): Promise<readonly string[]> {
        const found: string[] = [];
        for (const [old, next] of addresses) found.push(...(await company.differences(old, next)));
        return found.map((one) => one.split(' | ').slice(0, 2).join(' | '));
      }
    });
  });
});
