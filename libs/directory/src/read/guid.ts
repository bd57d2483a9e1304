const guidBytes = 16;

/** Microsoft's spelling of 16 bytes ([MS-DTYP] §2.3.4): the first three groups are little-endian. Undefined for other lengths. */
export function guidOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes?.length !== guidBytes) return undefined;
  const hex = (from: number, to: number, isReversed = false) => {
    const part = Buffer.from(bytes.slice(from, to));
    return (isReversed ? part.reverse() : part).toString('hex');
  };
  const groups = [hex(0, 4, true), hex(4, 6, true), hex(6, 8, true), hex(8, 10), hex(10, 16)];
  return groups.join('-');
}

/** The way back; undefined where it is none. */
export function bytesOfGuid(text: string): Buffer | undefined {
  if (uuidOf(text) === undefined) return undefined;
  const [a = '', b = '', c = '', ...rest] = text.split('-');
  const little = [a, b, c].map((hex) => Buffer.from(hex, 'hex').reverse());
  return Buffer.concat([...little, Buffer.from(rest.join(''), 'hex')]);
}

/** RFC 4530's entryUUID; undefined where it is none. */
export function uuidOf(text: string | undefined): string | undefined {
  const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text ?? '');
  return isUuid ? text?.toLowerCase() : undefined;
}
