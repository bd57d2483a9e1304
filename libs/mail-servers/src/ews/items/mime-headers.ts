import { type XmlElement, elementNamed } from '../wire/xml-element.ts';
import type { EwsItem } from '../store/ews-item.ts';

/** What a message's MIME says of what the schema has elements for. */
export interface MimeHeaders {
  /** By element: `t:Subject`. */
  readonly texts: ReadonlyMap<string, string>;
  /** `t:From` with one Mailbox, `t:ToRecipients` with many. */
  readonly people: ReadonlyMap<string, XmlElement>;
  /** In their order, unfolded. */
  readonly all: readonly { readonly name: string; readonly value: string }[];
}

const headerBytesMax = 256 * 1024;
const textNames: Readonly<Record<string, string>> = {
  subject: 't:Subject',
  'message-id': 't:InternetMessageId',
  'in-reply-to': 't:InReplyTo',
  references: 't:References',
  'thread-topic': 't:ConversationTopic',
};
const peopleNames: Readonly<Record<string, string>> = {
  from: 't:From',
  sender: 't:Sender',
  to: 't:ToRecipients',
  cc: 't:CcRecipients',
  bcc: 't:BccRecipients',
  'reply-to': 't:ReplyTo',
};
const known = new WeakMap<Uint8Array, MimeHeaders>();

export function headersOf({ mime }: Pick<EwsItem, 'mime'>): MimeHeaders {
  const found = known.get(mime);
  if (found !== undefined) return found;
  const read = readHeaders(mime);
  known.set(mime, read);
  return read;
}

function readHeaders(mime: Uint8Array): MimeHeaders {
  const head = Buffer.from(mime.subarray(0, headerBytesMax)).toString('utf8');
  const end = head.search(/\r?\n\r?\n/);
  const texts = new Map<string, string>();
  const people = new Map<string, XmlElement>();
  const all: { name: string; value: string }[] = [];
  for (const line of (end < 0 ? head : head.slice(0, end)).split(/\r?\n(?![ \t])/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon);
    const value = line
      .slice(colon + 1)
      .replace(/\r?\n/g, '')
      .trim();
    all.push({ name, value });
    const folded = name.toLowerCase();
    const text = textNames[folded];
    if (text !== undefined && !texts.has(text)) texts.set(text, decodedWords(value));
    const list = peopleNames[folded];
    if (list !== undefined && !people.has(list)) people.set(list, mailboxes(list, value));
    if (folded === 'date' && !Number.isNaN(Date.parse(value))) {
      texts.set('t:DateTimeSent', `${new Date(value).toISOString().slice(0, 19)}Z`);
    }
    if (folded === 'importance' && /^(?:low|normal|high)$/i.test(value)) {
      texts.set('t:Importance', capital(value));
    }
    if (folded === 'sensitivity') texts.set('t:Sensitivity', sensitivityOf(value));
  }
  return { texts, people, all };
}

/** RFC 2047. */
export function decodedWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(
      /=\?([^?]{1,40})\?([bq])\?([^?]*)\?=/gi,
      (whole, ...[charset, kind, content]: [string, string, string]) => {
        const bytes =
          kind.toLowerCase() === 'b'
            ? Buffer.from(content, 'base64')
            : Buffer.from(
                content
                  .replace(/_/g, ' ')
                  .replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
                    String.fromCharCode(Number.parseInt(hex, 16)),
                  ),
                'latin1',
              );
        try {
          return new TextDecoder(charset).decode(bytes);
        } catch {
          return whole;
        }
      },
    );
}

function mailboxes(name: string, value: string): XmlElement {
  const found = value
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [, words = '', address = one] = /^(.*)<([^<>]*)>$/.exec(one) ?? [];
      const shown = decodedWords(words.trim().replace(/^"(.*)"$/, '$1'));
      return elementNamed('t:Mailbox', [
        elementNamed('t:Name', shown === '' ? address : shown),
        elementNamed('t:EmailAddress', address),
        elementNamed('t:RoutingType', 'SMTP'),
      ]);
    });
  const isOne = name === 't:From' || name === 't:Sender';
  return elementNamed(name, isOne ? found.slice(0, 1) : found);
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`;
}

/** RFC 2156; Exchange says Confidential for Company-Confidential. */
function sensitivityOf(value: string): string {
  if (/^personal$/i.test(value)) return 'Personal';
  if (/^private$/i.test(value)) return 'Private';
  return /confidential/i.test(value) ? 'Confidential' : 'Normal';
}
