import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { problemCatalogue, problemPage } from './problem-page.ts';
import { rejectionEntries } from './rejection-codes.ts';
import { requestEntries } from './request-codes.ts';

const page = new URL('../../../../../docs/reference/api-errors.md', import.meta.url);

it('stands in the reference as the catalogue has it (npx vitest -u makes it anew)', async () => {
  await expect(problemPage()).toMatchFileSnapshot(page.pathname);
  expect(await readFile(page, 'utf8')).toContain('`csv-invalid`');
});

it('gives no code two meanings', () => {
  const count = Object.keys(rejectionEntries).length + Object.keys(requestEntries).length;
  expect(problemCatalogue().size).toBe(count);
});
