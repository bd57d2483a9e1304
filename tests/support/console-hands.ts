import { readFile } from 'node:fs/promises';
import {
  directoryReader,
  directoryReaderPassword,
  type SlapdServer,
} from '@mailhaul/testing/servers';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a person does with a page of the console, by the names that are read there. */
export class ConsoleHands {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  field(name: string): Locator {
    return this.#page.getByRole('textbox', { name, exact: true });
  }

  button(name: string): Locator {
    return this.#page.getByRole('button', { name, exact: true });
  }

  /** Of the actions of a job: a column may be called the same. */
  tool(name: string): Locator {
    return this.#page.getByRole('toolbar').getByRole('button', { name, exact: true });
  }

  row(mailbox: string): Locator {
    const link = this.#page.getByRole('link', { name: mailbox });
    return this.#page.getByRole('row').filter({ has: link });
  }

  /** Goes to a step of the wizard. */
  async step(name: string): Promise<void> {
    const rail = this.#page.getByRole('navigation', { name: 'Steps' });
    await rail.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await this.#page.getByRole('heading', { name, level: 2, exact: true }).waitFor();
  }

  async choose(label: string, option: string): Promise<void> {
    await this.#select(label).click();
    await this.#page.getByRole('option', { name: option }).click();
  }

  async untilChosen(label: string, name: string): Promise<void> {
    await expect.poll(() => this.#select(label).inputValue(), { timeout: 60_000 }).toBe(name);
  }

  #select(label: string): Locator {
    return this.#page.getByLabel(label, { exact: true }).and(this.#page.locator('input'));
  }

  /** In the form of a connection. */
  async fillDirectory({ tlsPort, certificate }: SlapdServer, base: string): Promise<void> {
    await this.#page.getByText('Directory', { exact: true }).click();
    const name = 'Look mailboxes up in a directory (LDAP)';
    await this.#page.getByRole('switch', { name }).click();
    await this.field('Directory server').fill('127.0.0.1');
    await this.field('Directory port').fill(String(tlsPort));
    await this.field('Search base').fill(base);
    await this.field('Who reads it').fill(directoryReader);
    await this.field('Password of the reader').fill(directoryReaderPassword);
    await this.field('Certificate of the directory’s authority (PEM)').fill(certificate);
  }

  /** The text of what a link gives. */
  async download(name: string): Promise<string> {
    const link = this.#page.getByRole('link', { name });
    const [file] = await Promise.all([this.#page.waitForEvent('download'), link.click()]);
    return readFile(await file.path(), 'utf8');
  }
}
