import type { Client } from '@mailhaul/api-client';
import type { Pair } from '@mailhaul/contracts';
import {
  directoryBase,
  directoryReader,
  type SlapdServer,
  startSlapd,
} from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  actOn,
  addSources,
  defineConnection,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
  untilJob,
} from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { defineWithDirectory, mailOf, person, withDirectory } from '../support/directories.ts';
import { HookFolder } from '../support/hook-folder.ts';
import { countLetters, putLetters } from '../support/letters.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';
import { mailboxPassword, startTwoDovecots, type TwoDovecots } from '../support/two-dovecots.ts';

const [ann, bert, cleo, zoe] = ['ann', 'bert', 'cleo', 'zoe'].map((name) => `${name}@old.example`);

describeWithServer('dovecot', 'matching mailboxes in the console', () => {
  describeWithServer('slapd', 'with a directory of the target', () => {
    describeWithBrowser('in Chromium', () => {
      const cleanUps = new CleanUps();
      let client: Client;
      let page: Page;
      let watch: PageWatch;
      let servers: TwoDovecots;
      let path: JobPath;
      let hooks: HookFolder;
      let directory: SlapdServer;

      beforeAll(async () => {
        const targets = ['ann@new.example', 'bert@new.example', 'bert@other.example'];
        const users = [ann ?? '', cleo ?? '', ...targets, 'cleo@new.example'];
        servers = cleanUps.stopping(await startTwoDovecots(users));
        for (const name of [ann, cleo]) {
          const letters = [{ subject: 'One' }, { subject: 'Two' }];
          await putLetters(servers.at('source', name ?? ''), letters);
        }
        const entries = [
          person('Ann', 'ann@new.example'),
          person('Bert', 'bert@new.example'),
          person('Bert the other', 'bert@other.example'),
          {
            dn: `cn=Cleo Smith,${directoryBase}`,
            ...{ objectClass: ['inetOrgPerson', 'exchangeRecipient'], cn: 'Cleo Smith' },
            ...{ sn: 'Smith', uid: 'csmith' },
          },
        ];
        // Users are made by the account that reads.
        const more = [`rootdn "${directoryReader}"`];
        directory = cleanUps.stopping(await startSlapd({ entries, more }));
        hooks = new HookFolder(cleanUps);
        const { environment } = hooks;
        ({ client, page, watch } = await openConsole(cleanUps, { environment }));
        const tenant = await makeTenant(client);
        const [old, next] = [
          loopbackSettings('Old', servers.source.port),
          loopbackSettings('New', servers.target.port),
        ];
        const source = await defineConnection(client, tenant, old);
        const target = await defineWithDirectory(client, tenant, withDirectory(next, directory));
        path = await makeJob(client, { tenant, name: 'Spring', source, target });
        const names = [ann, bert, cleo, zoe];
        const passwords = { sourcePassword: mailboxPassword, targetPassword: mailboxPassword };
        await addSources(
          client,
          path,
          names.map((name) => ({ source: name ?? '', ...passwords })),
        );
      });

      afterAll(() => cleanUps.run());
      stepByStep(() => watch.picture('where-it-failed'));

      it('shows what the rules find, and what a person must choose', async () => {
        await page.goto(`/t/${path.tenant}/jobs/${path.job}`);
        await page.getByRole('button', { name: 'Match mailboxes' }).click();
        await page.getByRole('menuitem', { name: 'Mailboxes without a target' }).click();
        await page.getByText('1 found · 1 with several · 2 without one').waitFor();
        await row(ann).getByText('Found', { exact: true }).waitFor();
        await row(bert).getByText('Several', { exact: true }).waitFor();
        await watch.look('match');
        await watch.lookOnPhone('match');
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
        const result = page.getByRole('dialog', { name: '2 mailboxes matched, 1 refusal' });
        await result.waitFor();
        await watch.look('match-refused');
        await result.getByRole('button', { name: 'Choose it' }).click();
        await page.getByRole('button', { name: 'Action for 1 mailbox chosen' }).waitFor();
        await page.getByRole('button', { name: 'Clear selection' }).click();
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
        // It is followed under its id when it is renamed.
        const picked = pairs.find(({ source }) => source === bert);
        expect(picked?.targetId).toMatch(/^entryUUID:/);
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
        await actOn(client, path, { action: 'unmatch', ids: [mine?.id ?? ''] });
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

      it('decides the same for all, and something else for those that are chosen', async () => {
        await page.getByRole('button', { name: 'Action for all 2 mailboxes' }).click();
        const match = page.getByRole('menuitem', { name: /Migrate to existing/ });
        expect(await match.isDisabled()).toBe(true);
        await match.getByText('no mailbox was found for it').waitFor();
        await watch.look('match-for-all');
        await page.getByRole('menuitem', { name: 'Create user with mailbox' }).click();
        await page.getByText('2 to be created').waitFor();
        await page.getByRole('checkbox', { name: `Choose ${cleo}` }).click();
        await page.getByRole('button', { name: 'Action for 1 mailbox chosen' }).click();
        await page.getByRole('menuitem', { name: 'Don’t migrate' }).click();
        await page.getByText('1 to be created · 1 not to be migrated').waitFor();
        await page.getByRole('button', { name: 'Clear selection' }).click();
      });

      it('plans a user for a mailbox without one, and leaves another one out', async () => {
        await page.getByRole('button', { name: 'Creation settings' }).click();
        await page.getByRole('textbox', { name: 'Domain' }).fill('new.example');
        await page.getByRole('textbox', { name: 'Unit' }).fill(directoryBase);
        await page.getByRole('textbox', { name: 'Hook' }).fill('/bin/sh');
        await page.getByRole('button', { name: 'Save creation settings' }).click();
        await page
          .getByText(/is no file name/)
          .first()
          .waitFor();
        await watch.look('creation-settings');
        await page.getByRole('textbox', { name: 'Hook' }).fill('');
        await page.getByRole('button', { name: 'Save creation settings' }).click();
        await row(zoe).getByText('zoe@new.example').waitFor();
        await watch.look('match-create');
        await watch.lookOnPhone('match-create');
        await page.getByRole('button', { name: 'Apply to 2 mailboxes' }).click();
        await page.getByText(/1 mailbox planned; 1 mailbox not to be migrated/).waitFor();
        expect(await pairOf(zoe)).toMatchObject({ status: 'not-matched', reason: 'to-be-created' });
        expect(await pairOf(cleo)).toMatchObject({ status: 'not-migrated' });
      });

      it('makes it now, and tells its initial password once', async () => {
        await page.getByRole('button', { name: 'Create 1 mailbox now' }).click();
        await expect.poll(() => pairOf(zoe)).toMatchObject({ target: 'zoe@new.example' });
        await page.getByText('All mailboxes', { exact: true }).click();
        await row(zoe).getByText('Keep its target').waitFor({ state: 'attached' });
        await page.getByRole('checkbox', { name: `Choose ${zoe}` }).click();
        const open = () => page.getByRole('button', { name: 'Initial passwords' }).click();
        await open();
        const ask = page.getByRole('dialog', { name: 'Initial passwords of 1 mailbox' });
        await watch.look('initial-passwords-asks');
        await ask.getByRole('button', { name: 'Read initial passwords' }).click();
        const told = await ask
          .getByRole('row')
          .filter({ hasText: 'zoe@' })
          .locator('code')
          .innerText();
        expect(told).toHaveLength(16);
        await watch.look('initial-passwords');
        // It is not lost by a key that was pressed too many.
        await page.keyboard.press('Escape');
        await ask.getByRole('button', { name: 'I have kept them: close' }).click();
        await ask.waitFor({ state: 'detached' });
        expect(await page.content()).not.toContain(told);
        await open();
        await ask.getByRole('button', { name: 'Read initial passwords' }).click();
        await ask.getByText('1 mailbox without one to tell').waitFor();
        await ask.getByRole('button', { name: 'Close', exact: true }).last().click();
        expect((await pairOf(zoe)).hasInitialPassword).not.toBe(true);
        const { rows } = await client.call('listActivity', {
          path: { tenant: path.tenant },
          query: { pairId: (await pairOf(zoe)).id },
        });
        expect(rows.some(({ text }) => /initial password/i.test(text))).toBe(true);
        expect(JSON.stringify(rows)).not.toContain(told);
      });

      it('says what cannot be chosen for a mailbox, and enables one for the user that is named', async () => {
        const create = action(bert).locator('option[value=create]');
        expect(await create.isDisabled()).toBe(true);
        expect(await create.innerText()).toContain('it has a target: unmatch it first');
        await action(cleo).selectOption('enable');
        await page.getByRole('textbox', { name: `User for ${cleo}` }).fill('csmith');
        await row(cleo).getByText('cn=Cleo Smith').waitFor();
        await watch.look('match-enable');
        await page.getByRole('button', { name: 'Apply to 1 mailbox' }).click();
        await page.getByText('1 mailbox planned').waitFor();
        expect(await pairOf(cleo)).toMatchObject({
          ...{ status: 'not-matched', reason: 'to-be-enabled', plan: 'enable' },
        });
      });

      it('enables it now: the user gets its address, the hook is told, and what it says is seen', async () => {
        await page.getByRole('button', { name: 'Creation settings' }).click();
        await page.getByRole('textbox', { name: 'Hook' }).fill('enable-mailbox');
        await page.getByRole('button', { name: 'Save creation settings' }).click();
        await page
          .getByText(/^Saved. What is planned already/)
          .first()
          .waitFor();
        const hook = 'enable-mailbox';
        hooks.write(path.tenant, hook, 'echo "no licence left"; exit 3');
        await page.getByRole('button', { name: 'Create 1 mailbox now' }).click();
        await expect.poll(() => pairOf(cleo)).toMatchObject({ reason: 'hook-denied', target: '' });
        await row(cleo)
          .getByText(/The hook refuses to make this mailbox.*no licence left/)
          .waitFor();
        await watch.look('match-enable-denied');
        await watch.lookOnPhone('match-enable-denied');
        hooks.keepWhatItIsTold(path.tenant, hook);
        await page.getByRole('button', { name: 'Create 1 mailbox now' }).click();
        await expect.poll(() => pairOf(cleo)).toMatchObject({ target: 'cleo@new.example' });
        expect(hooks.told()).toEqual(
          expect.arrayContaining([
            ...['--action=enable', `--dn=cn=Cleo Smith,${directoryBase}`],
            '--address=cleo@new.example',
          ]),
        );
        expect(await mailOf(directory, 'Cleo Smith')).toBe('cleo@new.example');
        // The user had a password of its own.
        expect(await pairOf(cleo)).not.toMatchObject({ hasInitialPassword: true });
        await page.goto(`/t/${path.tenant}/jobs/${path.job}`);
        await row(cleo).getByText('cleo@new.example').waitFor();
        await page.getByRole('toolbar').getByLabel('Start migration', { exact: true }).click();
        await expect
          .poll(() => pairOf(cleo), { timeout: 60_000 })
          .toMatchObject({
            ...{ status: 'completed', matchedBy: 'created', migrated: 2 },
          });
        expect(await countLetters(servers.at('target', 'cleo@new.example'))).toBe(2);
      });

      it('has complained of nothing, and is accessible in every state, light and dark', () => {
        expect(watch.complaints).toEqual([]);
        expect(watch.findings).toEqual([]);
      });

      async function pairOf(name: string | undefined): Promise<Pair> {
        const pair = (await pairsOf(client, path)).find(({ source }) => source === name);
        if (pair === undefined) throw new Error(`no ${name}`);
        return pair;
      }

      function action(name: string | undefined): Locator {
        return page.getByRole('combobox', { name: `Action for ${name}` });
      }

      function row(name: string | undefined): Locator {
        return page.getByRole('row').filter({ hasText: name ?? '' });
      }

      function target(name: string | undefined): Locator {
        return page.getByRole('combobox', { name: `Target of ${name}` });
      }
    });
  });
});
