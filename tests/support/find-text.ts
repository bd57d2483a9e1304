/** How a text may stand in bytes: as it is, in hex, and in Base64 (of URLs as well) wherever it begins in a group of three. */
export function spellingsOf(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const inBase64 = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // Without the characters at either end that depend on what stands beside it.
    const from = before === 0 ? 0 : before + 1;
    return encoded.slice(from, Math.floor(((before + bytes.length) * 8) / 6));
  });
  const inUrls = inBase64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
  const all = new Set([text, bytes.toString('hex'), ...inBase64, ...inUrls]);
  return [...all].map((one) => Buffer.from(one));
}

export function holds(haystack: Buffer | string, text: string): boolean {
  const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack;
  return spellingsOf(text).some((one) => bytes.includes(one));
}
