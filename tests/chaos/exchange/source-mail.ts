import type { EwsMailbox, MessageSpec } from '@mailhaul/mail-servers';
import { type Random, seededRandom } from '@mailhaul/kernel';

/** What an item is known by, whatever servers make of it: in its subject, and again at the end of its content. */
export const token = (n: number) => `content-${n}-`;

const smallCount = 70;
const largeBytes = [300_000, 900_000, 2_500_000];
const twinShare = 0.2;
const withoutIdShare = 0.25;
const line = `${'0123456789'.repeat(7)}\r\n`;

/** A corpus of mail: a fifth are twins to the byte, a quarter have no Message-ID (twins among them), three are large. */
export function sourceMail(seed: number): readonly MessageSpec[] {
  const random: Random = seededRandom(seed);
  const mail: MessageSpec[] = [];
  for (let n = 1; n <= smallCount; n += 1) {
    const hasId = random.next() >= withoutIdShare;
    const bytes = Math.floor(random.next() * 4_000);
    const one = message(n, { hasId, bytes });
    mail.push(one);
    if (random.next() < twinShare) mail.push(one);
    const large = largeBytes[n / 20 - 1];
    if (large !== undefined) mail.push(message(1_000 + n, { hasId: n !== 40, bytes: large }));
  }
  return mail;
}

function message(n: number, { hasId, bytes }: { hasId: boolean; bytes: number }): MessageSpec {
  const id = hasId ? `Message-ID: <${n}@example.com>\r\n` : '';
  const text = line.repeat(Math.ceil(bytes / line.length));
  return {
    bytes:
      `From: a@example.com\r\nTo: b@example.com\r\nSubject: ${token(n)}\r\n` +
      `Date: Mon, 01 Jan 2024 10:${String(n % 60).padStart(2, '0')}:00 +0100\r\n${id}` +
      `MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n${text}${token(n)}\r\n`,
    internalDate: { epochSeconds: 1_700_000_000 + 60 * n, zoneMinutes: 60 },
    flags: n % 2 === 0 ? ['\\Seen', 'Project'] : [],
  };
}

export const mailFolders = [
  { path: ['INBOX'], from: 0, to: 50, distinguishedId: 'inbox' },
  { path: ['Sent Items'], from: 50, to: 70, distinguishedId: 'sentitems' },
  { path: ['Junk Email'], from: 70, to: 200, distinguishedId: 'junkemail' },
] as const;

/** The same in folders of Exchange. */
export function putMail(mailbox: EwsMailbox, mail: readonly MessageSpec[]): void {
  for (const { distinguishedId, from, to } of mailFolders) {
    for (const { bytes, internalDate, flags = [] } of mail.slice(from, to)) {
      mailbox.addItem(mailbox.distinguished(distinguishedId), {
        ...{ mime: Buffer.from(bytes), itemClass: 'IPM.Note', isDraft: false },
        ...{ isRead: flags.includes('\\Seen'), properties: new Map() },
        categories: flags.filter((flag) => !flag.startsWith('\\')),
        receivedAt: new Date((internalDate?.epochSeconds ?? 0) * 1000),
      });
    }
  }
}
