import type { Answer } from '../server/behaviour.ts';
import { type Command, type CommandSpec, no, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import type { TokenCursor } from '../wire/tokens.ts';
import { parseSearch } from './search-keys.ts';

/** SEARCH and UID SEARCH (RFC 3501 §6.4.4). */
export const searchCommands: readonly CommandSpec[] = [
  { name: 'SEARCH', state: 'selected', keepsSequence: true, run: search },
  { name: 'UID SEARCH', state: 'selected', run: search },
];

function search(session: Session, args: TokenCursor, command: Command): Answer {
  if (args.skipAtom('CHARSET')) {
    const charset = args.text().toUpperCase();
    if (charset !== 'UTF-8' && charset !== 'US-ASCII')
      return no('Unknown charset', 'BADCHARSET (UTF-8)');
  }
  const selection = session.selected;
  const matches = parseSearch(args, selection);
  const found: string[] = [];
  for (const [i, message] of selection.view.entries()) {
    if (!message.isExpunged && matches(message, i))
      found.push(String(command.isUid ? message.uid : i + 1));
  }
  session.untagged(['SEARCH', ...found].join(' '));
  return ok('Searched');
}
