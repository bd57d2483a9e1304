import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { files, read, readJson, root } from './repository.ts';

const documents = files.filter((file) => file.endsWith('.md'));

describe('documents', () => {
  it('link to what is there', () => {
    const broken = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(join(root, posix.join(dirname(file), target))))
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name every root script in the README', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(readJson('package.json'));
    const readme = read('README.md');
    const unnamed = Object.keys(scripts).filter(
      (name) => !readme.includes(`npm run ${name}`) && !readme.includes(`\`npm ${name}\``),
    );
    expect(unnamed).toEqual([]);
  });

  it('give each decision a number of its own', () => {
    const numbers = documents
      .filter((file) => file.startsWith('docs/adr/'))
      .map((file) => /^\d{4}(?=-)/.exec(posix.basename(file))?.[0]);
    expect(numbers).not.toContain(undefined);
    expect(numbers).toHaveLength(new Set(numbers).size);
  });
});
