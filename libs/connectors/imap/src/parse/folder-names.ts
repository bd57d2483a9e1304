import { decodeMailboxName, encodeMailboxName } from './modified-utf7.ts';
import { type Caution, mark, spell, unspell } from './spelling.ts';

/** Where the mailbox's own folders live (RFC 2342). */
export interface Namespace {
  /** As on the wire, ending in the delimiter: '' or `INBOX.`. */
  readonly prefix: string;
  /** undefined: the server has no hierarchy. */
  readonly delimiter: string | undefined;
  /** The server did not tell the prefix: what it lists, or takes and refuses, does. */
  readonly isGuessed?: boolean;
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
  const path = splitName(inside, delimiter).map((part) => unspell(part, delimiter));
  if (!hasPrefix && path.length > 1 && path[0]?.toUpperCase() === 'INBOX') path[0] = 'INBOX';
  // Inside a prefix `INBOX.` the name `INBOX.INBOX` is a folder of its own.
  return hasPrefix && path.length === 1 && path[0]?.toUpperCase() === 'INBOX'
    ? ['INBOX', path[0]]
    : path;
}

/** The name on the wire for a path, each of its names spelled with that caution. */
export function nameOfPath(
  path: readonly string[],
  { prefix, delimiter }: Namespace,
  caution: Caution = 'separator',
): string {
  const [first, ...rest] = path;
  if (rest.length === 0 && first?.toUpperCase() === 'INBOX') return 'INBOX';
  return joinNames(
    path.map((name) => spell(name, delimiter, caution)),
    { prefix, delimiter },
  );
}

/** The name on the wire for names that are spelled already. */
export function joinNames(spelled: readonly string[], { prefix, delimiter }: Namespace): string {
  if (delimiter === undefined) return prefix + encodeMailboxName(spelled.join(flatJoint));
  return prefix + spelled.map(encodeMailboxName).join(delimiter);
}

/** What a name on the wire says of its folder. */
export function namedFolder(
  name: string,
  namespace: Namespace,
): { id: string; path: string[]; shownAs?: string[] } {
  const path = pathOfName(name, namespace);
  const { prefix, delimiter } = namespace;
  const inside = startsLike(name, prefix) ? name.slice(prefix.length) : name;
  const shown = name.toUpperCase() === 'INBOX' ? path : splitName(inside, delimiter);
  const isPlain = shown.join('\0').toUpperCase() === path.join('\0').toUpperCase();
  const id = name.toUpperCase() === 'INBOX' ? 'INBOX' : name;
  return { id, path, ...(isPlain || path[0] === 'INBOX' ? {} : { shownAs: shown }) };
}

/** Stands between names where the server has no hierarchy. */
const flatJoint = `${mark}p`;

/** Decoded. A name without characters stays with the next one, its delimiter before it: no name of a path is empty. */
function splitName(inside: string, delimiter: string | undefined): string[] {
  if (delimiter === undefined) return decodeMailboxName(inside).split(flatJoint);
  const names: string[] = [];
  let open = '';
  const parts = inside.split(delimiter);
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1;
    if ((part === '' && !isLast) || (names.length >= pathDepthMax && !isLast)) {
      open += part + delimiter;
    } else if (part === '' && open === '' && names.length > 0) {
      names[names.length - 1] += delimiter;
    } else {
      names.push(decodeMailboxName(open + part));
      open = '';
    }
  }
  return names;
}

function startsLike(name: string, prefix: string): boolean {
  // `INBOX.` is case-insensitive in its first part (RFC 9051 §5.1).
  return name.slice(0, prefix.length).toUpperCase() === prefix.toUpperCase();
}
