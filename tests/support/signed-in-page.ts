import type { Browser, Page } from 'playwright-core';
import { adminPassword, type StandaloneProcess } from './standalone-process.ts';

const viewport = { width: 1440, height: 900 };
/** Of one step: CI's machine may be slow. */
const stepMsMax = 60_000;

/** The console as the administrator sees it who has just signed in, on a screen of 1440 × 900. */
export async function signedInPage(
  browser: Browser,
  app: Pick<StandaloneProcess, 'url'>,
): Promise<Page> {
  const context = await browser.newContext({ viewport, baseURL: app.url });
  const page = await context.newPage();
  page.setDefaultTimeout(stepMsMax);
  await page.goto('/sign-in');
  await page.getByLabel('Name', { exact: true }).fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });
  return page;
}
