import type { Client } from '@mailhaul/api-client';
import { freePort } from '@mailhaul/testing/servers';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  actOn,
  defineConnection,
  importRows,
  type JobPath,
  loopbackSettings,
  makeJob,
  makeTenant,
  order,
  pairsOf,
} from '../support/api-steps.ts';
import { describeWithBrowser } from '../support/browser.ts';
import { CleanUps } from '../support/clean-ups.ts';
import { openConsole } from '../support/open-console.ts';
import { desktop, type PageWatch, phone } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';

const mailboxCount = 40;
const names = Array.from({ length: mailboxCount }, (_, n) => `user${String(n).padStart(2, '0')}`);
/** These have no target: a start of theirs is refused. */
const open = names.slice(0, 5);

/** What of an element of the page is asked for. */
interface Told {
  getAttribute(name: string): string | null;
}

describeWithBrowser('the actions of a job and its table of mailboxes, in Chromium', () => {
  const cleanUps = new CleanUps();
  let client: Client;
  let page: Page;
  let watch: PageWatch;
  let job: JobPath;
  let other: JobPath;

  beforeAll(async () => {
    ({ client, page, watch } = await openConsole(cleanUps));
    const tenant = await makeTenant(client);
    // Nobody answers there: what is started waits, and its job runs for as long as is needed.
    const define = async (name: string) =>
      defineConnection(client, tenant, loopbackSettings(name, await freePort()));
    const ends = { source: await define('Old mail server'), target: await define('New one') };
    job = await makeJob(client, { tenant, name: 'Head office', ...ends });
    const passwords = { sourcePassword: 'x', targetPassword: 'x' };
    const rows = names.map((name) => ({ source: name, target: `${name}@new`, ...passwords }));
    await importRows(client, job, rows);
    const ids = (await pairsOf(client, job))
      .filter(({ source }) => open.includes(source))
      .map(({ id }) => id);
    await actOn(client, job, { action: 'unmatch', ids });
    other = await makeJob(client, { tenant, name: 'Pilot group', ...ends });
  });

  afterAll(() => cleanUps.run());
  stepByStep(() => watch.picture('where-it-failed'));

  it('says of each action that is not possible now why, to the pointer and to a screen reader', async () => {
    await page.goto(pathOf(job));
    await row('user00').waitFor();
    await watch.look('ribbon-draft');
    expect(await refusals()).toEqual({
      Pause: 'It does not run',
      'Run delta migration': 'A delta takes what came since the first pass: start the job first',
      'Move up: earlier turn': 'It has the first turn already',
      Priority: 'Choose mailboxes in the table first',
      Reset: 'Choose mailboxes in the table first',
      'Refresh email addresses':
        'Neither side has a directory to ask: import the CSV again with new addresses, or match again',
      'Mailbox report': 'Choose one mailbox in the table: the report is of one',
    });
    await tool('Pause').hover();
    await page.getByRole('tooltip').getByText('It does not run').waitFor();
    await tool('Pause').press('Enter');
    await page.goto(pathOf(other));
    await page.getByText('No mailboxes yet').first().waitFor();
    await expect.poll(refusals).toMatchObject({
      'Start migration': 'Add mailboxes first',
      'Match mailboxes': 'Add mailboxes first',
    });
  });

  it('is one stop of the tab key, with arrows from one action to the next', async () => {
    await page.goto(pathOf(job));
    await row('user00').waitFor();
    await tool('Start migration').focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(focused).toBe('Mailbox report');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(focused).toBe('Pause');
    await page.keyboard.press('Tab');
    await expect.poll(() => toolbar().locator(':focus').count()).toBe(0);
    await page.keyboard.press('Shift+Tab');
    await expect.poll(focused).toBe('Pause');
  });

  it('moves the job among the others', async () => {
    await tool('Move down: later turn').click();
    await expect
      .poll(refusals)
      .toMatchObject({ 'Move down: later turn': 'It has the last turn already' });
    const { rows } = await client.call('listJobs', {
      path: { tenant: job.tenant },
      query: { sort: 'rank' },
    });
    expect(rows.map(({ name }) => name)).toEqual(['Pilot group', 'Head office']);
    await tool('Move up: earlier turn').click();
    await expect
      .poll(refusals)
      .toMatchObject({ 'Move up: earlier turn': 'It has the first turn already' });
  });

  it('stands in the list of jobs, in the order of their turn', async () => {
    expect(await listed()).toEqual(['1 Head office', '2 Pilot group']);
    const here = jobList().getByRole('link', { name: /Head office/ });
    expect(await here.getAttribute('aria-current')).toBe('page');
    await tool('Move down: later turn').click();
    await expect.poll(listed).toEqual(['1 Pilot group', '2 Head office']);
    await watch.look('job-list');
    await tool('Move up: earlier turn').click();
    await expect.poll(listed).toEqual(['1 Head office', '2 Pilot group']);
    await here.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Pilot group', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Hide the list of jobs' }).click();
    await jobList().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show the list of jobs' }).click();
    await jobList()
      .getByRole('link', { name: /Head office/ })
      .click();
    await row('user00').waitFor();
  });

  it('chooses rows by click, Ctrl, Shift, both, and Ctrl A, and then all that match', async () => {
    const cell = (name: string) => row(name).getByText('Ready');
    await cell('user10').click();
    expect(await chosenNames()).toEqual(['user10']);
    await cell('user12').click({ modifiers: ['Control'] });
    expect(await chosenNames()).toEqual(['user10', 'user12']);
    await cell('user14').click({ modifiers: ['Shift'] });
    expect(await chosenNames()).toEqual(['user12', 'user13', 'user14']);
    await cell('user08').click({ modifiers: ['Control'] });
    await cell('user09').click({ modifiers: ['Control', 'Shift'] });
    expect(await chosenNames()).toEqual(['user08', 'user09', 'user12', 'user13', 'user14']);
    await page.getByRole('grid').press('Control+a');
    await bar().getByText(`${mailboxCount} mailboxes chosen`).waitFor();
    await page.keyboard.press('Escape');
    await bar().waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Find a mailbox' }).fill('user1');
    await row('user09').waitFor({ state: 'detached' });
    await cell('user10').click();
    await bar().getByRole('button', { name: 'Select all 10 that match' }).click();
    await bar().getByText('10 mailboxes chosen').waitFor();
    await watch.look('all-that-match');
    await bar().getByRole('button', { name: 'Clear selection' }).click();
    await page.getByRole('button', { name: 'Clear search' }).click();
    await row('user09').waitFor();
  });

  it('gives the chosen ones a priority, asks before a reset, and names the report of one', async () => {
    await row('user20').getByText('Ready').click();
    await row('user21')
      .getByText('Ready')
      .click({ modifiers: ['Control'] });
    expect(await refusals()).not.toHaveProperty('Priority');
    await tool('Priority').click();
    await page.getByRole('menuitem', { name: '5 · last' }).click();
    await page.getByText('2 mailboxes given another priority').waitFor();
    await tool('Reset').click();
    const ask = page.getByRole('dialog', { name: 'Reset: 2 mailboxes' });
    await ask.getByText(/the history starts anew/).waitFor();
    await watch.look('reset-asks');
    const isMatched = ask.getByRole('checkbox', { name: 'Match what is already on the target' });
    expect(await isMatched.isChecked()).toBe(true);
    await isMatched.click();
    await ask.getByText(/will be there twice/).waitFor();
    await watch.look('reset-without-matching');
    await ask.getByRole('button', { name: 'Reset: 2 mailboxes' }).click();
    await page.getByText('2 mailboxes reset').waitFor();
    await tool('Reset').click();
    await ask.getByRole('button', { name: 'Cancel' }).click();
    await row('user20').getByText('Ready').click();
    await expect
      .poll(() => tool('Mailbox report').getAttribute('href'))
      .toMatch(/\/pairs\/.+report/);
  });

  it('opens the match window for the chosen ones alone', async () => {
    await row('user30').getByText('Ready').click();
    await tool('Match mailboxes').click();
    await watch.look('match-for-whom');
    await page.getByRole('menuitem', { name: 'Chosen mailboxes' }).click();
    await expect.poll(() => page.getByRole('radio', { name: 'Chosen' }).isChecked()).toBe(true);
    await row('user30').waitFor();
    expect(await row('user31').count()).toBe(0);
    await page.goBack();
    await row('user00').waitFor();
  });

  it('says what became of each row, and which refused and why', async () => {
    await page.getByRole('grid').press('Control+a');
    await bar().getByRole('button', { name: 'Start', exact: true }).click();
    const result = page.getByRole('dialog', { name: '35 mailboxes started, 5 refusals' });
    await result.waitFor();
    expect(await result.getByRole('listitem').allInnerTexts()).toEqual(open);
    await watch.look('what-became-of-each');
    await result.getByRole('button', { name: 'Choose these 5' }).click();
    await result.waitFor({ state: 'detached' });
    expect(await chosenNames()).toEqual(open);
    await page.keyboard.press('Escape');
  });

  it('changes with the state of the job: what runs can be paused, and not be deleted', async () => {
    await order(client, 'startJob', job);
    await page.getByText('Running', { exact: true }).first().waitFor();
    await expect.poll(refusals).toMatchObject({
      'Start migration': 'It runs already',
      'Run delta migration': 'Wait for its end, or pause it first',
      'Delete job': 'Pause it first',
    });
    await watch.look('ribbon-running');
    await tool('Pause').click();
    await tool('Resume migration').waitFor();
    expect(await refusals()).not.toHaveProperty('Delete job');
  });

  it('has its columns chosen, dragged and moved by keys, and keeps them for this person', async () => {
    expect(await headers()).toEqual(usual);
    await header('Priority').dragTo(header('State'));
    const dragged = ['Mailbox', 'Matched with', 'Priority', 'State', ...usual.slice(3, -1)];
    await expect.poll(headers).toEqual(dragged);
    await header('State').getByRole('button').press('Control+Shift+ArrowLeft');
    await page.getByText('State is column 3 of 8').waitFor({ state: 'attached' });
    await header('Matched with').getByRole('button').press('Control+Shift+ArrowLeft');
    expect((await headers()).slice(0, 4)).toEqual(['Mailbox', 'Matched with', 'State', 'Priority']);
    await page.getByRole('button', { name: 'Columns and rows' }).click();
    const chooser = page.getByRole('dialog', { name: 'Columns and rows' });
    for (const [name, isShown] of [
      ['Progress', false],
      ['Excluded', true],
    ] as const) {
      const box = chooser.getByRole('checkbox', { name });
      await box.click();
      // What is shown stands in the address, which comes around a moment later.
      await expect.poll(() => box.isChecked()).toBe(isShown);
    }
    await watch.look('columns');
    await page.keyboard.press('Escape');
    const kept = await headers();
    expect(kept).toContain('Excluded');
    await header('Priority').getByRole('button').click();
    await expect.poll(() => header('Priority').getAttribute('aria-sort')).toBe('ascending');
    await page.goto(pathOf(job));
    await row('user00').waitFor();
    expect(await headers()).toEqual(kept);
  });

  it('is a menu on a phone, where mailboxes are chosen by their boxes', async () => {
    await page.setViewportSize(phone);
    await page.getByRole('checkbox', { name: 'Select row 2' }).click();
    await bar().getByText('1 mailbox chosen').waitFor();
    await page.getByRole('button', { name: 'Actions', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Edit job' }).waitFor();
    await watch.look('ribbon-on-a-phone');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show the list of jobs' }).click();
    await jobList().getByText('Pilot group').waitFor();
    await watch.look('job-list-on-a-phone');
    await page.keyboard.press('Escape');
    await jobList().waitFor({ state: 'detached' });
    await page.setViewportSize(desktop);
  });

  it('has complained of nothing, and is accessible in every state, light and dark', () => {
    expect(watch.found()).toEqual([]);
  });

  const usual = [
    ...['Mailbox', 'Matched with', 'State', 'What goes on'],
    ...['Progress', 'Failed', 'Total', 'Priority'],
  ];

  const pathOf = (one: JobPath) => `/t/${one.tenant}/jobs/${one.job}`;
  const jobList = () => page.getByRole('navigation', { name: 'Jobs' });
  const toolbar = () => page.getByRole('toolbar');
  const tool = (name: string) => toolbar().getByLabel(name, { exact: true });
  const bar = () => page.getByRole('region', { name: 'Chosen mailboxes' });
  const focused = () => toolbar().locator(':focus').getAttribute('aria-label');

  /** Turn and name of each job of the list. */
  async function listed(): Promise<readonly string[]> {
    const texts = await jobList().getByRole('link').allInnerTexts();
    return texts.map((text) => text.split('\n').slice(0, 2).join(' '));
  }

  function row(mailbox: string): Locator {
    return page.getByRole('row').filter({ hasText: mailbox });
  }

  function header(name: string): Locator {
    return page.getByRole('columnheader', { name, exact: true });
  }

  async function headers(): Promise<readonly string[]> {
    const all = await page.getByRole('columnheader').allInnerTexts();
    return all.filter((text) => text !== '');
  }

  async function chosenNames(): Promise<readonly string[]> {
    const rows = page.locator('[role=row][aria-selected=true]').getByRole('link');
    return (await rows.allInnerTexts()).toSorted();
  }

  /** Each action that is not possible now, with the reason that a screen reader says. */
  async function refusals(): Promise<Readonly<Record<string, string>>> {
    // In one look: what is refused may change meanwhile.
    const told = await toolbar()
      .locator('[aria-disabled=true]')
      .evaluateAll((tools) =>
        (tools as unknown as readonly Told[]).map((one) => [
          one.getAttribute('aria-label') ?? '',
          one.getAttribute('aria-description') ?? '',
        ]),
      );
    return Object.fromEntries(told) as Record<string, string>;
  }
});
