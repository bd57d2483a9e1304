import { createHash } from 'node:crypto';

/**
 * How a name is spelled where the server does not take it as it is (docs/reference/folders.md). Every character that is
 * spelled otherwise begins with this mark or is a look-alike of a separator; marks and look-alikes that were there before are
 * marked in their turn. So every spelling but a cut one is turned back, and no two names share one.
 */
export const mark = '\uff05';

/** What of a name is spelled otherwise; each step takes more than the one before. */
export type Caution =
  /** Only what separates names on the wire, and control characters. */
  | 'separator'
  /** Also `/` and `.`, which some servers refuse although they separate nothing there (Dovecot's Maildir). */
  | 'separators'
  /** Also invisible characters, blanks and dots at the ends, and what means something to shells and file systems. */
  | 'awkward'
  /** All but ASCII letters, digits, blanks, `-` and `_`; and the first character, for names that are refused as a whole. */
  | 'all';

export const cautions: readonly Caution[] = ['separator', 'separators', 'awkward', 'all'];

/** One name of a path, spelled for a server that separates by `delimiter`. */
export function spell(name: string, delimiter: string | undefined, caution: Caution): string {
  const avoided = caution === 'separator' ? [delimiter] : [delimiter, '/', '.'];
  const isSpelledOut = {
    separator: () => false,
    separators: () => false,
    awkward: isAwkward,
    all: (character: string, at: number, all: readonly string[]) =>
      at === 0 ||
      !/[A-Za-z0-9 _-]/u.test(character) ||
      (character === ' ' && at === all.length - 1),
  }[caution];
  return write(name, delimiter, { avoided, isSpelledOut });
}

/** Spells out where `name` differs from `other`, for a server that knows no case, or no composed letters, and takes both for one. */
export function spellApart(name: string, other: string, delimiter: string | undefined): string {
  const theirs = [...other];
  const isSpelledOut = (character: string, at: number, mine: readonly string[]) =>
    mine.length === theirs.length && name !== other
      ? character !== theirs[at]
      : at === 0 || !/[ -~]/u.test(character);
  return write(name, delimiter, { avoided: [delimiter, '/', '.'], isSpelledOut });
}

interface Way {
  readonly avoided: readonly (string | undefined)[];
  readonly isSpelledOut: (character: string, at: number, all: readonly string[]) => boolean;
}

function write(name: string, delimiter: string | undefined, way: Way): string {
  const looks = looksOf(delimiter);
  return [...name]
    .map((character, at, all) => {
      // Dovecot repeats a name as it is in its refusals: a line break there would break the protocol.
      if (/\p{Cc}/u.test(character) || way.isSpelledOut(character, at, all)) {
        return spellOut(character);
      }
      if (character === mark) return `${mark}m`;
      const wasThere = looks.find(({ look }) => look === character);
      if (wasThere !== undefined) return mark + wasThere.code;
      const look = looks.find((one) => one.character === character)?.look;
      return look !== undefined && way.avoided.includes(character) ? look : character;
    })
    .join('');
}

/** The name that was spelled; as it is where nothing of ours is in it. */
export function unspell(spelled: string, delimiter: string | undefined): string {
  const looks = looksOf(delimiter);
  const codes = looks.map(({ code }) => code).join('');
  const ours = `${mark}(?:[m${codes}]|x[0-9a-f]{1,6}-)`;
  // A mark that no code follows was not set by us.
  if (spelled.replace(new RegExp(ours, 'gu'), '').includes(mark)) return spelled;
  const parts = new RegExp(`${ours}|[${looks.map(({ look }) => look).join('')}]`, 'gu');
  return spelled.replace(parts, (part) => {
    if (!part.startsWith(mark)) return looks.find(({ look }) => look === part)?.character ?? part;
    const code = part.charAt(mark.length);
    if (code === 'm') return mark;
    if (code !== 'x') return looks.find((one) => one.code === code)?.look ?? part;
    const value = Number.parseInt(part.slice(mark.length + 1, -1), 16);
    return value <= codePointMax ? String.fromCodePoint(value) : part;
  });
}

/**
 * The beginning of a name and a hash of the whole in place of the rest, at most `lengthMax` long as `lengthOf` counts. It
 * cannot be turned back: the whole name stands in the log.
 */
export function cutName(
  name: string,
  lengthMax: number,
  lengthOf: (name: string) => number,
): string {
  if (lengthOf(name) <= lengthMax) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, cutHashDigits);
  const kept = [...name];
  for (;;) {
    const cut = `${kept.join('').trimEnd()}~${hash}`;
    if (kept.length === 0 || lengthOf(cut) <= lengthMax) return cut;
    kept.length = Math.floor(kept.length * cutStep);
  }
}

const cutHashDigits = 16;
const cutStep = 0.95;
const codePointMax = 0x10ffff;

function spellOut(character: string): string {
  return `${mark}x${(character.codePointAt(0) ?? 0).toString(16)}-`;
}

function isAwkward(character: string, at: number, all: readonly string[]): boolean {
  if (/[\p{C}\p{Zl}\p{Zp}"*%<>|?:\\&;^$`'!{}]/u.test(character)) return true;
  if (/(?! )\p{Zs}/u.test(character)) return true;
  if (character === ' ') return at === 0 || at === all.length - 1;
  if (character === '.') return all.slice(0, at).every(isDot) || all.slice(at).every(isDot);
  return at === 0 && /[~#-]/u.test(character);
}

function isDot(character: string): boolean {
  return character === '.';
}

/** Characters that separate somewhere, what is written for them, and the code for what was there before. */
function looksOf(delimiter: string | undefined) {
  const looks = [
    { character: '/', look: '\u2215', code: 'f' },
    { character: '.', look: '\u2024', code: 'd' },
  ];
  if (delimiter === undefined || delimiter === '/' || delimiter === '.') return looks;
  const look = delimiter === '\\' ? '\u2216' : '\u2027';
  return [...looks, { character: delimiter, look, code: 's' }];
}
