import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe, it } from 'vitest';

const binary = '/usr/bin/chromium';

/** As `describeWithServer`: skipped with a word where there is no browser, a failure under `CI=true`. */
export function describeWithBrowser(title: string, body: () => void): void {
  if (existsSync(binary)) {
    describe(title, body);
    return;
  }
  const reason = `${binary} is missing (Debian package chromium)`;
  describe(title, () => {
    it('needs chromium', (context) => {
      if (process.env['CI'] === 'true') throw new Error(reason);
      context.skip(reason);
    });
  });
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: binary, args: ['--no-sandbox'] });
}
