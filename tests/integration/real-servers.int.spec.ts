import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Corpus, type CorpusFolder, loadCorpus, nastyCorpus } from '@mailhaul/testing/corpus';
import {
  compareMailboxes,
  describeComparison,
  type MailboxScan,
  type ScannedFolder,
  type ScannedMessage,
  scanMailbox,
} from '@mailhaul/testing/independent-scan';
import { anyUserPassword, type PrivateServer } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { afterAll, expect, it } from 'vitest';
import { migrateOnce } from './migrate-once.ts';
import {
  courier,
  cyrus,
  cyrusClassic,
  dovecot,
  dovecotMdbox,
  dovecotSdbox,
  type ServerKind,
} from './server-kinds.ts';

/** Each direction between two servers that are not both Dovecot (those are in dovecot-pairs). */
const pairs: readonly (readonly [ServerKind, ServerKind])[] = [
  [dovecot, cyrus],
  [dovecotMdbox, courier],
  [dovecotSdbox, cyrusClassic],
  [cyrus, dovecot],
  [cyrusClassic, dovecotMdbox],
  [courier, dovecotSdbox],
  [cyrus, courier],
  [courier, cyrus],
];

const messageCount = 80;
const running = new Map<ServerKind, Promise<PrivateServer>>();

function started(kind: ServerKind): Promise<PrivateServer> {
  const server = running.get(kind) ?? kind.start();
  running.set(kind, server);
  return server;
}

afterAll(async () => {
  await Promise.all([...running.values()].map(async (server) => (await server).stop()));
});

for (const [index, [from, to]] of pairs.entries()) {
  const needs = from.needs === 'dovecot' ? to.needs : from.needs;
  describeWithServer(needs, `${from.title} to ${to.title}`, () => {
    it('is as the rules of the target say, item by item, and told so', async () => {
      const seed = 300 + index;
      const user = `pair${index}@example.org`;
      const stateDir = mkdtempSync(join(tmpdir(), 'mh-real-'));
      const [source, target] = await Promise.all([started(from), started(to)]);
      const at = ({ port }: PrivateServer) => ({ port, user, password: anyUserPassword });
      const access = (server: PrivateServer) => ({ host: '127.0.0.1', ...at(server) });
      try {
        await loadCorpus(corpusFor(seed, from), access(source), from.style);
        const before = await scanMailbox(access(source), { keepsBytes: true });
        const expected = expectedAt(to, before);

        const sides = { source: at(source), target: at(target), stateDir };
        // Only by reading every body is it seen that Cyrus put an X for each 8-bit byte of a header.
        const first = await migrateOnce(sides, ['--json', '--deep']);
        const report = finishOf(first.stdout);
        expectIdentical(expected.scan, unspelled(await scanMailbox(access(target))));
        // What the target does not keep as it was is told, by number and kind.
        expect(report, first.stderr).toMatchObject({
          end: 'completed',
          pass: { migrated: expected.storedCount, failed: expected.refusedCount },
          failures:
            expected.refusedCount === 0
              ? []
              : [{ reason: 'item-refused', items: expected.refusedCount }],
        });
        expect(report.verification?.findings['bytes-differ'] ?? 0).toBe(expected.alteredCount);
        expect(first.exitCode).toBe(expected.alteredCount + expected.refusedCount === 0 ? 0 : 1);

        // A second pass tries what was refused again, and copies nothing twice.
        const second = await migrateOnce(sides, ['--json']);
        expect(finishOf(second.stdout).pass).toMatchObject({
          migrated: 0,
          failed: expected.refusedCount,
        });
        expectIdentical(expected.scan, unspelled(await scanMailbox(access(target))));
        // Reading must not mark anything at the source.
        expectIdentical(before, await scanMailbox(access(source)));
      } finally {
        rmSync(stateDir, { recursive: true, force: true });
      }
    }, 120_000);
  });
}

describeWithServer('cyrus', 'what Cyrus takes no more of, or never', () => {
  it('keywords beyond its limit are left out, a date before 1970 fails by name, the rest arrives', async () => {
    const [source, target] = await Promise.all([started(dovecot), started(cyrus)]);
    const stateDir = mkdtempSync(join(tmpdir(), 'mh-real-'));
    const user = 'limits@example.org';
    const at = ({ port }: PrivateServer) => ({ port, user, password: anyUserPassword });
    const access = (server: PrivateServer) => ({ host: '127.0.0.1', ...at(server) });
    try {
      await loadCorpus({ folders: [keywordFolder] }, access(source), dovecot.style);
      const sides = { source: at(source), target: at(target), stateDir };
      const run = await migrateOnce(sides, ['--json']);
      expect(finishOf(run.stdout), run.stderr).toMatchObject({
        end: 'completed',
        pass: { migrated: keywordCount, failed: 1 },
        failures: [{ reason: 'item-refused', items: 1 }],
      });
      const [inbox] = (await scanMailbox(access(target))).folders;
      expect(inbox?.messages).toHaveLength(keywordCount);
      // What was left out is told.
      expect(run.stdout).toContain('"keywords-left-out"');
    } finally {
      rmSync(stateDir, { recursive: true, force: true });
    }
  }, 60_000);
});

