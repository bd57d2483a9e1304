import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { root } from './repository.ts';

describe('what a script makes', () => {
  it.each([
    ['docs/reference/libraries.md', ['tools/graph.mjs', '--check']],
    ['docs/reference/errors.md', ['tools/errors-page.mjs', '--check']],
    [
      'docs/reference/configuration.md and .env.example',
      ['tools/configuration-page.mjs', '--check'],
    ],
    ['package-lock.json', ['tools/complete-lock.mjs', '--check']],
  ])('%s is as the script would make it now', (_file, command) => {
    const run = () => execFileSync(process.execPath, command, { cwd: root, stdio: 'pipe' });
    expect(run).not.toThrow();
  });
});
