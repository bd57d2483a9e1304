import type { Folder } from '@mailhaul/connector-contract';
import { pathText } from './path-text.ts';
import { wellKnownFolders } from './well-known-folders.ts';

/** Says of a folder whether it is one that the patterns name, or lies below one. */
export type FolderTest = (folder: Folder) => boolean;

/**
 * A pattern is a path with `/` between names; `*` stands for any characters, also for `/`; `#Inbox` and the like stand for
 * the mailbox's folder of that use, whatever it is called. `\*`, `\#` and `\\` are the characters themselves. Upper and lower
 * case differ, but for INBOX. Time grows with folders, patterns and the lengths of both, whatever stands in them.
 */
export function folderTest(patterns: readonly string[], sources: readonly Folder[]): FolderTest {
  const globs = patterns.flatMap((pattern) => globsOf(pattern, sources));
  return ({ path }) => {
    const text = pathText(path).normalize();
    return globs.some((glob) => matches(glob, text));
  };
}

/** What stands between the `*`: a single part means that there is none. */
type Glob = readonly string[];

/** With and without what lies below; none where the mailbox has no folder of the use that is named. */
function globsOf(pattern: string, sources: readonly Folder[]): readonly Glob[] {
  const [, name, rest] = /^#([a-z]+)#?((?:[/*].*)?)$/isu.exec(pattern) ?? [];
  const isOfUse = name === undefined ? undefined : wellKnownFolders.get(name.toLowerCase());
  if (isOfUse === undefined)
    return withBelow(partsOf(pattern.replace(/^inbox(?=\/|$)/iu, 'INBOX')));
  return isOfUse(sources).flatMap(({ path }) => {
    const [first = '', ...others] = partsOf(rest ?? '');
    return withBelow([pathText(path).normalize() + first, ...others]);
  });
}

function withBelow(glob: Glob): readonly Glob[] {
  return [glob, [...glob.slice(0, -1), `${glob.at(-1) ?? ''}/`, '']];
}

function partsOf(pattern: string): Glob {
  const parts = [''];
  for (const [token] of pattern.normalize().matchAll(/\\[\\*#]|[^]/gu)) {
    if (token === '*') parts.push('');
    else parts.push((parts.pop() ?? '') + (token.length > 1 ? token.replace(/^\\/u, '') : token));
  }
  return parts;
}

function matches(glob: Glob, text: string): boolean {
  const [first = '', ...others] = glob;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
