const headerEnds = ['\r\n\r\n', '\n\n'];
/** Headers that Exchange writes first when it makes a message's MIME out of its properties. */
const leading = ['received', 'from', 'to', 'cc', 'subject', 'thread-topic', 'date', 'message-id'];

/**
 * MIME as a store gives it back that keeps properties and not bytes: lines ended properly, headers in its own order and with
 * its own additions (page "Exporting items by using EWS": MIME holds only what MIME can say).
 */
export function regenerateMime(mime: Uint8Array): Uint8Array {
  const bytes = Buffer.from(mime.buffer, mime.byteOffset, mime.byteLength);
  const [end] = headerEnds
    .map((mark) => ({ at: bytes.indexOf(mark), length: mark.length }))
    .filter(({ at }) => at >= 0)
    .toSorted((x, y) => x.at - y.at);
  const header = end === undefined ? bytes : bytes.subarray(0, end.at);
  const body = end === undefined ? Buffer.alloc(0) : bytes.subarray(end.at + end.length);
  const fields = withEnds(header.toString('latin1'))
    .split(/\r\n(?![ \t])/)
    .filter((field) => /^[!-9;-~]+:/.test(field));
  const named = (name: string) =>
    fields.filter((field) => field.slice(0, field.indexOf(':')).toLowerCase() === name);
  const [subject] = named('subject');
  const added = [
    ...(named('thread-topic').length === 0 && subject !== undefined
      ? [`Thread-Topic:${subject.slice('subject:'.length)}`]
      : []),
    ...(named('x-ms-has-attach').length === 0 ? ['X-MS-Has-Attach:'] : []),
    ...(named('mime-version').length === 0 ? ['MIME-Version: 1.0'] : []),
  ];
  const rank = (field: string) => {
    const place = leading.indexOf(field.slice(0, field.indexOf(':')).toLowerCase());
    return place < 0 ? leading.length : place;
  };
  const ordered = [...fields, ...added].toSorted((a, b) => rank(a) - rank(b));
  const head = Buffer.from(`${ordered.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, withProperEnds(body)]);
}

function withProperEnds(body: Buffer): Buffer {
  // Bodies of large messages hold nothing to mend; they are not copied into a text.
  if (body.length > 1_000_000) return body;
  const text = withEnds(body.toString('latin1'));
  return Buffer.from(text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}

function withEnds(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}
