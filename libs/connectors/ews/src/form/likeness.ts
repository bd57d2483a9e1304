import { createHash } from 'node:crypto';
import type { ItemKind } from '@mailhaul/connector-contract';

/** What of an item survives every way in which Exchange takes it: CreateItem with MIME or with elements, and UploadItems. */
export interface Lasting {
  readonly kind: ItemKind;
  /** Counts for items that have no name here only: MIME may come back in another class of mail. */
  readonly itemClass: string;
  readonly subject: string;
  /** With its angle brackets, empty where there is none. */
  readonly messageId: string;
  readonly displayName: string;
  /** Seconds since 1970. */
  readonly sentAt: number | undefined;
  readonly receivedAt: number;
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
}

/**
 * Equal for an item and its copy, wherever it is read. Mail and posts: Message-ID, subject and the time of sending, else of receiving.
 * Events: subject, begin and end. Contacts and groups: subject and name, which is the subject where none is told: some servers make it of the
 * name's parts, others do not. All others: class and subject. Not in it: what servers count themselves (sizes, search keys, creation and
 * change), and bodies, which listings do not tell. 22 characters.
 */
export function likenessOf(item: Lasting): string {
  const { kind, startsAt, endsAt } = item;
  const isSent = kind === 'mail' || kind === 'post';
  const parts = [
    kind === 'other' ? item.itemClass.toLowerCase() : kind,
    plain(item.subject),
    ...(isSent ? [item.messageId.trim(), item.sentAt ?? item.receivedAt] : []),
    ...(kind === 'event' ? [startsAt ?? null, endsAt ?? null] : []),
    ...(kind === 'contact' || kind === 'contact-group'
      ? [plain(item.displayName) || plain(item.subject)]
      : []),
  ];
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return hash.subarray(0, 16).toString('base64url');
}

/** Blanks are folded and trimmed on the way through MIME. */
function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
