/** One part of a message that is no multipart itself; decoded when it is asked for. */
export interface MimePart {
  /** `text/plain`, lower case. */
  readonly type: string;
  readonly name: string | undefined;
  readonly contentId: string | undefined;
  readonly isAttached: boolean;
  readonly charset: string;
  content(): Buffer;
}

const depthMax = 10;
const partsMax = 1000;
const known = new WeakMap<Uint8Array, readonly MimePart[]>();

/** The parts of a message in their order (RFC 2046), of alternatives the last that is a text. */
export function partsOf(mime: Uint8Array): readonly MimePart[] {
  const found = known.get(mime);
  if (found !== undefined) return found;
  const bytes = Buffer.from(mime.buffer, mime.byteOffset, mime.byteLength);
  const parts = walk(bytes, 0).slice(0, partsMax);
  known.set(mime, parts);
  return parts;
}

/** The text of a part, in whatever letters it is. */
export function textOf(part: MimePart): string {
  try {
    return new TextDecoder(part.charset).decode(part.content());
  } catch {
    return part.content().toString('latin1');
  }
}

function walk(bytes: Buffer, depth: number): MimePart[] {
  const { header, body } = split(bytes);
  const type = header('content-type');
  const kind = (type.split(';')[0] ?? '').trim().toLowerCase() || 'text/plain';
  const boundary = parameter(type, 'boundary');
  if (!kind.startsWith('multipart/') || boundary === undefined || depth >= depthMax) {
    return [leaf(kind, { type, header, body })];
  }
  const inner = pieces(body, boundary).map((piece) => walk(piece, depth + 1));
  if (kind !== 'multipart/alternative') return inner.flat();
  const texts = inner.filter(([first]) => first?.type.startsWith('text/') === true);
  return texts.at(-1) ?? inner.flat();
}

type Header = (name: string) => string;

function leaf(
  kind: string,
  { type, header, body }: { readonly type: string; readonly header: Header; readonly body: Buffer },
): MimePart {
  const disposition = header('content-disposition');
  return {
    type: kind,
    name: parameter(disposition, 'filename') ?? parameter(type, 'name'),
    contentId: /<([^<>]+)>/.exec(header('content-id'))?.[1],
    isAttached: /^attachment/i.test(disposition) || !kind.startsWith('text/'),
    charset: parameter(type, 'charset') ?? 'utf-8',
    content: () => decoded(body, header('content-transfer-encoding').toLowerCase()),
  };
}

function split(bytes: Buffer): { header: Header; body: Buffer } {
  const ends = ['\r\n\r\n', '\n\n']
    .map((mark) => ({ at: bytes.indexOf(mark), length: mark.length }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at);
  const [end] = ends;
  // A part may begin with the empty line that ends its header.
  const hasNone = /^\r?\n/.test(bytes.subarray(0, 2).toString('latin1'));
  const head = hasNone || end === undefined ? '' : bytes.subarray(0, end.at).toString('latin1');
  const body = end === undefined ? bytes : bytes.subarray(hasNone ? 0 : end.at + end.length);
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const header = (name: string) => {
    const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`));
    return line === undefined ? '' : line.slice(name.length + 1).trim();
  };
  return { header, body };
}

function pieces(body: Buffer, boundary: string): Buffer[] {
  const mark = `--${boundary}`;
  const found: Buffer[] = [];
  let start = -1;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    const isLineStart = at === 0 || body[at - 1] === 0x0a;
    if (!isLineStart) continue;
    if (start >= 0) found.push(body.subarray(start, at - (body[at - 2] === 0x0d ? 2 : 1)));
    const isEnd = body.subarray(at + mark.length, at + mark.length + 2).toString() === '--';
    if (isEnd || found.length >= partsMax) return found;
    start = body.indexOf('\n', at) + 1;
    if (start === 0) return found;
  }
  return found;
}

function parameter(value: string, name: string): string | undefined {
  const [, quoted, plain] = new RegExp(`;\\s*${name}="([^"]*)"|;\\s*${name}=([^;\\s]+)`, 'i').exec(
    value,
  ) ?? [undefined, undefined, undefined];
  return quoted ?? plain;
}

function decoded(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64');
  if (encoding !== 'quoted-printable') return body;
  const text = body
    .toString('latin1')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}
