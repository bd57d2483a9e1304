import type { Answer } from '../server/behaviour.ts';
import { type CommandSpec, no, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import type { FolderProblem } from '../store/mailbox-types.ts';
import type { SpecialUseAttribute } from '../store/stored-folder.ts';
import { SyntaxProblem, type Token } from '../wire/tokens.ts';

/** CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE (RFC 3501 §6.3.3–7). */
export const folderCommands: readonly CommandSpec[] = [
  {
    name: 'CREATE',
    state: 'authenticated',
    run: (session, args) => {
      const name = args.text();
      const specialUse = parseUse(session, args.optionalList());
      args.end();
      // RFC 3501 §6.3.3: a trailing separator says that children will follow.
      const { separator } = session.settings;
      const path = session.path(name.endsWith(separator) ? name.slice(0, -separator.length) : name);
      if (path === undefined) return no('Not a name for a folder here', 'CANNOT');
      const refusal = nameRefusal(session, path);
      if (refusal !== undefined) return refusal;
      const options = specialUse === undefined ? {} : { specialUse };
      return answerOf(session.user.createFolder(path, options), 'Created');
    },
  },
  {
    name: 'DELETE',
    state: 'authenticated',
    run: (session, args) => {
      const path = session.path(args.text());
      args.end();
      if (path === undefined) return no('No such folder', 'NONEXISTENT');
      return answerOf(session.user.deleteFolder(path), 'Deleted');
    },
  },
  {
    name: 'RENAME',
    state: 'authenticated',
    run: (session, args) => {
      const from = session.path(args.text());
      const to = session.path(args.text());
      args.end();
      if (from === undefined) return no('No such folder', 'NONEXISTENT');
      if (to === undefined) return no('Not a name for a folder here', 'CANNOT');
      const isIntoItself = to.length > from.length && from.every((part, i) => part === to[i]);
      if (isIntoItself) return no('Cannot move a folder into itself', 'CANNOT');
      const refusal = nameRefusal(session, to);
      if (refusal !== undefined) return refusal;
      return answerOf(session.user.renameFolder(from, to), 'Renamed');
    },
  },
  {
    name: 'SUBSCRIBE',
    state: 'authenticated',
    run: (session, args) => {
      const path = session.path(args.text());
      args.end();
      if (path === undefined || session.user.find(path) === undefined) {
        return no('No such folder', 'NONEXISTENT');
      }
      session.user.subscribe(path, true);
      return ok('Subscribed');
    },
  },
  {
    name: 'UNSUBSCRIBE',
    state: 'authenticated',
    run: (session, args) => {
      const path = session.path(args.text());
      args.end();
      if (path === undefined) return no('No such folder', 'NONEXISTENT');
      session.user.subscribe(path, false);
      return ok('Unsubscribed');
    },
  },
];

const specialUses: readonly SpecialUseAttribute[] = [
  '\\All',
  '\\Archive',
  '\\Drafts',
  '\\Flagged',
  '\\Junk',
  '\\Sent',
  '\\Trash',
  '\\Important',
];

/** `(USE (\Sent))` of RFC 6154 §3. */
function parseUse(
  session: Session,
  options: readonly Token[] | undefined,
): SpecialUseAttribute | undefined {
  if (options === undefined) return undefined;
  const [word, list] = options;
  const isUse = word?.kind === 'atom' && word.text.toUpperCase() === 'USE';
  if (!isUse || list?.kind !== 'list' || !session.has('CREATE-SPECIAL-USE')) {
    throw new SyntaxProblem('Unknown CREATE option');
  }
  const [use] = list.items;
  const wanted = use?.kind === 'atom' ? use.text.toLowerCase() : '';
  return specialUses.find((known) => known.toLowerCase() === wanted);
}

function nameRefusal(session: Session, path: readonly string[]): Answer | undefined {
  for (const behaviour of session.settings.behaviours) {
    const refusal = behaviour.onFolderName?.(path);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The response codes are of RFC 5530. */
function answerOf(problem: FolderProblem | undefined, done: string): Answer {
  switch (problem) {
    case undefined:
      return ok(done);
    case 'exists':
      return no('There is a folder of that name', 'ALREADYEXISTS');
    case 'missing':
      return no('No such folder', 'NONEXISTENT');
    case 'has-children':
      return no('It has folders in it', 'HASCHILDREN');
    case 'inbox':
      return no('INBOX stays', 'CANNOT');
  }
}
