/** A SHA-256 as OpenSSL and browsers write it, with colons or without, in the one way of settings; empty where it is none. */
export function fingerprintOf(value: string): string {
  const digits = value
    .trim()
    .replace(/^sha-?256[:=]/i, '')
    .replace(/[:\s]/g, '')
    .toUpperCase();
  return /^[0-9A-F]{64}$/.test(digits) ? (digits.match(/../g) ?? []).join(':') : '';
}
