/** RFC 3062 §2: the server hashes the password itself. */
export const passwordModifyOid = '1.3.6.1.4.1.4203.1.11.1';

/** PasswdModifyRequestValue: whose it is, and the new one. */
export function passwordModifyValue(dn: string, password: string): Buffer {
  const fields = Buffer.concat([element(0x80, dn), element(0x82, password)]);
  return Buffer.concat([header(0x30, fields.length), fields]);
}

function element(tag: number, text: string): Buffer {
  const content = Buffer.from(text);
  return Buffer.concat([header(tag, content.length), content]);
}

/** Lengths of two octets at most: names and passwords have bounds. */
function header(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length]);
  if (length < 0x100) return Buffer.from([tag, 0x81, length]);
  return Buffer.from([tag, 0x82, length >> 8, length & 0xff]);
}
