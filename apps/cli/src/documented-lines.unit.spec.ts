import { readdirSync } from 'node:fs';
import { parseConnectionUrl } from '@mailhaul/connector-registry';
import { describe, expect, it } from 'vitest';
import { readBudgets } from './options/budgets.ts';
import { readDeadlines } from './options/deadlines.ts';
import {
  type RawMigrateOptions,
  checkCombinations,
  readParallel,
  readPassOptions,
} from './options/migrate-options.ts';
import { parseFolderMap } from './pairs/folder-map.ts';
import { parseSideUrl, withCredentials } from './pairs/side-url.ts';
import { buildProgram } from './program.ts';
import { documentedLines } from './spec-support/documented-lines.ts';

const root = new URL('../../../', import.meta.url);
const howTos = readdirSync(new URL('docs/how-to', root)).map((name) => `docs/how-to/${name}`);
const pages = [
  'README.md',
  'docs/reference/command-line.md',
  'docs/reference/folders.md',
  ...howTos,
];
/** Pages cut it short. */
const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');
const lines = pages.flatMap((page) => documentedLines(root, page));

/** Takes a command line as the program does, up to the point where files and servers are wanted. */
async function accept(args: readonly string[], isInBlock: boolean): Promise<void> {
  const check = (raw: RawMigrateOptions) => {
    if (isInBlock) checkCombinations(raw);
    readPassOptions(raw, Date.parse('2026-01-01'));
    readParallel(raw);
    readDeadlines(raw);
    readBudgets(raw);
    parseFolderMap(raw.folderMap ?? []);
    for (const url of [raw.source, raw.target]) if (url !== undefined) checkUrl(url);
    return Promise.resolve(0 as const);
  };
  const program = buildProgram(
    {
      migrate: check,
      verify: check,
      status: () => Promise.resolve(0 as const),
      test: (url) => {
        checkUrl(url);
        return Promise.resolve(0 as const);
      },
      mailboxes: (url) => {
        checkUrl(url);
        return Promise.resolve(0 as const);
      },
      demo: () => Promise.resolve(0 as const),
      server: () => Promise.resolve(0 as const),
    },
    '0',
    () => undefined,
  );
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])])
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  await program.parseAsync(args, { from: 'user' });
}

function checkUrl(text: string): void {
  // `--source … --target …` stands for those of the lines before.
  if (text === '…') return;
  const side = parseSideUrl(text.replace('AB:CD:…', fingerprint), 'the URL');
  const user = side.user ?? 'ann@example.com';
  const parsed = parseConnectionUrl(withCredentials(side, { user, password: side.password }));
  if (!parsed.ok) throw new Error(parsed.problem);
}

describe('the documentation', () => {
  it('shows command lines on these pages', () => {
    expect(new Set(lines.map(({ place }) => place.split(':')[0]))).toEqual(
      new Set([
        'README.md',
        'docs/reference/command-line.md',
        'docs/how-to/create-target-mailboxes.md',
        'docs/how-to/match-mailboxes.md',
        'docs/how-to/migrate-exchange.md',
        'docs/how-to/migrate-imap.md',
        'docs/how-to/refresh-addresses.md',
        'docs/how-to/run-distributed.md',
        'docs/how-to/run-the-system.md',
        'docs/how-to/schedule-a-job.md',
        'docs/how-to/use-a-directory.md',
        'docs/reference/folders.md',
      ]),
    );
    expect(lines.length).toBeGreaterThan(30);
  });

  for (const { place, args, isInBlock } of lines) {
    it(`${place}: mailhaul ${args.join(' ').slice(0, 60)} is a command line that is taken`, async () => {
      if (args.includes('--help') || args.includes('--version')) return;
      // The name of the command alone.
      if (!isInBlock && args.length === 1 && args[0] === 'test') return;
      await accept(args, isInBlock);
    });
  }

  it.each([
    [
      'an option that is none',
      ['migrate', '--source', 'imaps://a@b', '--target', 'imaps://a@c', '--fast'],
    ],
    ['a parameter that is none', ['test', 'imaps://a@b?trust=all']],
    [
      'a value out of its range',
      ['migrate', '--source', 'imaps://a@b', '--target', 'imaps://a@c', '--parallel', '0'],
    ],
  ])('would be caught with %s', async (_, args) => {
    await expect(accept(args, true)).rejects.toThrow();
  });
});
