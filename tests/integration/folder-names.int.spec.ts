import { Sealer } from '@mailhaul/application';
import type { MailConnector } from '@mailhaul/connector-contract';
import { imapConnector } from '@mailhaul/connector-imap';
import { defaultPassOptions } from '@mailhaul/copy-engine';
import { MemoryEventStore } from '@mailhaul/event-store-memory';
import { seededRandom, systemClock, systemRandom } from '@mailhaul/kernel';
import { startImapServer } from '@mailhaul/mail-servers';
import { readLedgerReport, runMailboxPass } from '@mailhaul/pass-runner';
import { nastyNames } from '@mailhaul/testing/corpus';
import { scanMailbox } from '@mailhaul/testing/independent-scan';
import {
  anyUserPassword,
  type DovecotOptions,
  type DovecotServer,
  type PrivateServer,
  startCourier,
  startCyrus,
  startDovecot,
} from '@mailhaul/testing/servers';
import { describeWithServer, type RealServer } from '@mailhaul/testing/specs';
import { expect, it } from 'vitest';

const paths: readonly (readonly string[])[] = [
  ...nastyNames.map((name) => [name]),
  ...['a.b', 'a/b', 'a^b', '.hidden', '..', '...', '~', '~root', 'end.', 'a\\b', '*', '%'].map(
    (name) => [name],
  ),
  ...[
    'tab\tname',
    'line\nbreak',
    'bell\u0007',
    'del\u007f',
    'c1\u0085',
    '\ufeffbom',
    '\u202eturned',
  ].map((name) => [name]),
  ['％', 'x2f-'],
  ['％x2f-'],
  ['∕', '․', '‧'],
  ['Work'],
  ['work'],
  ['WORK', 'deep'],
  ['Parent', 'Child', 'a.b/c^d'],
  ['Parent'],
  ['INBOX', 'below'],
  ['INBOX', 'INBOX'],
  ['Archive', 'INBOX'],
  ['long'.repeat(60)],
  ['long'.repeat(60), 'below'],
  ['lang'.repeat(15), 'längst'.repeat(15), 'tief'.repeat(15), 'unten'.repeat(15)],
  ['日本語'.repeat(40)],
  ['日本語'.repeat(40) + 'x'],
  ['new'],
  ['cur'],
  ['tmp'],
  ['dovecot'],
  ['dbox-Mails'],
  ['subscriptions'],
];

interface Target {
  readonly title: string;
  readonly start: () => Promise<DovecotServer | PrivateServer>;
  /** Without NAMESPACE, and with all folders below INBOX. */
  readonly isBare?: boolean;
}

const dovecot = (options: DovecotOptions): Target => ({
  title: `Dovecot ${JSON.stringify(options)}`,
  start: () => startDovecot(options),
  isBare: options.capability === 'IMAP4rev1',
});

const targets: readonly (readonly [RealServer, readonly Target[]])[] = [
  [
    'dovecot',
    [
      dovecot({ separator: '.', prefix: 'INBOX.' }),
      dovecot({ separator: '.' }),
      dovecot({ separator: '/' }),
      dovecot({ separator: '^', prefix: 'INBOX^' }),
      dovecot({ separator: '/', format: 'sdbox' }),
      dovecot({ separator: '.', prefix: 'INBOX.', capability: 'IMAP4rev1' }),
      dovecot({ separator: '/', format: 'mbox' }),
    ],
  ],
  [
    'cyrus',
    [
      { title: 'Cyrus', start: () => startCyrus() },
      { title: 'Cyrus, below INBOX.', start: () => startCyrus({ isClassic: true }) },
    ],
  ],
  ['courier', [{ title: 'Courier', start: () => startCourier() }]],
];

const password = 'secret';

class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}

function passBetween(source: MailConnector, target: MailConnector) {
  return {
    tenant: 'local',
    pairId: 'ann',
    store: new MemoryEventStore({ clock: systemClock }),
    sealer: new PlainSealer(),
    source,
    target,
    options: defaultPassOptions,
    worker: { id: 'w', host: 'h', isAloneOnHost: true },
    clock: systemClock,
    random: seededRandom(1),
    stop: new AbortController().signal,
  };
}

for (const [server, kinds] of targets)
  describeWithServer(server, `any name at ${server}`, () => namesAt(kinds));

function namesAt(kinds: readonly Target[]): void {
  it.for(kinds)(
    '$title: each folder stays one of its own, a second pass and a lost state find all again',
    { timeout: 300_000 },
    async ({ start, isBare = false }) => {
      // Where nothing tells that all folders stand below INBOX, those that do so at the source cannot be told from them.
      const used = paths.filter(([root]) => !isBare || root !== 'INBOX');
      const folders = used.map((path, n) => ({
        path,
        messages: [
          {
            bytes: `Subject: number ${n}.\r\n\r\nbody of ${n}\r\n`,
            internalDate: { epochSeconds: 1_000_000_000 + n, zoneMinutes: 0 },
          },
        ],
        isSubscribed: n % 2 === 0,
      }));
      const source = await startImapServer({
        separator: '|',
        mailboxes: [{ user: 'ann', password, folders }],
      });
      const target = await start();
      try {
        const at = (server: { host: string; port: number }, secret: string) =>
          imapConnector({
            host: server.host,
            port: server.port,
            security: 'none',
            user: 'ann',
            password: secret,
          });
        const pass = passBetween(at(source, password), at(target, anyUserPassword));
        const parked: string[] = [];
        const first = await runMailboxPass({
          ...pass,
          onProgress: (news) => {
            if (news.kind === 'folder-parked')
              parked.push(`${news.path}: ${news.error.serverText ?? news.error.message}`);
          },
        });
        expect(parked).toEqual([]);

        expect(first).toMatchObject({
          end: { kind: 'completed' },
          parkedFolders: 0,
          totals: { migrated: used.length, failed: 0, pending: 0 },
        });
        const access = {
          host: target.host,
          port: target.port,
          user: 'ann',
          password: anyUserPassword,
        };
        const scan = await scanMailbox(access);
        const counts = scan.folders.filter(({ messages }) => messages.length > 0);
        expect(counts.map(({ messages }) => messages.length)).toEqual(used.map(() => 1));
        // What is told of each folder is what is found there.
        const report = await readLedgerReport(pass);
        const targetIds = (report?.folders ?? []).map(({ targetFolderId }) => targetFolderId);
        expect(new Set(targetIds).size).toBe(targetIds.length);
        const session = await pass.target.open({
          clock: systemClock,
          random: systemRandom,
          signal: pass.stop,
        });
        const listed = (await session.listFolders()).filter(({ canHoldItems }) => canHoldItems);
        await session.close();
        const known = new Set(listed.map(({ id }) => id));
        expect(targetIds.filter((id) => !known.has(id))).toEqual([]);
        const delta = await runMailboxPass(pass);
        expect(delta.passCounts).toMatchObject({ migrated: 0, failed: 0 });
        const store = new MemoryEventStore({ clock: systemClock });
        await runMailboxPass({ ...pass, store });
        const again = await scanMailbox(access);
        expect(again.folders.map(({ path, messages }) => [path, messages.length])).toEqual(
          scan.folders.map(({ path, messages }) => [path, messages.length]),
        );
      } finally {
        await source.stop();
        await target.stop();
      }
    },
  );
}
