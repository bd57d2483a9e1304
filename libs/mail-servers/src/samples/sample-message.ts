import type { MessageSpec } from '../store/mailbox-types.ts';
import type { Chance } from './chance.ts';
import {
  type Person,
  attachmentNames,
  correspondents,
  sentences,
  subjects,
} from './sample-texts.ts';

export interface MessageWish {
  /** Whose mailbox it is in. */
  readonly owner: Person;
  readonly isOutgoing: boolean;
  readonly epochSeconds: number;
  /** Distinguishes the message from all others of the sample. */
  readonly serial: number;
}

const zones: readonly [number, ...number[]] = [60, 120, 0, -300, 330, 540, -480];

/** A message as people send them: sometimes an answer, sometimes with HTML or attachments. */
export function sampleMessage(
  chance: Chance,
  wish: MessageWish,
): MessageSpec & { readonly bytes: Buffer } {
  const { owner, isOutgoing, epochSeconds, serial } = wish;
  const other = chance.pick(correspondents);
  const [from, to] = isOutgoing ? [owner, other] : [other, owner];
  const zoneMinutes = chance.pick(zones);
  const isAnswer = chance.is(0.3);
  const subject = (isAnswer ? 'Re: ' : '') + chance.pick(subjects);
  const header = [
    `Received: from mx.example (mx.example [192.0.2.${serial % 250}]) by mail.harbour-books.example; ${mailDate(epochSeconds, zoneMinutes)}`,
    `Date: ${mailDate(epochSeconds - chance.between(0, 50), zoneMinutes)}`,
    `From: ${mailbox(from)}`,
    `To: ${mailbox(to)}`,
    `Subject: ${encodeWord(subject)}`,
    `Message-ID: <${serial}.${epochSeconds}@${from.address.split('@')[1] ?? 'example.com'}>`,
    ...(isAnswer
      ? [`In-Reply-To: <${serial}.before@${to.address.split('@')[1] ?? 'example.com'}>`]
      : []),
    'MIME-Version: 1.0',
  ];
  const bytes = Buffer.from(`${header.join('\r\n')}\r\n${bodyOf(chance, serial)}`, 'utf8');
  return { bytes, internalDate: { epochSeconds, zoneMinutes } };
}

function bodyOf(chance: Chance, serial: number): string {
  const text = letter(chance);
  const attachmentCount = chance.is(0.18) ? chance.between(1, 2) : 0;
  if (attachmentCount === 0 && chance.is(0.6)) return textPart(text);
  const boundary = `=_sample_${serial}`;
  const parts = [textPart(text)];
  if (attachmentCount === 0) parts.push(htmlPart(text));
  for (let i = 0; i < attachmentCount; i += 1) parts.push(attachment(chance));
  const kind = attachmentCount === 0 ? 'alternative' : 'mixed';
  const inner = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${inner}--${boundary}--\r\n`;
}

function letter(chance: Chance): string {
  const paragraphs: string[] = [];
  for (let i = chance.between(1, 5); i > 0; i -= 1) {
    const lines: string[] = [];
    for (let j = chance.between(1, 6); j > 0; j -= 1) lines.push(chance.pick(sentences));
    paragraphs.push(lines.join('\r\n'));
  }
  return paragraphs.join('\r\n\r\n');
}

function textPart(text: string): string {
  return `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}\r\n`;
}

function htmlPart(text: string): string {
  const html = text.split('\r\n\r\n').map((paragraph) => `<p>${paragraph}</p>`);
  return `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<html><body>${html.join('\r\n')}</body></html>\r\n`;
}

const attachmentBytesMax = 300 * 1024;

/** Mostly small ones and a few large; the bytes are noise behind a name, compressed files look no other. */
function attachment(chance: Chance): string {
  const name = chance.pick(attachmentNames);
  const share = chance.between(1, 100) / 100;
  const bytes = noise(chance, Math.ceil(attachmentBytesMax * share ** 2));
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return [
    `Content-Type: application/octet-stream; name="${encodeWord(name)}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(name)}`,
    '',
    ...lines,
  ].join('\r\n');
}

const noiseBlockBytes = 8 * 1024;

/** Noise that repeats in blocks: drawing every byte would hold up the demo's start. */
function noise(chance: Chance, count: number): Uint8Array {
  const block = chance.bytes(Math.min(count, noiseBlockBytes));
  return Buffer.alloc(count, block);
}

function mailbox(person: Person): string {
  const name = /^[\x20-\x7e]*$/.test(person.name) ? `"${person.name}"` : encodeWord(person.name);
  return `${name} <${person.address}>`;
}

/** An encoded-word (RFC 2047) where the text is not plain ASCII. */
function encodeWord(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return `=?utf-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const monthNames = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** RFC 5322 §3.3. */
function mailDate(epochSeconds: number, zoneMinutes: number): string {
  const local = new Date((epochSeconds + zoneMinutes * 60) * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const zone = Math.abs(zoneMinutes);
  const sign = zoneMinutes < 0 ? '-' : '+';
  const day = `${dayNames[local.getUTCDay()]}, ${local.getUTCDate()} ${monthNames[local.getUTCMonth()]}`;
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  return `${day} ${local.getUTCFullYear()} ${time} ${sign}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}
