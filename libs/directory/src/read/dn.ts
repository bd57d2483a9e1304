/**
 * A distinguished name's parts in one spelling (RFC 4514 §2.4: any case of the attribute, blanks around separators, values escaped in two ways),
 * the entry's own first. For comparing only: values are taken as caseIgnoreMatch takes them. Undefined where it is none.
 */
export function partsOf(dn: string): readonly string[] | undefined {
  const parts = splitAt(dn, ',').map((part) =>
    splitAt(part, '+').map(plainPair).toSorted().join('+'),
  );
  return parts.some((part) => part.includes('?')) ? undefined : parts;
}

/** Equal for equal names. */
export function keyOf(dn: string): string {
  return partsOf(dn)?.join(',') ?? dn.toLowerCase();
}

/** Whether the entry is that one or stands below it; everything stands below the empty name. */
export function isWithin(dn: string, above: string): boolean {
  if (above === '') return true;
  const [parts, ends] = [partsOf(dn), partsOf(above)];
  if (parts === undefined || ends === undefined || parts.length < ends.length) return false;
  return parts.slice(-ends.length).every((part, at) => part === ends[at]);
}

/** The readable values of a name's parts, outermost first, without the domain: `People / Berlin`. */
export function pathOf(dn: string): readonly string[] {
  return splitAt(dn, ',')
    .map((part) => /^\s*(?<type>[^=]+?)\s*=(?<value>.*)$/s.exec(part)?.groups)
    .filter((part) => part !== undefined && part['type']?.toLowerCase() !== 'dc')
    .map((part) => unescaped(part?.['value'] ?? '').trim())
    .toReversed();
}

/** The units and containers an entry stands in, outermost first. */
export function unitsOf(dn: string): readonly string[] {
  return pathOf(dn).slice(0, -1);
}

function splitAt(text: string, separator: ',' | '+'): string[] {
  const parts = [''];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '\\') {
      parts.push(`${parts.pop() ?? ''}${letter}${text[at + 1] ?? ''}`);
      at += 1;
    } else if (letter === separator) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${letter}`);
  }
  return parts;
}

function plainPair(pair: string): string {
  const at = pair.indexOf('=');
  if (at <= 0) return '?';
  // Escaped anew in one way, so that a value never looks like two parts.
  const value = encodeURIComponent(
    unescaped(pair.slice(at + 1))
      .trim()
      .replaceAll(/\s+/g, ' ')
      .toLowerCase()
      .toWellFormed(),
  );
  return `${pair.slice(0, at).trim().toLowerCase()}=${value}`;
}

/** RFC 4514 §2.4: a backslash before the character itself or before two hexadecimal digits of a UTF-8 byte. */
function unescaped(value: string): string {
  return value.replaceAll(/(?:\\[0-9a-f]{2})+|\\(?<plain>.)/gis, (run, plain: unknown) =>
    typeof plain === 'string'
      ? plain
      : Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
}