const keywordCount = 140;
const keywordFolder: CorpusFolder = {
  path: ['INBOX'],
  isSubscribed: true,
  messages: Array.from({ length: keywordCount + 1 }, (_, n) => ({
    quirk: 'a keyword of its own',
    bytes: Buffer.from(`Subject: ${n}\r\n\r\nbody ${n}\r\n`),
    flags: [`keyword${n}`],
    epochSeconds: n === 0 ? Date.UTC(1969, 0, 1) / 1000 : 1_000_000_000 + n,
    zoneMinutes: 0,
  })),
};

/** Under names that the source itself makes; what the target refuses is spelled otherwise there. */
function corpusFor(seed: number, source: ServerKind): Corpus {
  const { folders } = nastyCorpus({ seed, messages: messageCount });
  const plainName = (name: string, at: number) => (source.takesName(name) ? name : `plain ${at}`);
  return {
    folders: folders.map((folder, at) => ({
      ...folder,
      path: folder.path.map((name) => plainName(name, at)),
    })),
  };
}

/** Names as they were before Mailhaul spelled them (docs/reference/folders.md), read apart from its own code. */
function unspelled(scan: MailboxScan): MailboxScan {
  const plain = (name: string) =>
    name.replaceAll(/\uff05x([0-9a-f]+)-/g, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    );
  return { folders: scan.folders.map((folder) => ({ ...folder, path: folder.path.map(plain) })) };
}

interface Expected {
  readonly scan: MailboxScan;
  readonly storedCount: number;
  readonly refusedCount: number;
  readonly alteredCount: number;
}

/** What the target holds when everything was handed to it, by its rules. */
function expectedAt(kind: ServerKind, source: MailboxScan): Expected {
  let [storedCount, refusedCount, alteredCount] = [0, 0, 0];
  const stored = (message: ScannedMessage): ScannedMessage[] => {
    if (message.bytes === undefined) throw new Error('the scan kept no bytes');
    const bytes = kind.keeps(message.bytes);
    if (bytes === undefined) {
      refusedCount += 1;
      return [];
    }
    storedCount += 1;
    if (!bytes.equals(message.bytes)) alteredCount += 1;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return [{ ...message, bytes, sha256, size: bytes.length }];
  };
  const folders = source.folders.map((folder) => ({
    ...folder,
    messages: folder.messages.flatMap(stored),
  }));
  const scan = { folders: kind.makesParents ? withParents(folders) : folders };
  return { scan, storedCount, refusedCount, alteredCount };
}

function withParents(folders: readonly ScannedFolder[]): readonly ScannedFolder[] {
  const known = new Set(folders.filter(({ canHoldItems }) => canHoldItems).map(keyOf));
  const parents = new Map(
    folders
      .flatMap(({ path }) => path.slice(1).map((_, at) => path.slice(0, at + 1)))
      .map((path) => ({ ...emptyFolder, path }))
      .filter((folder) => !known.has(keyOf(folder)))
      .map((folder) => [keyOf(folder), folder]),
  );
  return [...folders.filter(({ canHoldItems }) => canHoldItems), ...parents.values()];
}

const emptyFolder = { canHoldItems: true, isSubscribed: false, uidValidity: 0, messages: [] };

function keyOf({ path }: Pick<ScannedFolder, 'path'>): string {
  return path.join('\0');
}

interface Finish {
  readonly end: string;
  readonly pass: Readonly<Record<string, number>>;
  readonly failures: readonly { reason: string; items: number }[];
  readonly verification: { readonly findings: Readonly<Record<string, number>> } | null;
}

function finishOf(stdout: string): Finish {
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });
  const finish = events.find(({ event }) => event === 'mailbox-finished');
  if (finish === undefined) throw new Error(`no mailbox finished: ${stdout.slice(-2_000)}`);
  return finish as unknown as Finish;
}

function expectIdentical(expected: MailboxScan, found: MailboxScan): void {
  expect(describeComparison(compareMailboxes(expected, found))).toMatch(/: identical$/);
}
