import type { Answer } from '../server/behaviour.ts';
import { type Command, type CommandSpec, no, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import { formatUidSet } from '../wire/sequence-set.ts';
import type { TokenCursor } from '../wire/tokens.ts';
import { messageRanges } from './message-range.ts';

/** COPY (RFC 3501 §6.4.7) and MOVE (RFC 6851), with COPYUID (RFC 4315 §3). */
export const copyCommands: readonly CommandSpec[] = [
  { name: 'COPY', state: 'selected', run: copy },
  { name: 'UID COPY', state: 'selected', run: copy },
  { name: 'MOVE', state: 'selected', needs: 'MOVE', run: move },
  { name: 'UID MOVE', state: 'selected', needs: 'MOVE', run: move },
];

function copy(session: Session, args: TokenCursor, command: Command): Answer {
  const done = transfer(session, args, command);
  if ('status' in done) return done;
  return done.code === undefined ? ok('Copied') : ok('Copied', done.code);
}

function move(session: Session, args: TokenCursor, command: Command): Answer {
  const { folder, isReadOnly } = session.selected;
  if (isReadOnly) return no('The folder is open for reading only');
  const done = transfer(session, args, command);
  if ('status' in done) return done;
  // RFC 6851 §4.3: COPYUID comes in an untagged OK, before the EXPUNGEs.
  if (done.code !== undefined) session.untagged(`OK [${done.code}] Moved`);
  const moved = new Set(done.uids);
  folder.expunge((message) => moved.has(message.uid));
  return ok('Moved');
}

function transfer(
  session: Session,
  args: TokenCursor,
  command: Command,
): Answer | { readonly uids: readonly number[]; readonly code: string | undefined } {
  const { view } = session.selected;
  const ranges = messageRanges(session.selected, args.text(), command.isUid);
  const target = session.folder(args.text());
  args.end();
  if (target === undefined) return no('No such folder', 'TRYCREATE');
  if (!target.canHoldMessages) return no('This name holds no messages', 'CANNOT');
  const messages = ranges
    .flatMap(([from, below]) => view.slice(from, below))
    .filter((m) => !m.isExpunged);
  const uids = messages.map((message) => message.uid);
  const copies = messages.map((message) => target.add(message).uid);
  if (uids.length === 0 || !session.has('UIDPLUS')) return { uids, code: undefined };
  return {
    uids,
    code: `COPYUID ${String(target.uidValidity)} ${formatUidSet(uids)} ${formatUidSet(copies)}`,
  };
}
