import { decodeMailboxName, encodeMailboxName } from './modified-utf7.ts';

/** Where the mailbox's own folders live (RFC 2342). */
export interface Namespace {
  /** As on the wire, ending in the delimiter: '' or `INBOX.`. */
  readonly prefix: string;
  /** undefined: the server has no hierarchy. */
  readonly delimiter: string | undefined;
}

const pathDepthMax = 100;

/**
 * A name on the wire as a path: without the namespace's prefix, cut at the delimiter, decoded, with separators inside
 * names restored. INBOX is INBOX in any spelling.
 */
export function pathOfName(name: string, { prefix, delimiter }: Namespace): string[] {
  if (name.toUpperCase() === 'INBOX') return ['INBOX'];
  const hasPrefix = prefix !== '' && name.length > prefix.length && startsLike(name, prefix);
  const inside = hasPrefix ? name.slice(prefix.length) : name;
  const segments = delimiter === undefined ? [inside] : inside.split(delimiter, pathDepthMax);
  const path = segments.map((segment) => unescapeSegment(decodeMailboxName(segment), delimiter));
  if (!hasPrefix && path.length > 1 && path[0]?.toUpperCase() === 'INBOX') path[0] = 'INBOX';
  // Inside a prefix `INBOX.` the name `INBOX.INBOX` is a folder of its own.
  return hasPrefix && path.length === 1 && path[0]?.toUpperCase() === 'INBOX'
    ? ['INBOX', path[0]]
    : path;
}

/** The name on the wire for a path; with `avoidsAll` also for servers that refuse `/` and `.` where they
 * separate nothing on the wire but in their storage. */
export function nameOfPath(
  path: readonly string[],
  { prefix, delimiter }: Namespace,
  avoidsAll = false,
): string {
  const [first, ...rest] = path;
  if (rest.length === 0 && first?.toUpperCase() === 'INBOX') return 'INBOX';
  const avoided = [
    ...(delimiter === undefined ? [] : [delimiter]),
    ...(avoidsAll ? ['/', '.'] : []),
  ];
  const segments = path.map((segment) =>
    encodeMailboxName(escapeSegment(segment, delimiter, avoided)),
  );
  return prefix + segments.join(delimiter ?? '_');
}

function startsLike(name: string, prefix: string): boolean {
  // `INBOX.` is case-insensitive in its first part (RFC 9051 §5.1).
  return name.slice(0, prefix.length).toUpperCase() === prefix.toUpperCase();
}

/** Stands before a code, for a character that looks like a separator and was there before. */
const mark = '\uff05';

/**
 * An avoided character inside a name becomes its look-alike. A look-alike that was there before is marked, so that
 * nothing is lost on the way back.
 */
function escapeSegment(
  segment: string,
  delimiter: string | undefined,
  avoided: readonly string[],
): string {
  let escaped = segment.replaceAll(mark, `${mark}m`);
  for (const { look, code } of looksOf(delimiter)) escaped = escaped.replaceAll(look, mark + code);
  for (const { character, look } of looksOf(delimiter)) {
    if (avoided.includes(character)) escaped = escaped.replaceAll(character, look);
  }
  return escaped;
}

function unescapeSegment(segment: string, delimiter: string | undefined): string {
  const looks = looksOf(delimiter);
  const codes = looks.map(({ code }) => code).join('');
  // A mark that no code follows was not set by us.
  if (new RegExp(`${mark}(?![m${codes}])`).test(segment)) return segment;
  let plain = segment;
  for (const { character, look } of looks) plain = plain.replaceAll(look, character);
  for (const { look, code } of looks) plain = plain.replaceAll(mark + code, look);
  return plain.replaceAll(`${mark}m`, mark);
}

function looksOf(delimiter: string | undefined) {
  const looks = [
    { character: '/', look: '\u2215', code: 'f' },
    { character: '.', look: '\u2024', code: 'd' },
  ];
  if (delimiter === undefined || delimiter === '/' || delimiter === '.') return looks;
  return [
    ...looks,
    { character: delimiter, look: delimiter === '\\' ? '\u2216' : '\u2027', code: 's' },
  ];
}
