/**
 * Modified UTF-7 of mailbox names (RFC 3501 §5.1.3). A name that is no valid encoding is kept as it is, so that
 * `encode(decode(name))` finds the folder again wherever the server spells names in the one canonical way.
 */
const shifted = /&([A-Za-z0-9+,]*)-/g;

/** From the wire (one character per byte) to text. */
export function decodeMailboxName(wire: string): string {
  // RFC 9051 §5.1 servers, and some older ones, write UTF-8.
  // eslint-disable-next-line no-control-regex -- bytes above ASCII are looked for
  if (/[^\x00-\x7f]/.test(wire)) return decodeUtf8(wire);
  const text = wire.replace(shifted, (_, base64: string) =>
    base64 === '' ? '&' : decodeBase64(base64),
  );
  return encodeMailboxName(text) === wire ? text : wire;
}

/** From text to the wire. */
export function encodeMailboxName(text: string): string {
  return text.replace(/&|[^\x20-\x7e]+/g, (run) => (run === '&' ? '&-' : `&${encodeBase64(run)}-`));
}

function decodeBase64(base64: string): string {
  const bytes = Buffer.from(base64.replaceAll(',', '/'), 'base64');
  return bytes
    .subarray(0, bytes.length & ~1)
    .swap16()
    .toString('utf16le');
}

function encodeBase64(run: string): string {
  const bytes = Buffer.from(run, 'utf16le').swap16();
  return bytes.toString('base64').replaceAll('/', ',').replace(/=+$/, '');
}

function decodeUtf8(wire: string): string {
  const text = Buffer.from(wire, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? wire : text;
}
