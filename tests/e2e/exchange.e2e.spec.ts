import type { Client } from '@mailhaul/api-client';
import type { Connection } from '@mailhaul/contracts';
import {
  type EwsServer,
  type ImapServer,
  startEwsServer,
  startImapServer,
} from '@mailhaul/mail-servers';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  defineConnection,
  endStatuses,
  freshKey,
  importRows,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  untilPairs,
} from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { mails } from '../support/numbered-mail.ts';
import { openConsole } from '../support/open-console.ts';
import { desktop, type PageWatch, phone } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';
import type { SystemStage } from '../support/system-stage.ts';

const bounded = { timeout: 240_000 };
const ann = 'ann@example.com';
const root = { address: 'migration@example.com', password: 'top secret', mayImpersonate: true };
const password = 'hers';
const letterCount = 30;

describeWithBrowser('Exchange in API and console', () => {
  const cleanUps = new CleanUps();
  let system: SystemStage;
  let client: Client;
  let imap: ImapServer;
  let exchange: EwsServer;
  let tenant: string;
  let source: Connection;
  let page: Page;
  let watch: PageWatch;

  beforeAll(async () => {
    const folders = [
      { path: ['INBOX'], messages: mails(1, letterCount) },
      { path: ['Plans', '2024'], messages: mails(101, 103) },
    ];
    imap = cleanUps.keep(
      await startImapServer({
        mailboxes: [
          { user: ann, password, folders },
          { user: 'back@example.com', password },
        ],
      }),
      (server) => server.stop(),
    );
    exchange = cleanUps.keep(
      await startEwsServer({
        mailboxes: [root, { address: ann, password: 'her other one', hasArchive: true }],
      }),
      (server) => server.stop(),
    );
    ({ system, client, page, watch } = await openConsole(cleanUps));
    tenant = await makeTenant(client);
    source = await defineConnection(client, tenant, loopbackSettings('Old mail', imap.port));
  }, 90_000);
  afterAll(() => cleanUps.run());
  stepByStep(() => watch.picture('exchange-where-it-failed'));

  it('says of Exchange Online what holds there', bounded, async () => {
    await page.goto(`/t/${tenant}/connections/new`);
    await choose('Begin with', 'Office 365 (Exchange Online)');
    const note = page.getByRole('note');
    await note.getByText(/by default since 1 October 2026 and ends it on 1 April 2027/).waitFor();
    expect(await field('Host').inputValue()).toBe('outlook.office365.com');
    await field('Tenant id').waitFor();
    await watch.look('exchange-online');
  });

  it('takes the URL of EWS, and warns of an address', bounded, async () => {
    await choose('Begin with', 'Exchange Server');
    await field('Name').fill('New Exchange');
    await field('Host').fill(`http://127.0.0.1:${exchange.port}${exchange.path}`);
    await field('Port').focus();
    expect(await field('Host').inputValue()).toBe('127.0.0.1');
    expect(await field('Port').inputValue()).toBe(String(exchange.port));
    expect(await field('Path').inputValue()).toBe('');
    await page
      .getByRole('note')
      .getByText(/^An address: .*certificate/)
      .waitFor();
    await field('Account').fill(root.address);
    await watch.look('exchange-new');
    await page.setViewportSize(phone);
    await watch.look('exchange-new-on-a-phone');
    await page.setViewportSize(desktop);
  });

  it('is tested step by step: the first time with a wrong password', bounded, async () => {
    await field('Password of the account').fill('guessed');
    await field('Mailbox to sign in to').fill(ann);
    const test = page.getByRole('region', { name: 'Test' });
    await test.getByRole('button', { name: 'Test connection' }).click();
    await test.getByText('The test ended at: Sign in').waitFor();
    await test.getByText('Code: sign-in-rejected').waitFor();
    await watch.look('exchange-test-fails');
    await field('Password of the account').fill(root.password);
    await test.getByRole('button', { name: 'Test again' }).click();
    await test.getByText('The connection works').waitFor();
    await test.getByRole('button', { name: /Write, and take it away again.*passed/ }).waitFor();
    await watch.look('exchange-test-works');
    await page.getByRole('button', { name: 'Save connection' }).click();
    await page.getByRole('heading', { name: 'New Exchange' }).waitFor();
    await page.getByText('Works', { exact: true }).first().waitFor();
    expect(exchange.mailbox(ann).sent).toEqual([]);
  });

  it('takes a mailbox there, and its archive beside it', bounded, async () => {
    const { rows } = await client.call('listConnections', { path: { tenant }, query: {} });
    const target = rows.find(({ kind }) => kind === 'exchange') as Connection;
    const path = await makeJob(client, { tenant, name: 'To Exchange', source, target });
    const body = ['source,target,source_password,target_kind', `${ann},${ann},${password},`];
    await client.call('importPairs', {
      ...{ path, query: {}, idempotencyKey: freshKey() },
      body: [...body, `back@example.com,${ann},${password},archive`].join('\n'),
    });
    await page.goto(`/t/${tenant}/jobs/${path.job}`);
    await page.getByRole('button', { name: 'Start migration' }).click();
    await row(ann)
      .getByText(/Completed|Under watch/)
      .waitFor({ timeout: 150_000 });
    const pairs = await untilPairs(client, path, { statuses: endStatuses });
    expect(
      pairs.map(({ source: mailbox, ...pair }) => [mailbox, pair.migrated, pair.grade]),
    ).toEqual([
      [ann, letterCount + 3, 'Good'],
      ['back@example.com', 0, expect.any(String)],
    ]);
    expect(exchange.mailbox(ann).distinguished('inbox').items).toHaveLength(letterCount);
    await watch.look('exchange-job');
    await row(ann).getByText(ann).first().click();
    await page.getByTitle('Plans/2024').first().waitFor();
    await watch.look('exchange-mailbox');
    const report = await client.call('pairReport', { path: { tenant, pair: pairs[0]?.id ?? '' } });
    expect(report).toContain(`INBOX,INBOX,${letterCount},${letterCount},0,0,0,0,0`);
  });

  it('takes mail home, and says what has no form there', bounded, async () => {
    const calendar = exchange.mailbox(ann).distinguished('calendar');
    for (let n = 0; n < 2; n += 1) {
      exchange.mailbox(ann).addItem(calendar, {
        ...{ mime: new Uint8Array(), itemClass: 'IPM.Appointment', isRead: true, isDraft: false },
        ...{ receivedAt: new Date(), categories: [], properties: new Map() },
      });
    }
    const { rows } = await client.call('listConnections', { path: { tenant }, query: {} });
    const home = rows.find(({ kind }) => kind === 'exchange') as Connection;
    const path = await makeJob(client, { tenant, name: 'Home', source: home, target: source });
    const row = { source: ann, target: 'back@example.com', sourcePassword: password };
    await importRows(client, path, [{ ...row, targetPassword: password }]);
    await order(client, 'startJob', path);
    const [pair] = await untilPairs(client, path, { statuses: endStatuses });
    expect(pair).toMatchObject({ migrated: letterCount + 3, excluded: 2, failed: 0 });
    expect(imap.mailbox('back@example.com').messages(['INBOX'])).toHaveLength(letterCount);
    await page.goto(`/t/${tenant}/jobs/${path.job}/mailboxes/${pair?.id ?? ''}`);
    await page.getByText('Calendar').first().waitFor();
    await page.getByText('Left out: it holds no mail, and the target takes mail alone').waitFor();
    await watch.look('exchange-home');
    await page.setViewportSize(phone);
    await watch.look('exchange-home-on-a-phone');
  });

  it('has complained of nothing, and is accessible on every page, light and dark', () => {
    expect(watch.complaints).toEqual([]);
    expect(watch.findings).toEqual([]);
    expect(system.output()).not.toContain(root.password);
  });

  function field(name: string): Locator {
    return page.getByRole('textbox', { name, exact: true });
  }

  function row(mailbox: string): Locator {
    return page.getByRole('row').filter({ has: page.getByRole('link', { name: mailbox }) });
  }

  async function choose(label: string, option: string): Promise<void> {
    await page.getByLabel(label).and(page.locator('input')).click();
    await page.getByRole('option', { name: option }).click();
  }
});
