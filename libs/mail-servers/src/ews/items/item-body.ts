import type { EwsItem } from '../store/ews-item.ts';
import { type XmlElement, elementNamed } from '../wire/xml-element.ts';
import { headersOf } from './mime-headers.ts';

const textBytesMax = 1024 * 1024;

/** The body as it is kept: as given, or the text of a message of one part. Parts are not taken apart. */
export function bodyOf(item: EwsItem): XmlElement {
  return item.fields.get('t:Body') ?? bodyIn(item);
}

/** As the shape wants it (reference page `BodyType`). */
export function bodyAs(body: XmlElement, wish: string): XmlElement {
  const kind = body.attributes['BodyType'] ?? 'Text';
  if (wish === 'Best' || wish === kind) return body;
  const text =
    wish === 'Text'
      ? body.text.replace(/<[^>]*>/g, '')
      : `<html><body>${body.text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`)}</body></html>`;
  return { ...body, attributes: { BodyType: wish }, text };
}

function bodyIn(item: EwsItem): XmlElement {
  const bytes = Buffer.from(item.mime.subarray(0, textBytesMax));
  const end = /\r?\n\r?\n/.exec(bytes.toString('latin1'));
  const header = (name: string) =>
    headersOf(item).all.find((one) => one.name.toLowerCase() === name)?.value ?? '';
  const type = header('content-type');
  const isText = type === '' || /^text\//i.test(type);
  const raw = end === null || !isText ? Buffer.alloc(0) : bytes.subarray(end.index + end[0].length);
  return {
    ...elementNamed('t:Body', decoded(raw, header('content-transfer-encoding'))),
    attributes: { BodyType: /^text\/html/i.test(type) ? 'HTML' : 'Text' },
  };
}

function decoded(raw: Buffer, encoding: string): string {
  if (/^base64$/i.test(encoding)) return Buffer.from(raw.toString('latin1'), 'base64').toString();
  if (!/^quoted-printable$/i.test(encoding)) return raw.toString('utf8');
  const bytes = raw
    .toString('latin1')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
