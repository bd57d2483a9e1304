import { type CommandSpec, no, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import { formatAstring } from '../wire/format.ts';
import { SyntaxProblem, type Token } from '../wire/tokens.ts';

/** STATUS (RFC 3501 §6.3.10) with SIZE (RFC 8438) and HIGHESTMODSEQ (RFC 7162 §3.1.7). */
export const statusCommands: readonly CommandSpec[] = [
  {
    name: 'STATUS',
    state: 'authenticated',
    run: (session, args) => {
      const folder = session.folder(args.text());
      const items = args.list();
      args.end();
      if (folder === undefined) return no('No such folder', 'NONEXISTENT');
      if (!folder.canHoldMessages) return no('This name holds no messages', 'CANNOT');
      session.untagged(statusLine(session, folder, items));
      return ok('Told');
    },
  },
];

/** The untagged STATUS answer, without its star. @throws SyntaxProblem for an item that is not offered */
export function statusLine(
  session: Session,
  folder: StoredFolder,
  items: readonly Token[],
): string {
  const pairs = items.map((item) => {
    const name = item.kind === 'list' ? '' : item.text.toUpperCase();
    return `${name} ${String(statusValue(session, folder, name))}`;
  });
  return `STATUS ${formatAstring(session.wireName(folder.path))} (${pairs.join(' ')})`;
}

function statusValue(session: Session, folder: StoredFolder, name: string): number {
  switch (name) {
    case 'MESSAGES':
      return session.seen(folder).length;
    case 'RECENT':
      return folder.recentCount();
    case 'UIDNEXT':
      return folder.uidNext;
    case 'UIDVALIDITY':
      return folder.uidValidity;
    case 'UNSEEN':
      return folder.unseenCount();
    case 'SIZE':
      if (session.has('STATUS=SIZE')) return folder.bytes;
      break;
    case 'APPENDLIMIT':
      if (session.has('APPENDLIMIT')) return session.settings.appendLimit;
      break;
    case 'HIGHESTMODSEQ':
      if (session.has('CONDSTORE')) {
        session.enabled.add('CONDSTORE');
        return folder.highestModseq;
      }
      break;
    default:
  }
  throw new SyntaxProblem(`Unknown status item ${name}`);
}
