/** Modified UTF-7 (RFC 3501 §5.1.3), written apart from the product's so that the two check each other. */
export function encodeMailboxName(name: string): string {
  return name.replaceAll(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const utf16 = Buffer.from(run, 'utf16le').swap16();
    return `&${utf16.toString('base64').replaceAll('/', ',').replaceAll('=', '')}-`;
  });
}

export function decodeMailboxName(wire: string): string {
  return wire.replaceAll(/&([^-]*)-/g, (_, base64: string) => {
    if (base64 === '') return '&';
    const utf16 = Buffer.from(base64.replaceAll(',', '/'), 'base64');
    return utf16
      .subarray(0, utf16.length & ~1)
      .swap16()
      .toString('utf16le');
  });
}

/** An IMAP quoted string of a name already encoded. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (c) => `\\${c}`)}"`;
}
