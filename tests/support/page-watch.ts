import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { ConsoleMessage, Page } from 'playwright-core';

export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

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

/** A screen reader says a page's title first: there is one at every moment, while pages change as well. */
const missTitles = `addEventListener('DOMContentLoaded', () => {
  const miss = () => { if (document.title === '') console.error('a page without a title: ' + location.pathname); };
  new MutationObserver(miss).observe(document, { childList: true, subtree: true });
  miss();
});`;

/** That it is not ready is an answer: the page says it in words. */
const isAboutReadiness = (url: string) => url.endsWith('/readyz');

/** Looks over a page's shoulder while a spec uses it; what was found is judged at the end, by the spec. */
export class PageWatch {
  /** What it logged as an error (what its policy refused stands there as well), threw, or was answered 5xx. */
  readonly complaints: string[] = [];
  /** Serious findings of axe, in light and dark. */
  readonly findings: string[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    void page.addInitScript(missTitles);
    page.on('console', (message) => this.#hear(message));
    page.on('pageerror', (error) => this.complaints.push(`thrown: ${error.message}`));
    page.on('response', (response) => {
      const isFault = response.status() >= 500 && !isAboutReadiness(response.url());
      if (isFault) this.complaints.push(`${response.status()} ${response.url()}`);
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

  /** The same on the screen of a phone. */
  async lookOnPhone(place: string): Promise<void> {
    const before = this.#page.viewportSize() ?? desktop;
    await this.#page.setViewportSize(phone);
    await this.look(`${place}-on-a-phone`);
    await this.#page.setViewportSize(before);
  }

  /** Everything that it had to complain of: nothing is what a spec wants. */
  found(): readonly string[] {
    return [...this.complaints, ...this.findings];
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
    if (isAboutReadiness(message.location().url)) return;
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
