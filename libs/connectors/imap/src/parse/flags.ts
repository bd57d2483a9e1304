/** An atom, with or without the backslash of a system flag (RFC 9051 §9 flag). */
const flagShape = /^\\?[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+$/;
const flagCharsMax = 255;
const flagsMax = 500;

/** Flags as a listing gives them: without `\Recent`, which belongs to the session. */
export function keptFlags(flags: readonly string[]): string[] {
  return flags.filter((flag) => flag.toLowerCase() !== '\\recent').slice(0, flagsMax);
}

/** Flags that APPEND may carry; what is no atom cannot be said in IMAP and is left out, `\Recent` is not ours to set. */
export function writableFlags(flags: readonly string[]): string[] {
  return keptFlags(flags).filter((flag) => flag.length <= flagCharsMax && flagShape.test(flag));
}
