import type { FolderNature, SpecialUse } from '@mailhaul/connector-contract';
import { chatWords, exchangeWords, plainWord, wordsIn, zimbraWords } from './folder-words.ts';

/** Servers that list what is no mail: told by what they offer and call themselves, never by a folder's name alone. */
export type ServerKind = 'gmail' | 'exchange' | 'zimbra' | 'other';

export function serverKindOf(
  capabilities: readonly string[],
  serverName: string | undefined,
): ServerKind {
  if (capabilities.includes('X-GM-EXT-1')) return 'gmail';
  if (/\bzimbra\b/i.test(serverName ?? '')) return 'zimbra';
  // ID of Exchange: "Microsoft.Exchange.Imap4.Imap4Server". Of 2007, without ID, by what it offers and what it does not:
  // "IMAP4 IMAP4rev1 UIDPLUS CHILDREN IDLE NAMESPACE LITERAL+" (hMailServer: "IMAP4 IMAP4rev1 CHILDREN IDLE QUOTA SORT ACL").
  const isExchange =
    /microsoft\.exchange/i.test(serverName ?? '') ||
    (serverName === undefined &&
      ['IMAP4', 'UIDPLUS', 'LITERAL+'].every((name) => capabilities.includes(name)) &&
      !['QUOTA', 'SORT', 'ACL', 'ID'].some((name) => capabilities.includes(name)));
  return isExchange ? 'exchange' : 'other';
}

const views: ReadonlySet<SpecialUse> = new Set(['all', 'flagged', 'important']);
const exchangeNatures = naturesByName(exchangeWords);
const zimbraNatures = naturesByName(zimbraWords);
const chats: ReadonlySet<string> = new Set(wordsIn(chatWords));
/** Dovecot's virtual folders, where its documentation puts them. */
const virtualRoots: ReadonlySet<string> = new Set(['virtual', 'virtual folders']);

/** What a folder is that is no mail of its own; undefined: an ordinary one. */
export function folderNatureOf(
  path: readonly string[],
  known: {
    readonly attributes: ReadonlySet<string>;
    readonly use: SpecialUse | undefined;
    readonly server: ServerKind;
    readonly isVirtual: boolean;
  },
): FolderNature | undefined {
  const { attributes, use, server } = known;
  if (known.isVirtual || (use !== undefined && views.has(use))) return 'view';
  const [root = '', name = ''] = path.map(plainWord);
  if (server === 'exchange') return exchangeNatures.get(root);
  const zimbraNature = server === 'zimbra' ? zimbraNatures.get(root) : undefined;
  if (zimbraNature !== undefined) return zimbraNature;
  if (server === 'gmail' && path.length === 2 && use === undefined) {
    return /^\[g(?:oogle )?mail\]$/u.test(root) && chats.has(name) ? 'chats' : undefined;
  }
  // Zimbra and others mark saved searches so (draft-ietf-imapext-list-extensions, never published as an attribute).
  if (attributes.has('\\search') || attributes.has('\\virtual')) return 'view';
  return virtualRoots.has(root) && path.length > 1 && attributes.has('\\noinferiors')
    ? 'view'
    : undefined;
}

function naturesByName(
  words: Readonly<Partial<Record<FolderNature, readonly string[]>>>,
): ReadonlyMap<string, FolderNature> {
  return new Map(
    (Object.keys(words) as FolderNature[]).flatMap((nature) =>
      wordsIn(words[nature] ?? []).map((name) => [name, nature] as const),
    ),
  );
}
