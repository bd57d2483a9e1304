/** A user of the directory as somebody wants it. Personal. */
export interface UserWish {
  readonly dn: string;
  readonly address: string;
  /** The short name that it signs in with, and the address before its @. */
  readonly alias: string;
  /** Of people. */
  readonly name: string;
  /** Stands in the entry's description: by it a user that was made already is known again, wherever it was moved to. */
  readonly mark: string;
}

export interface UserPassword {
  readonly text: string;
  /** Another one is set at the first sign-in, where the directory knows of that. */
  readonly mustChange: boolean;
}

/** A name of an entry below the unit, whatever stands in it (RFC 4514 §2.4). */
export function userDn(name: string, unit: string): string {
  const escaped = name
    .replace(/[\\",+<>;=]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ')
    .replaceAll('\0', '\\00');
  return `cn=${escaped},${unit}`;
}
