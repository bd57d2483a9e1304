import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCorpus, nastyCorpus, nastyFiles, writeMaildirFiles } from '@mailhaul/testing/corpus';
import {
  compareMailboxes,
  describeComparison,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import { anyUserPassword, type DovecotOptions, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { expect, it } from 'vitest';
import { migrateOnce } from './migrate-once.ts';

interface Pair {
  readonly title: string;
  readonly source: DovecotOptions;
  readonly target: DovecotOptions;
  readonly largeCount?: number;
}

const pairs: readonly Pair[] = [
  {
    title: 'Maildir "." INBOX. to Maildir "/"',
    source: { separator: '.', prefix: 'INBOX.' },
    target: { separator: '/', prefix: '' },
  },
  {
    title: 'sdbox "/" to Maildir "." INBOX.',
    source: { separator: '/', prefix: '', format: 'sdbox' },
    target: { separator: '.', prefix: 'INBOX.' },
  },
  {
    title: 'Maildir "." to sdbox "/" INBOX/, with attachments of 10 MB',
    source: { separator: '.', prefix: '' },
    target: { separator: '/', prefix: 'INBOX/', format: 'sdbox' },
    largeCount: 2,
  },
  {
    title: 'Maildir "/" to a target without MULTIAPPEND and UIDPLUS',
    source: { separator: '/', prefix: '' },
    target: { separator: '/', format: 'mdbox', capability: 'IMAP4rev1 LITERAL+ NAMESPACE IDLE' },
  },
  {
    title: 'bare IMAP4rev1 on both sides',
    source: { separator: '.', prefix: 'INBOX.', capability: 'IMAP4rev1 NAMESPACE' },
    target: { separator: '/', format: 'sdbox', capability: 'IMAP4rev1 NAMESPACE' },
  },
];

describeWithServer('dovecot', 'a nasty mailbox between two Dovecots', () => {
  it.for(pairs.map((pair, index) => ({ ...pair, seed: 100 + index })))(
    '$title (seed $seed)',
    { timeout: 300_000 },
    async ({ source: sourceOptions, target: targetOptions, seed, largeCount }) => {
      const stateDir = mkdtempSync(join(tmpdir(), 'mh-pairs-'));
      const source = await startDovecot(sourceOptions);
      const target = await startDovecot(targetOptions);
      try {
        const user = 'anna+mail@example.org';
        const at = ({ port }: { port: number }) => ({ port, user, password: anyUserPassword });
        const access = { host: '127.0.0.1', ...at(source) };
        const style = {
          separator: sourceOptions.separator ?? '/',
          prefix: sourceOptions.prefix ?? '',
        };
        await loadCorpus(
          nastyCorpus({ seed, messages: 250, largeCount: largeCount ?? 0 }),
          access,
          style,
        );
        if ((sourceOptions.format ?? 'maildir') === 'maildir') {
          const dir = join(source.mailDir, user, 'Maildir');
          writeMaildirFiles(nastyFiles(seed), { dir, owner: source.owner });
        }
        const before = await scanMailbox(access);

        const sides = { source: at(source), target: at(target), stateDir };
        const first = await migrateOnce(sides);
        expect(first.exitCode, `${first.stdout.slice(-3_000)}\n${first.stderr}`).toBe(0);
        const after = await scanMailbox({ host: '127.0.0.1', ...at(target) });
        expectEqual(compareMailboxes(before, after));

        const second = await migrateOnce(sides);
        expect(second.exitCode, second.stderr).toBe(0);
        expectEqual(
          compareMailboxes(before, await scanMailbox({ host: '127.0.0.1', ...at(target) })),
        );
        // Reading must not mark anything at the source.
        expectEqual(compareMailboxes(before, await scanMailbox(access)));
      } finally {
        await source.stop();
        await target.stop();
        rmSync(stateDir, { recursive: true, force: true });
      }
    },
  );
});

function expectEqual(comparison: ReturnType<typeof compareMailboxes>): void {
  expect(describeComparison(comparison)).toMatch(/: identical$/);
}
