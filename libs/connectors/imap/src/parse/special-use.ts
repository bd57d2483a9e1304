import type { SpecialUse } from '@mailhaul/connector-contract';
import { plainWord, wordsIn, wordsOfUse } from './folder-words.ts';

/** RFC 6154 §2, RFC 8457, and what XLIST called them before. */
const byAttribute: Readonly<Record<string, SpecialUse>> = {
  '\\inbox': 'inbox',
  '\\sent': 'sent',
  '\\drafts': 'drafts',
  '\\trash': 'trash',
  '\\junk': 'junk',
  '\\spam': 'junk',
  '\\archive': 'archive',
  '\\all': 'all',
  '\\allmail': 'all',
  '\\flagged': 'flagged',
  '\\starred': 'flagged',
  '\\important': 'important',
};

/** The attribute to ask for when a folder of that use is made (RFC 6154 §3). */
export const attributeOf: Readonly<Partial<Record<SpecialUse, string>>> = {
  sent: '\\Sent',
  drafts: '\\Drafts',
  trash: '\\Trash',
  junk: '\\Junk',
  archive: '\\Archive',
  all: '\\All',
  flagged: '\\Flagged',
  important: '\\Important',
};

/** What a folder of that use is called where there is none and its own name will not do. */
export const plainNameOf: Readonly<Partial<Record<SpecialUse, string>>> = {
  sent: 'Sent',
  drafts: 'Drafts',
  trash: 'Trash',
  junk: 'Junk',
  archive: 'Archive',
};

const uses = ['sent', 'drafts', 'trash', 'junk', 'archive'] as const;
const byName: ReadonlyMap<string, SpecialUse> = new Map(
  uses.flatMap((use) => wordsIn(wordsOfUse[use]).map((name) => [name, use] as const)),
);

/** Nodes in which servers keep their own folders: Gmail's by its names in all countries, and the like of other programs. */
export const containers: ReadonlySet<string> = new Set([
  'inbox',
  '[gmail]',
  '[google mail]',
  '[imap]',
  '[mailbox]',
]);

export interface FoundUse {
  readonly use: SpecialUse;
  /** The server says so; else the name does. */
  readonly isDeclared: boolean;
}

/** What a folder is for: by the server's attributes, else by a well-known name at the top or right below a container. */
export function specialUseOf(
  path: readonly string[],
  attributes: ReadonlySet<string>,
): FoundUse | undefined {
  if (path.length === 1 && path[0] === 'INBOX') return { use: 'inbox', isDeclared: true };
  for (const attribute of attributes) {
    const use = byAttribute[attribute];
    if (use !== undefined && use !== 'inbox') return { use, isDeclared: true };
  }
  const isNearTop = path.length === 1 || (path.length === 2 && isContainer(path[0]));
  const use = isNearTop ? byName.get(plainWord(path.at(-1) ?? '')) : undefined;
  return use === undefined ? undefined : { use, isDeclared: false };
}

export function isContainer(name: string | undefined): boolean {
  return name !== undefined && containers.has(plainWord(name));
}
