import type { Client } from '@mailhaul/api-client';
import { freePort } from '@mailhaul/testing/servers';
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
import { countDrawn, drawnBy } from '../support/drawn-components.ts';
import { openConsole } from '../support/open-console.ts';
import type { PageWatch } from '../support/page-watch.ts';
import { stepByStep } from '../support/step-by-step.ts';

/** More than one request names. */
const mailboxCount = 5200;
const nameOf = (n: number) => `user${String(n).padStart(4, '0')}`;
const stepCount = 20;
const rowHeight = 36;
/** The body of the table, and the row that came with its bar, mark and sentence. */
const perRowMax = 15;

describeWithBrowser('a table of thousands of mailboxes, in Chromium', () => {
  const cleanUps = new CleanUps();
  let client: Client;
  let page: Page;
  let watch: PageWatch;
  let job: JobPath;

  beforeAll(async () => {
    ({ client, page, watch } = await openConsole(cleanUps));
    const tenant = await makeTenant(client);
    const define = async (name: string) =>
      defineConnection(client, tenant, loopbackSettings(name, await freePort()));
    const ends = { source: await define('Old'), target: await define('New') };
    job = await makeJob(client, { tenant, name: 'Everybody', ...ends });
    const passwords = { sourcePassword: 'x', targetPassword: 'x' };
    const rows = Array.from({ length: mailboxCount }, (_, n) => ({
      ...{ source: nameOf(n), target: `${nameOf(n)}@new` },
      ...passwords,
    }));
    await importRows(client, job, rows);
    await countDrawn(page);
    await page.goto(`/t/${tenant}/jobs/${job.job}`);
    await page.getByText(nameOf(0), { exact: true }).waitFor();
    // What still comes in would be drawn beside what the steps below draw.
    await page.getByText('5,200 mailboxes ready to start').waitFor();
  });

  afterAll(() => cleanUps.run());
  stepByStep(() => watch.picture('where-it-failed'));

  it('draws the rows that come by, and nothing else of the page', async () => {
    // What is loaded ahead is there.
    await page.getByRole('grid').and(page.locator('[aria-busy=false]')).waitFor();
    const drawn = await drawnByStep(rowHeight);
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThan(perRowMax);
  });

  it('chooses all that are loaded at once, and draws nothing for what is chosen already', async () => {
    await showLast();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    await bar().getByText('5,200 mailboxes chosen').waitFor();
    expect(await drawnByMost(() => page.keyboard.press('Control+a'))).toBe(0);
    expect(await drawnByStep(-rowHeight)).toBeLessThan(perRowMax);
  });

  it('does something with more of them than one request names', async () => {
    await page.getByRole('toolbar').getByLabel('Priority', { exact: true }).click();
    await page.getByRole('menuitem', { name: '5 · last' }).click();
    await page.getByText('5,200 mailboxes given another priority').waitFor();
    const { rows } = await client.call('listPairs', {
      path: job,
      query: { sort: 'source', priority: 1 },
    });
    expect(rows).toEqual([]);
    expect(watch.complaints).toEqual([]);
  });

  const bar = () => page.getByRole('region', { name: 'Chosen mailboxes' });

  const drawnByStep = (pixels: number) => drawnByMost(() => scrollBy(pixels));

  /** The middle one of several steps: news of the mailboxes that come in between draw more, once. */
  async function drawnByMost(step: () => Promise<void>): Promise<number> {
    const steps: number[] = [];
    for (let done = 0; done < stepCount; done++) steps.push(await drawnBy(page, step));
    return steps.toSorted((a, b) => a - b)[stepCount / 2] ?? 0;
  }

  async function scrollBy(pixels: number): Promise<void> {
    await page.evaluate(`new Promise((done) => {
      document.querySelector('[role=grid]').scrollTop += ${pixels};
      requestAnimationFrame(() => requestAnimationFrame(done));
    })`);
  }

  /** Rows are loaded as they are looked at. */
  async function showLast(): Promise<void> {
    const last = page.getByText(nameOf(mailboxCount - 1), { exact: true });
    await expect
      .poll(async () => {
        await page.evaluate(
          "{ const grid = document.querySelector('[role=grid]'); grid.scrollTop = grid.scrollHeight; }",
        );
        return last.count();
      })
      .toBe(1);
  }
});
