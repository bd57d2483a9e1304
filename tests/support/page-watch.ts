import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { ConsoleMessage, Page } from 'playwright-core';

/** Names a folder for pictures of what is looked at; not set, none are taken. */
const picturesVariable = 'MAILHAUL_E2E_PICTURES';
const serious: readonly unknown[] = ['serious', 'critical'];
/** The browser's own word for an answer that is no success; what the page makes of it is looked at. */
const refusedRequest = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Of all that end by themselves. */
const animationsEnd = `Promise.allSettled(
  document.getAnimations()
    .filter((one) => one.effect?.getComputedTiming().endTime < Infinity)
    .map((one) => one.finished),
)`;

/** Looks over a page's shoulder while a spec uses it; what was found is judged at the end, by the spec. */
export class PageWatch {
  /** What it logged as an error (what its policy refused stands there as well), threw, or was answered 5xx. */
  readonly complaints: string[] = [];
  /** Serious findings of axe, in light and dark. */
  readonly findings: string[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    page.on('console', (message) => this.#hear(message));
    page.on('pageerror', (error) => this.complaints.push(`thrown: ${error.message}`));
    page.on('response', (response) => {
      if (response.status() >= 500) this.complaints.push(`${response.status()} ${response.url()}`);
    });
  }

  /** Takes pictures of what is shown now, and asks axe. */
  async look(place: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.#dress(colorScheme);
      await this.picture(`${place}-${colorScheme}`);
      const { violations } = await new AxeBuilder({ page: this.#page }).analyze();
      for (const { id, impact, nodes } of violations) {
        if (!serious.includes(impact)) continue;
        for (const { html, any } of nodes) {
          const why = any[0]?.message ?? '';
          this.findings.push(`${place}, ${colorScheme}: ${id}: ${html.slice(0, 200)} (${why})`);
        }
      }
    }
    await this.#dress('light');
  }

  /** The page itself says when it has changed its dress. */
  async #dress(colorScheme: 'light' | 'dark'): Promise<void> {
    await this.#page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const dressed = this.#page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`);
    await dressed.waitFor({ state: 'attached' });
    await this.#page.evaluate(animationsEnd);
  }

  #hear(message: ConsoleMessage): void {
    const text = message.text();
    if (message.type() !== 'error' || refusedRequest.test(text)) return;
    this.complaints.push(`console: ${text}`);
  }

  /** Where pictures are wanted. */
  async picture(name: string): Promise<void> {
    const folder = process.env[picturesVariable];
    if (folder === undefined || folder === '') return;
    mkdirSync(folder, { recursive: true });
    await this.#page.screenshot({ path: join(folder, `${name}.png`) });
  }
}
