/** An atom, with or without the backslash of a system flag (RFC 9051 §9 flag). */
const flagShape = /^\\?[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+$/;
const flagCharsMax = 255;
const flagsMax = 500;
/** All flags of one item together: no server that means well has more. */
const itemFlagCharsMax = 8192;

/** Flags as a listing gives them, within bounds: without `\Recent`, which belongs to the session. */
export function keptFlags(flags: readonly string[]): string[] {
  const kept: string[] = [];
  let left = itemFlagCharsMax;
  for (const flag of flags) {
    if (flag.length > Math.min(flagCharsMax, left) || kept.length >= flagsMax) continue;
    if (flag.toLowerCase() === '\\recent') continue;
    kept.push(flag);
    left -= flag.length;
  }
  return kept;
}

/** A keyword, not a system flag. */
export function isKeyword(flag: string): boolean {
  return !flag.startsWith('\\');
}

/** Flags that APPEND may carry; what is no atom cannot be said in IMAP and is left out, `\Recent` is not ours to set. */
export function writableFlags(flags: readonly string[]): string[] {
  return keptFlags(flags).filter((flag) => flag.length <= flagCharsMax && flagShape.test(flag));
}
