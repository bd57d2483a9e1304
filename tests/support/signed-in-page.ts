import type { Browser, Page } from 'playwright-core';
import { desktop, PageWatch } from './page-watch.ts';
import { adminPassword, type StandaloneProcess } from './standalone-process.ts';

/** Of one step: CI's machine may be slow. */
const stepMsMax = 60_000;

/** Default: the administrator, in the machine's own time zone. */
export interface Visitor {
  readonly login?: string;
  readonly password?: string;
  readonly timezoneId?: string;
}

/** A page of the console, watched from its first moment on. */
export interface WatchedPage {
  readonly page: Page;
  readonly watch: PageWatch;
}

type Site = Pick<StandaloneProcess, 'url'>;

/** The console before anybody has signed in, on a screen of 1440 × 900. */
export async function newPage(
  browser: Browser,
  { url }: Site,
  { timezoneId }: Visitor = {},
): Promise<WatchedPage> {
  const zone = timezoneId === undefined ? {} : { timezoneId };
  const context = await browser.newContext({ viewport: desktop, baseURL: url, ...zone });
  const page = await context.newPage();
  page.setDefaultTimeout(stepMsMax);
  return { page, watch: new PageWatch(page) };
}

/** The console as somebody sees it who has just signed in. */
export async function signedInPage(
  browser: Browser,
  site: Site,
  visitor: Visitor = {},
): Promise<WatchedPage> {
  const { login = 'admin', password = adminPassword } = visitor;
  const opened = await newPage(browser, site, visitor);
  const { page } = opened;
  await page.goto('/sign-in');
  await page.getByLabel('Name', { exact: true }).fill(login);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });
  return opened;
}
