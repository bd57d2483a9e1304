import { UsageError } from '../usage-error.ts';

export const folderMapEntriesMax = 1000;

/**
 * `Sent Items=Sent` entries → source path → target path. Several in one text are divided by `;`; a backslash makes the
 * next `=`, `;` or backslash an ordinary character.
 * @throws UsageError names the entry that cannot be read.
 */
export function parseFolderMap(entries: readonly string[]): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const entry of entries.flatMap((text) => splitUnescaped(text, ';'))) {
    if (entry.trim() === '') continue;
    const sides = splitUnescaped(entry, '=');
    const [source, target] = sides.map((side) => folderPathText(unescape(side)));
    if (sides.length !== 2 || !source || !target) {
      throw new UsageError(
        `the folder map entry ${JSON.stringify(entry)} is not SOURCE=TARGET`,
        escapeHint,
      );
    }
    if (map.has(source))
      throw new UsageError(`the folder map names ${JSON.stringify(source)} twice`);
    map.set(source, target);
    if (map.size > folderMapEntriesMax) {
      throw new UsageError(`the folder map has more than ${folderMapEntriesMax} entries`);
    }
  }
  const targets = [...map.values()];
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (twice !== undefined) {
    throw new UsageError(`the folder map sends two folders to ${JSON.stringify(twice)}`);
  }
  return map;
}

const escapeHint =
  'write for example "Sent Items=Sent"; put a backslash before = or ; inside a name';

/** A folder's path as people write it: no blanks or slashes at its ends. */
export function folderPathText(path: string): string {
  return path.trim().replace(/^\/+|\/+$/gu, '');
}

function splitUnescaped(text: string, divider: string): string[] {
  const parts = [''];
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === divider) parts.push('');
    else parts[parts.length - 1] += character === '\\' ? text.slice(i, (i += 1) + 1) : character;
  }
  return parts;
}

function unescape(text: string): string {
  return text.replace(/\\([=;\\])/gu, '$1');
}
