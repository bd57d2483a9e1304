import { calendarText } from '../calendar/calendar-text.ts';
import { type EwsAttachment, type EwsItem, elementOfClass } from '../store/ews-item.ts';
import { regenerateMime } from '../store/regenerate-mime.ts';
import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import { bodyOf } from './item-body.ts';
import { textField } from './item-facts.ts';
import { headersOf } from './mime-headers.ts';

const lineChars = 76;
const withoutMime = new Set(['t:Contact', 't:DistributionList', 't:Task']);

/** The content as MIME: mail, posts and calendar items have one (reference page `ResponseCode`, ErrorUnsupportedMimeConversion). */
export function mimeOf(item: EwsItem, mode: 'kept' | 'regenerated', owner: string): Uint8Array {
  const element = elementOfClass(item.itemClass);
  if (element === 't:CalendarItem') return Buffer.from(calendarText(item, owner));
  if (withoutMime.has(element)) {
    throw new EwsProblem(
      'ErrorUnsupportedMimeConversion',
      'MIME content is not supported for this type of item.',
    );
  }
  if (item.mime.byteLength > 0 && item.attachments.length === 0) {
    return mode === 'kept' ? item.mime : regenerateMime(item.mime);
  }
  return item.mime.byteLength > 0 ? withAttachments(item, owner) : written(item, owner);
}

/** Out of elements. */
function written(item: EwsItem, owner: string): Uint8Array {
  const header = [
    ...peopleLine('From', item.fields.get('t:From')),
    ...peopleLine('To', item.fields.get('t:ToRecipients')),
    ...peopleLine('CC', item.fields.get('t:CcRecipients')),
    `Subject: ${words(textField(item, 't:Subject') ?? '')}`,
    `Date: ${sentAt(item).toUTCString().replace('GMT', '+0000')}`,
    ...gradeLines(item),
    `Message-ID: ${textField(item, 't:InternetMessageId') ?? madeId(item)}`,
    'MIME-Version: 1.0',
  ];
  const body = bodyOf(item);
  const kind = body.attributes['BodyType'] === 'HTML' ? 'text/html' : 'text/plain';
  const text = part([`Content-Type: ${kind}; charset="utf-8"`], Buffer.from(body.text, 'utf8'));
  return whole({ header, text }, item, owner);
}

/** A message that came as MIME and got attachments later. */
function withAttachments(item: EwsItem, owner: string): Uint8Array {
  const bytes = Buffer.from(item.mime);
  const end = /\r?\n\r?\n/.exec(bytes.toString('latin1'));
  const body = end === null ? Buffer.alloc(0) : bytes.subarray(end.index + end[0].length);
  const isOfBody = (name: string) => /^content-/i.test(name);
  const { all } = headersOf(item);
  const line = ({ name, value }: { name: string; value: string }) => `${name}: ${value}`;
  const own = all.filter(({ name }) => isOfBody(name)).map(line);
  const text = Buffer.concat([Buffer.from(`${own.join('\r\n')}\r\n\r\n`), body]);
  const header = all.filter(({ name }) => !isOfBody(name)).map(line);
  return whole({ header, text }, item, owner);
}

function whole(
  { header, text }: { readonly header: readonly string[]; readonly text: Buffer },
  item: EwsItem,
  owner: string,
): Uint8Array {
  if (item.attachments.length === 0) {
    return Buffer.concat([Buffer.from(`${header.join('\r\n')}\r\n`), text]);
  }
  const mark = `_part_${Buffer.from(item.searchKey, 'base64').toString('hex')}_`;
  const parts = [text, ...item.attachments.map((one) => attached(one, owner))];
  return Buffer.concat([
    Buffer.from(`${header.join('\r\n')}\r\nContent-Type: multipart/mixed; boundary="${mark}"\r\n`),
    ...parts.flatMap((one) => [Buffer.from(`\r\n--${mark}\r\n`), one]),
    Buffer.from(`\r\n--${mark}--\r\n`),
  ]);
}

function attached({ element, item }: EwsAttachment, owner: string): Buffer {
  const name = childOf(element, 't:Name')?.text ?? 'attachment';
  const content = childOf(element, 't:Content');
  if (content !== undefined) {
    const type = childOf(element, 't:ContentType')?.text ?? 'application/octet-stream';
    return part(
      [
        `Content-Type: ${type}; name="${words(name)}"`,
        `Content-Disposition: attachment; filename="${words(name)}"`,
      ],
      Buffer.from(content.text, 'base64'),
    );
  }
  const isMail = item !== undefined && !withoutMime.has(elementOfClass(item.itemClass));
  const inner = isMail
    ? mimeOf(item, 'regenerated', owner)
    : Buffer.from(`Subject: ${words(name)}\r\nFrom: ${owner}\r\n\r\n`);
  return Buffer.concat([Buffer.from('Content-Type: message/rfc822\r\n\r\n'), inner]);
}

function part(header: readonly string[], content: Buffer): Buffer {
  const text = content.toString('base64').replace(new RegExp(`.{${lineChars}}`, 'g'), '$&\r\n');
  return Buffer.from(
    `${[...header, 'Content-Transfer-Encoding: base64'].join('\r\n')}\r\n\r\n${text}\r\n`,
  );
}

function peopleLine(name: string, list: XmlElement | undefined): string[] {
  const people = (list?.children ?? []).map((mailbox) => {
    const address = childOf(mailbox, 't:EmailAddress')?.text ?? '';
    const shown = childOf(mailbox, 't:Name')?.text ?? '';
    return shown === '' ? `<${address}>` : `${words(shown)} <${address}>`;
  });
  return people.length === 0 ? [] : [`${name}: ${people.join(', ')}`];
}

function sentAt({ properties, createdAt }: EwsItem): Date {
  const told = properties.get('0x0039');
  return typeof told === 'string' ? new Date(told) : createdAt;
}

/** RFC 2156 §5.3.4, as far as it departs from the usual. */
function gradeLines(item: EwsItem): string[] {
  const importance = textField(item, 't:Importance') ?? 'Normal';
  const sensitivity = textField(item, 't:Sensitivity') ?? 'Normal';
  const word = sensitivity === 'Confidential' ? 'Company-Confidential' : sensitivity;
  return [
    ...(importance === 'Normal' ? [] : [`Importance: ${importance}`]),
    ...(sensitivity === 'Normal' ? [] : [`Sensitivity: ${word}`]),
  ];
}

function madeId({ searchKey }: EwsItem): string {
  return `<${Buffer.from(searchKey, 'base64').toString('hex')}@localhost>`;
}

/** RFC 2047, where it is needed. */
function words(text: string): string {
  const plain = text.replace(/[\r\n"]/g, ' ');
  return /^[\x20-\x7e]*$/.test(plain)
    ? plain
    : `=?utf-8?B?${Buffer.from(plain).toString('base64')}?=`;
}
