import type { Answer } from '../server/behaviour.ts';
import { type Command, type CommandSpec, no, ok } from '../server/command.ts';
import { Selection } from '../server/selection.ts';
import type { Session } from '../server/session.ts';
import type { TokenCursor } from '../wire/tokens.ts';
import { hasFlag } from '../store/stored-message.ts';

const systemFlags = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';

/** SELECT, EXAMINE, CHECK, CLOSE (RFC 3501 §6.3.1–2, §6.4.1–2) and UNSELECT (RFC 3691). */
export const selectCommands: readonly CommandSpec[] = [
  { name: 'SELECT', state: 'authenticated', run: select },
  { name: 'EXAMINE', state: 'authenticated', run: select },
  // RFC 3501 §6.4.1: housekeeping, of which memory needs none.
  { name: 'CHECK', state: 'selected', run: () => ok('Checked') },
  {
    name: 'CLOSE',
    state: 'selected',
    run: (session) => {
      const { folder, isReadOnly } = session.selected;
      if (!isReadOnly) folder.expunge((message) => hasFlag(message, '\\Deleted'));
      session.selection = undefined;
      return ok('Closed');
    },
  },
  {
    name: 'UNSELECT',
    state: 'selected',
    needs: 'UNSELECT',
    run: (session) => {
      session.selection = undefined;
      return ok('Unselected');
    },
  },
];

function select(session: Session, args: TokenCursor, command: Command): Answer {
  // RFC 3501 §6.3.1: a failed SELECT leaves nothing selected.
  session.selection = undefined;
  const folder = session.folder(args.text());
  for (const option of args.optionalList() ?? []) {
    const isCondstore = option.kind === 'atom' && option.text.toUpperCase() === 'CONDSTORE';
    if (isCondstore && session.has('CONDSTORE')) session.enabled.add('CONDSTORE');
  }
  args.end();
  if (folder === undefined) return no('No such folder', 'NONEXISTENT');
  if (!folder.canHoldMessages) return no('This name holds no messages', 'CANNOT');
  const isReadOnly = command.name === 'EXAMINE';
  const recentCount = folder.recentCount();
  const messages = session.seen(folder);
  session.selection = new Selection(folder, isReadOnly, messages);

  const keywords = folder.keywords();
  const flags = [systemFlags, ...keywords].join(' ');
  session.untagged(`FLAGS (${flags})`);
  const takesNew = !session.settings.behaviours.some(
    (each) => each.refusesNewKeywords?.(folder) === true,
  );
  const permanent = isReadOnly ? '' : takesNew ? `${flags} \\*` : flags;
  session.untagged(`OK [PERMANENTFLAGS (${permanent})] Flags that are kept`);
  session.untagged(`${String(messages.length)} EXISTS`);
  session.untagged(`${String(recentCount)} RECENT`);
  const unseen = messages.findIndex((message) => !hasFlag(message, '\\Seen'));
  if (unseen >= 0) session.untagged(`OK [UNSEEN ${String(unseen + 1)}] First unseen`);
  session.untagged(`OK [UIDVALIDITY ${String(folder.uidValidity)}] UIDs valid`);
  session.untagged(`OK [UIDNEXT ${String(folder.uidNext)}] Predicted next UID`);
  if (session.has('CONDSTORE')) {
    session.untagged(`OK [HIGHESTMODSEQ ${String(folder.highestModseq)}] Highest`);
  }
  return isReadOnly ? ok('Examined', 'READ-ONLY') : ok('Selected', 'READ-WRITE');
}
