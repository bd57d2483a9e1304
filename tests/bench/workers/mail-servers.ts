// Two mail servers of ours behind lines with a delay, in a process of their own:
//   node --conditions=mailhaul-source tests/bench/workers/mail-servers.ts MAILBOXES MESSAGES RTT-MS
// prints the ports of both as JSON, and runs until it is ended.
import { seededRandom } from '@mailhaul/kernel';
import { type FolderSpec, startImapServer } from '@mailhaul/mail-servers';
import { startProxy } from '@mailhaul/testing/proxies';
import { admin, mailboxName } from './names.ts';

const [mailboxes = 0, messages = 0, rttMs = 0] = process.argv.slice(2).map(Number);
/** Mail of about the size that most mail has without attachments. */
const bodyBytes = { least: 1_000, most: 9_000 };
const firstDate = 1_600_000_000;

const random = seededRandom(7);
// The same letters in every mailbox: the source's take their room once.
const letters = Array.from({ length: messages }, (_, n) => {
  const length = bodyBytes.least + Math.floor(random.next() * (bodyBytes.most - bodyBytes.least));
  const head = `Message-ID: <${n}@bench.example>\r\nSubject: Letter ${n}\r\nFrom: a@bench.example\r\n`;
  return {
    bytes: Buffer.from(
      `${head}\r\n${'0123456789abcde\n'.repeat(length / 16).replaceAll('\n', '\r\n')}`,
    ),
    flags: n % 2 === 0 ? ['\\Seen'] : [],
    internalDate: { epochSeconds: firstDate + n * 3_600, zoneMinutes: 60 },
  };
});
const folders: readonly FolderSpec[] = [
  { path: ['INBOX'], messages: letters.filter((_, n) => n % 3 !== 0) },
  { path: ['Sent'], messages: letters.filter((_, n) => n % 3 === 0) },
];
const users = Array.from({ length: mailboxes }, (_, n) => mailboxName(n));
const options = { admins: { [admin.user]: admin.password }, connectionsMax: 20_000 };
const mailboxesWith = (held: readonly FolderSpec[]) =>
  users.map((user) => ({ user, password: admin.password, folders: held }));

const source = await startImapServer({ ...options, mailboxes: mailboxesWith(folders) });
const target = await startImapServer({ ...options, mailboxes: mailboxesWith([]) });
const lines = {
  source: await startProxy({ port: source.port, rttMs }),
  target: await startProxy({ port: target.port, rttMs }),
};
console.log(JSON.stringify({ source: lines.source.port, target: lines.target.port }));

process.on('message', () => {
  const copied = users.map((user) =>
    target
      .mailbox(user)
      .folders()
      .reduce((sum, { messageCount }) => sum + messageCount, 0),
  );
  process.send?.(copied.reduce((sum, count) => sum + count, 0));
});
