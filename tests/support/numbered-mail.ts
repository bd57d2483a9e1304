import type { ImapServer, MessageSpec } from '@mailhaul/mail-servers';
import { user } from './engine-stage.ts';

/** The first message's second; each later one came a minute after the one before. */
export const firstSeconds = 1_000_000_000;

/** The message of that number: no two are alike. */
export function mail(n: number, extra = ''): MessageSpec {
  const head = `From: a@example.com\r\nSubject: number ${n}\r\nMessage-ID: <${n}@example.com>\r\n`;
  return {
    bytes: `${head}\r\nThis is number ${n}.${extra}\r\n`,
    flags: n % 2 === 0 ? ['\\Seen'] : ['\\Flagged', 'label'],
    internalDate: { epochSeconds: firstSeconds + n * 60, zoneMinutes: (n % 5) * 60 },
  };
}

/** Those with the numbers from `first` to `last`. */
export function mails(first: number, last: number): MessageSpec[] {
  return range(first, last).map((n) => mail(n));
}

/** The same message, over and over. */
export function twins(count: number): MessageSpec[] {
  return Array.from({ length: count }, () => mail(0));
}

export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** The numbers of the messages in a folder, in their order there: the oracle's view, beside the wire. */
export function numbersIn(server: ImapServer, ...path: string[]): number[] {
  return server
    .mailbox(user)
    .messages(path)
    .map(({ bytes }) => Number(/number (\d+)/.exec(bytes.toString('latin1'))?.[1] ?? Number.NaN));
}

/** All that is to be kept of each message of a folder, in their order there. */
export function contentOf(server: ImapServer, ...path: string[]) {
  return server
    .mailbox(user)
    .messages(path)
    .map(({ bytes, flags, keywords, internalDate }) => ({
      text: bytes.toString('latin1'),
      flags,
      keywords,
      internalDate,
    }));
}
