import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

/** A real file of the strictest kind: the text given to a case is linted as if it stood there. */
const engineFile = 'libs/copy-engine/src/protocol-rules.ts';
const eslint = new ESLint({
  overrideConfig: {
    // Under CI the parser holds every file for read once, and would lint what is on disk.
    languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } },
  },
});

describe('the lint rules', () => {
  it.each([
    ['export const now = Date.now();', 'no-restricted-syntax'],
    ['export const now = new Date();', 'no-restricted-syntax'],
    ['export const chance = Math.random();', 'no-restricted-syntax'],
    ["export const home = process.env['HOME'];", 'no-restricted-syntax'],
    ['export const now = performance.now();', 'no-restricted-globals'],
    ['setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    [
      "import { randomUUID } from 'node:crypto'; export const id = randomUUID();",
      '@typescript-eslint/no-restricted-imports',
    ],
    [
      "import { setTimeout as wait } from 'node:timers/promises'; await wait(1);",
      '@typescript-eslint/no-restricted-imports',
    ],
    [
      "import type { EventStore } from '@mailhaul/application'; export type Store = EventStore;",
      '@typescript-eslint/no-restricted-imports',
    ],
    [
      "import { ImapFlow } from 'imapflow'; export const Client = ImapFlow;",
      '@typescript-eslint/no-restricted-imports',
    ],
    [
      'export async function f(): Promise<void> { await g(); g(); } async function g(): Promise<void> { await f(); }',
      '@typescript-eslint/no-floating-promises',
    ],
    [
      "export function f(x: 'a' | 'b'): void { switch (x) { case 'a': f('b'); } }",
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    ['export const x = (y: any): string => String(y);', '@typescript-eslint/no-explicit-any'],
    ["export function f(): never { throw 'word'; }", '@typescript-eslint/only-throw-error'],
    ['export function f(): void { try { f(); } catch {} }', 'no-empty'],
  ])('refuse %s', async (text, rule) => {
    expect(await rulesBrokenBy(text)).toContain(rule);
  });

  it('let pass what is meant', async () => {
    const text = `
      import { createHash } from 'node:crypto';
      import type { Clock } from '@mailhaul/kernel';
      export const hash = createHash('sha256');
      export const epoch = new Date(0);
      export const wait = (clock: Clock): Promise<void> => clock.sleep(1);`;
    expect(await rulesBrokenBy(text)).toEqual([]);
  });
});

async function rulesBrokenBy(text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: engineFile });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}
