/**
 * Whether a name matches one of the LIST patterns (RFC 3501 §6.3.8): `*` is anything, `%` anything but the
 * separator. Linear in name times pattern, whatever the pattern. Without case, `Sent` matches `sent`.
 */
export function listMatcher(
  patterns: readonly string[],
  separator: string,
  isCaseInsensitive = false,
): (name: string) => boolean {
  const fold = (text: string) => (isCaseInsensitive ? text.toLowerCase() : text);
  return (name) => patterns.some((pattern) => matches(fold(name), fold(pattern), separator));
}

const patternMax = 1024;

function matches(name: string, pattern: string, separator: string): boolean {
  if (pattern.length > patternMax) return false;
  // Which prefixes of the name the pattern so far can be: one row at a time.
  let row = new Array<boolean>(name.length + 1).fill(false);
  row[0] = true;
  for (const c of pattern) {
    const next = new Array<boolean>(name.length + 1).fill(false);
    for (let i = 0; i <= name.length; i += 1) {
      const before = name.charAt(i - 1);
      if (c === '*' || c === '%') {
        const canGrow = i > 0 && next[i - 1] === true && (c === '*' || before !== separator);
        next[i] = row[i] === true || canGrow;
      } else next[i] = i > 0 && row[i - 1] === true && isSame(before, c, name);
    }
    row = next;
  }
  return row[name.length] === true;
}

/** INBOX matches in any case (RFC 3501 §5.1). */
function isSame(a: string, b: string, name: string): boolean {
  return a === b || (name === 'INBOX' && a === b.toUpperCase());
}
