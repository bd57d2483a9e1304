import type { Client } from '@mailhaul/api-client';
import type { Browser } from 'playwright-core';
import { startBrowser } from './browser.ts';
import type { CleanUps } from './clean-ups.ts';
import { signedInPage, type Visitor, type WatchedPage } from './signed-in-page.ts';
import { openSystem, type SystemOptions, type SystemStage } from './system-stage.ts';

/** The built system, a client of its first operator, and its console in Chromium. */
export interface OpenConsole extends WatchedPage {
  readonly system: SystemStage;
  readonly client: Client;
  readonly browser: Browser;
}

/** Ends with the clean-ups. */
export async function openConsole(
  cleanUps: CleanUps,
  options: SystemOptions = {},
  visitor: Visitor = {},
): Promise<OpenConsole> {
  const system = cleanUps.keep(await openSystem(options), (one) => one.close());
  const browser = cleanUps.keep(await startBrowser(), (one) => one.close());
  const { client } = system;
  return { system, client, browser, ...(await signedInPage(browser, system.app, visitor)) };
}
