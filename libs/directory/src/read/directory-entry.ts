import type { Entry } from 'ldapts';

/** RFC 4514 names of entries; what is longer is nobody's. */
const dnCharsMax = 2_048;
/** Of one attribute; a group's members are as many. */
const valuesMax = 50_000;
const valueBytesMax = 8_192;

/** One entry as the server gave it: attributes by their names in lower case, with their options (`displayname;lang-de`). */
export interface DirectoryEntry {
  readonly dn: string;
  readonly attributes: ReadonlyMap<string, readonly Value[]>;
}

/** Bytes where they are no text. */
type Value = string | Uint8Array;

/** Undefined where its name is none; the server's own entry has an empty one. What is too long or too many is left out. */
export function entryOf({ dn, ...attributes }: Entry): DirectoryEntry | undefined {
  // What a server names `dn` itself stands in the place of the name.
  if (typeof dn !== 'string' || dn.length > dnCharsMax) return undefined;
  const known = Object.entries(attributes).map(([name, given]) => {
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    return [name.toLowerCase(), values.slice(0, valuesMax).filter(isValue)] as const;
  });
  return { dn, attributes: new Map(known) };
}

function isValue(value: unknown): value is Value {
  const isKnown = typeof value === 'string' || value instanceof Uint8Array;
  return isKnown && value.length <= valueBytesMax;
}

/** Its values as text; those that are none are left out. */
export function textsOf(entry: DirectoryEntry, name: string): readonly string[] {
  const values = entry.attributes.get(name.toLowerCase()) ?? [];
  return values.filter((value) => typeof value === 'string');
}

/** The first value as bytes, whether or not they happen to be text. */
export function bytesOf(entry: DirectoryEntry, name: string): Uint8Array | undefined {
  const [value] = entry.attributes.get(name.toLowerCase()) ?? [];
  return typeof value === 'string' ? Buffer.from(value) : value;
}
