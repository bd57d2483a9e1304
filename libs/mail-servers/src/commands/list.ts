import { type CommandSpec, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import { formatAstring, formatString } from '../wire/format.ts';
import { SyntaxProblem, type Token, type TokenCursor } from '../wire/tokens.ts';
import { listMatcher } from './list-pattern.ts';
import { statusLine } from './status.ts';

/** LIST, LSUB (RFC 3501 §6.3.8–9, RFC 5258, RFC 5819, RFC 6154) and NAMESPACE (RFC 2342). */
export const listCommands: readonly CommandSpec[] = [
  { name: 'LIST', state: 'authenticated', run: list },
  { name: 'LSUB', state: 'authenticated', run: lsub },
  {
    name: 'NAMESPACE',
    state: 'authenticated',
    needs: 'NAMESPACE',
    run: (session, args) => {
      args.end();
      const { prefix, separator } = session.settings;
      session.untagged(`NAMESPACE ((${formatString(prefix)} ${formatString(separator)})) NIL NIL`);
      return ok('Told');
    },
  },
];

interface ListWish {
  readonly onlySubscribed: boolean;
  readonly onlySpecialUse: boolean;
  readonly returnsSubscribed: boolean;
  readonly returnsStatus: readonly Token[] | undefined;
}

function list(session: Session, args: TokenCursor) {
  const selection = extension(session, args.optionalList());
  const reference = args.text();
  const patterns = args.optionalList()?.map(textOf) ?? [args.text()];
  const wish = readWish(session, selection, args);
  if (patterns.length === 1 && patterns[0] === '') {
    // RFC 3501 §6.3.8: the empty name asks for the separator only.
    session.untagged(`LIST (\\Noselect) ${formatString(session.settings.separator)} ""`);
    return ok('Told');
  }
  const matches = listMatcher(
    patterns.map((pattern) => reference + pattern),
    session.settings.separator,
    session.user.rules.isCaseInsensitive,
  );
  const sorted = [...session.user.liveFolders()].sort(byPath);
  for (const folder of sorted) {
    const name = session.wireName(folder.path);
    if (!matches(name)) continue;
    const isSubscribed = session.user.isSubscribed(folder.path);
    if (wish.onlySubscribed && !isSubscribed) continue;
    if (wish.onlySpecialUse && folder.specialUse === undefined) continue;
    session.untagged(`LIST (${attributes(session, folder, wish)}) ${nameTail(session, name)}`);
    if (wish.returnsStatus !== undefined && folder.canHoldMessages) {
      session.untagged(statusLine(session, folder, wish.returnsStatus));
    }
  }
  return ok('Listed');
}

function lsub(session: Session, args: TokenCursor) {
  const reference = args.text();
  const pattern = args.text();
  args.end();
  const matches = listMatcher([reference + pattern], session.settings.separator);
  for (const path of session.user.subscriptions()) {
    const name = session.wireName(path);
    if (matches(name)) session.untagged(`LSUB () ${nameTail(session, name)}`);
  }
  return ok('Listed');
}

function readWish(
  session: Session,
  selection: readonly Token[] | undefined,
  args: TokenCursor,
): ListWish {
  const wanted = new Set((selection ?? []).map((token) => textOf(token).toUpperCase()));
  let returnsSubscribed = wanted.has('SUBSCRIBED');
  let returnsStatus: readonly Token[] | undefined;
  if (!args.isAtEnd) {
    if (!args.skipAtom('RETURN')) throw new SyntaxProblem('Expected RETURN');
    const items = extension(session, args.list()) ?? [];
    args.end();
    for (const [i, item] of items.entries()) {
      const word = item.kind === 'atom' ? item.text.toUpperCase() : '';
      if (word === 'SUBSCRIBED') returnsSubscribed = true;
      const following = items[i + 1];
      if (word === 'STATUS' && following?.kind === 'list' && session.has('LIST-STATUS')) {
        returnsStatus = following.items;
      }
    }
  }
  return {
    onlySubscribed: wanted.has('SUBSCRIBED'),
    onlySpecialUse: wanted.has('SPECIAL-USE'),
    returnsSubscribed,
    returnsStatus,
  };
}

/** RFC 6154 §2 allows SPECIAL-USE options, RFC 5819 STATUS; all others need LIST-EXTENDED. */
function extension<T>(session: Session, options: T | undefined): T | undefined {
  const allowed =
    session.has('LIST-EXTENDED') || session.has('SPECIAL-USE') || session.has('LIST-STATUS');
  if (options !== undefined && !allowed) throw new SyntaxProblem('No such LIST option here');
  return options;
}

function attributes(session: Session, folder: StoredFolder, wish: ListWish): string {
  const words: string[] = [];
  if (!folder.canHoldMessages) words.push('\\Noselect');
  if (session.has('CHILDREN')) {
    words.push(session.user.hasChildren(folder.path) ? '\\HasChildren' : '\\HasNoChildren');
  }
  if (wish.returnsSubscribed && session.user.isSubscribed(folder.path)) words.push('\\Subscribed');
  if (folder.specialUse !== undefined && session.has('SPECIAL-USE')) words.push(folder.specialUse);
  return words.join(' ');
}

function nameTail(session: Session, name: string): string {
  return `${formatString(session.settings.separator)} ${formatAstring(name)}`;
}

function byPath(a: StoredFolder, b: StoredFolder): number {
  const left = a.path.join('\0');
  const right = b.path.join('\0');
  return left < right ? -1 : left > right ? 1 : 0;
}

function textOf(token: Token): string {
  if (token.kind === 'list') throw new SyntaxProblem('Unexpected list');
  return token.text;
}
