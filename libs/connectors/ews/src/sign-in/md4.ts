import jsMd4 from 'js-md4';

/** RFC 1320: what NTLM makes of a password. Node's own OpenSSL leaves it out. */
export function md4(bytes: Uint8Array): Buffer {
  return Buffer.from(jsMd4.arrayBuffer(bytes));
}
