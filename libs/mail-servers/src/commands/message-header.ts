import type { MessageBody } from '../store/message-body.ts';
import { formatNstring, formatString } from '../wire/format.ts';

/** The header fields, unfolded lines kept as they are; bytes as latin1. */
function fieldsOf(body: MessageBody): readonly { name: string; raw: string }[] {
  const text = body.header().toString('latin1');
  const fields: { name: string; raw: string }[] = [];
  for (const raw of text.split(/(?<=\n)(?![ \t])/)) {
    const colon = raw.indexOf(':');
    if (colon > 0) fields.push({ name: raw.slice(0, colon).trim().toUpperCase(), raw });
  }
  return fields;
}

/** `HEADER.FIELDS` and `HEADER.FIELDS.NOT`: the fields and the closing empty line. Names in upper case. */
export function selectFields(
  body: MessageBody,
  names: ReadonlySet<string>,
  isInverted: boolean,
): Buffer {
  const chosen = fieldsOf(body).filter((field) => names.has(field.name) !== isInverted);
  return Buffer.from(`${chosen.map((field) => field.raw).join('')}\r\n`, 'latin1');
}

/** The first field's value, unfolded; undefined where there is none. */
export function headerValue(body: MessageBody, name: string): string | undefined {
  const wanted = name.toUpperCase();
  const field = fieldsOf(body).find((each) => each.name === wanted);
  return field?.raw
    .slice(field.raw.indexOf(':') + 1)
    .replace(/\r?\n[ \t]?/g, ' ')
    .trim();
}

/** All values of a field, for SEARCH HEADER. */
export function headerValues(body: MessageBody, name: string): readonly string[] {
  const wanted = name.toUpperCase();
  return fieldsOf(body)
    .filter((field) => field.name === wanted)
    .map((field) =>
      field.raw
        .slice(field.raw.indexOf(':') + 1)
        .replace(/\r?\n/g, '')
        .trim(),
    );
}

/** ENVELOPE (RFC 3501 §7.4.2); addresses are read as `Name <local@domain>` or `local@domain`. */
export function envelope(body: MessageBody): string {
  const fields = new Map<string, string>();
  for (const { name, raw } of fieldsOf(body)) {
    const value = raw
      .slice(raw.indexOf(':') + 1)
      .replace(/\r?\n[ \t]?/g, ' ')
      .trim();
    if (!fields.has(name)) fields.set(name, value);
  }
  const from = addresses(fields.get('FROM'));
  const parts = [
    formatNstring(fields.get('DATE')),
    formatNstring(fields.get('SUBJECT')),
    from,
    fields.has('SENDER') ? addresses(fields.get('SENDER')) : from,
    fields.has('REPLY-TO') ? addresses(fields.get('REPLY-TO')) : from,
    addresses(fields.get('TO')),
    addresses(fields.get('CC')),
    addresses(fields.get('BCC')),
    formatNstring(fields.get('IN-REPLY-TO')),
    formatNstring(fields.get('MESSAGE-ID')),
  ];
  return `(${parts.join(' ')})`;
}

/** BODYSTRUCTURE as of a message with one part; the parts of a multipart are not taken apart. */
export function bodyStructure(body: MessageBody): string {
  const type = headerValue(body, 'Content-Type') ?? 'text/plain';
  const match = /^\s*([A-Za-z0-9.+-]+)\/([A-Za-z0-9.+-]+)/.exec(type);
  const isText = match === null || match[1]?.toLowerCase() !== 'application';
  const encoding = headerValue(body, 'Content-Transfer-Encoding') ?? '7bit';
  const size = body.size - body.header().length;
  const major = isText
    ? '"text" "plain"'
    : `"application" ${formatString(match[2] ?? 'octet-stream')}`;
  const common = `(${major} NIL NIL NIL ${formatString(encoding)} ${String(size)}`;
  return isText ? `${common} ${String(lineCount(body))})` : `${common})`;
}

const addressesMax = 100;

function addresses(value: string | undefined): string {
  if (value === undefined) return 'NIL';
  const found: string[] = [];
  for (const part of value.split(',', addressesMax)) {
    const angle = part.lastIndexOf('<');
    const address = (angle === -1 ? part : part.slice(angle + 1).replace(/>.*$/, '')).trim();
    const at = address.lastIndexOf('@');
    if (at < 1) continue;
    const name = angle === -1 ? '' : part.slice(0, angle).replaceAll('"', '').trim();
    const words = [
      name === '' ? undefined : name,
      undefined,
      address.slice(0, at),
      address.slice(at + 1),
    ];
    found.push(`(${words.map(formatNstring).join(' ')})`);
  }
  return found.length === 0 ? 'NIL' : `(${found.join('')})`;
}

function lineCount(body: MessageBody): number {
  let count = 0;
  for (const chunk of body.slice(body.header().length, body.size)) {
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) count += 1;
  }
  return count;
}
