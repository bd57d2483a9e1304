import type { MailSession } from '@mailhaul/connector-contract';
import { imapConnector } from '@mailhaul/connector-imap';
import { systemClock, systemRandom } from '@mailhaul/kernel';
import {
  type Corpus,
  type CorpusMessage,
  type NameStyle,
  countMessages,
  loadCorpus,
  nastyCorpus,
  wireNameOf,
} from '@mailhaul/testing/corpus';
import { type DovecotServer, anyUserPassword, startDovecot } from '@mailhaul/testing/servers';
import { describeWithServer } from '@mailhaul/testing/specs';
import { RawImap, quoted } from '@mailhaul/testing/wire';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lines, steady } from './spec-support/two-sides.ts';
import { type VerificationReport, verifyMailbox } from './verify-mailbox.ts';

const user = 'anna@example.org';
const password = anyUserPassword;
const checked = ['Checked'];

const corpus: Corpus = {
  folders: [
    ...nastyCorpus({ seed: 11, messages: 250, twinShare: 0.2 }).folders,
    { path: checked, isSubscribed: true, messages: [1, 2, 3, 4, 5].map((n) => message(n)) },
  ],
};

function message(n: number, change: Partial<CorpusMessage> = {}): CorpusMessage {
  return {
    bytes: Buffer.from(`Subject: number ${n}\r\n\r\nbody\r\n`),
    flags: ['\\Seen', 'Work'],
    epochSeconds: 1_000_000_000 + n,
    zoneMinutes: 120,
    quirk: 'none',
    ...change,
  };
}

const sides = [
  { options: { separator: '.', prefix: 'INBOX.', format: 'maildir' } },
  { options: { separator: '/', prefix: '', format: 'sdbox' } },
] as const;

describeWithServer('dovecot', 'verifyMailbox between two Dovecots', () => {
  const servers: DovecotServer[] = [];
  const sessions: MailSession[] = [];

  beforeAll(async () => {
    for (const { options } of sides) {
      const server = await startDovecot(options);
      servers.push(server);
      const { host, port } = server;
      await loadCorpus(corpus, { host, port, user, password }, options);
      const connector = imapConnector({ host, port, security: 'none', user, password });
      const { signal } = new AbortController();
      sessions.push(await connector.open({ clock: systemClock, random: systemRandom, signal }));
    }
  });

  afterAll(async () => {
    for (const session of sessions) session.abort();
    for (const server of servers) await server.stop();
  });

  async function verify(isDeep: boolean, paths = corpus.folders.map(({ path }) => path)) {
    const [source, target] = sessions;
    if (source === undefined || target === undefined) throw new Error('not open');
    const folders = paths.map((path) => ({ sourcePath: path, targetPath: path }));
    return verifyMailbox({ ...steady({ source, target }), folders, isDeep });
  }

  /** Commands to the target's checked folder, and the same message put there in another shape. */
  async function change(act: (client: RawImap) => Promise<void>): Promise<void> {
    const { host = '', port = 0 } = servers[1] ?? {};
    const client = await RawImap.open({ host, port, user, password });
    await client.ok(`SELECT ${quoted(wireNameOf(checked, style))}`);
    await act(client);
    await client.close();
  }

  const style: NameStyle = sides[1].options;

  async function remove(client: RawImap, uid: number): Promise<void> {
    await client.ok(`UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`);
    await client.ok(`UID EXPUNGE ${uid}`);
  }

  async function append(client: RawImap, { bytes, flags, epochSeconds }: CorpusMessage) {
    const at = new Date(epochSeconds * 1000).toUTCString().slice(5, 25).replaceAll(' ', '-');
    const date = `${at.slice(0, 11)} ${at.slice(12)} +0000`;
    const head = `APPEND ${quoted(wireNameOf(checked, style))} (${flags.join(' ')}) "${date}"`;
    await client.ok([`${head} {${bytes.length}+}\r\n`, bytes]);
  }

  function summary(report: VerificationReport) {
    return { lines: lines(report), grade: report.grade };
  }

  it('is Perfect over a nasty corpus, shallow and deep', async () => {
    const messages = countMessages(corpus);
    for (const isDeep of [false, true]) {
      const report = await verify(isDeep);
      expect(summary(report)).toEqual({ lines: [], grade: 'Perfect' });
      expect(report.itemCount).toEqual({ source: messages, target: messages });
    }
  });

  it('names a lost flag, an extra twin, a changed date, a flipped byte and a deletion', async () => {
    await change(async (client) => {
      await client.ok('UID STORE 1 -FLAGS.SILENT (Work)');
    });
    expect(summary(await verify(false))).toEqual({ lines: ['flags-differ 1→1'], grade: 'Good' });
    await change((client) => append(client, message(2)));
    expect(lines(await verify(false))).toEqual(['flags-differ 1→1', 'extra-twin -→6']);
    await change(async (client) => {
      await remove(client, 6);
      await client.ok('UID STORE 1 +FLAGS.SILENT (Work)');
      await remove(client, 3);
      await append(client, message(3, { epochSeconds: 1_000_003_600 }));
      await remove(client, 4);
      await append(client, message(4, { bytes: Buffer.from('Subject: number 4\r\n\r\nbOdy\r\n') }));
      await remove(client, 5);
    });
    expect(summary(await verify(true))).toEqual({
      lines: ['date-differs 3→7', 'bytes-differ 4→8', 'missing 5→-'],
      grade: 'Poor',
    });
  });

  it('names a folder that a user deleted', async () => {
    await change(async (client) => {
      await client.ok('CLOSE');
      await client.ok(`DELETE ${quoted(wireNameOf(checked, style))}`);
    });
    const report = await verify(true);
    expect(lines(report)[0]).toBe('folder-missing -→-');
    expect(report.findings.filter(({ kind }) => kind === 'missing')).toHaveLength(5);
    expect(report.grade).toBe('Poor');
  });
});
