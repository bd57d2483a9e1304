import type { Answer } from '../server/behaviour.ts';
import { type Command, type CommandSpec, no, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import { formatUidSet } from '../wire/sequence-set.ts';
import { SyntaxProblem, type Token, type TokenCursor, flagsOf } from '../wire/tokens.ts';
import { messageRanges } from './message-range.ts';

/** STORE and UID STORE (RFC 3501 §6.4.6) with UNCHANGEDSINCE (RFC 7162 §3.1.3). */
export const storeCommands: readonly CommandSpec[] = [
  { name: 'STORE', state: 'selected', keepsSequence: true, run: store },
  { name: 'UID STORE', state: 'selected', run: store },
];

function store(session: Session, args: TokenCursor, command: Command): Answer {
  const selection = session.selected;
  const ranges = messageRanges(selection, args.text(), command.isUid);
  const unchangedSince = parseModifier(session, args.optionalList());
  const match = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(args.atom());
  if (match === null) throw new SyntaxProblem('Unknown STORE item');
  const [, sign = '', silent] = match;
  const given = flagsOf(args.optionalList() ?? restOf(args));
  args.end();
  if (selection.isReadOnly) return no('The folder is open for reading only');

  session.tellUpdates(false);
  const modified: number[] = [];
  for (const [from, below] of ranges) {
    for (let i = from; i < below; i += 1) {
      const message = selection.view[i];
      if (message === undefined || message.isExpunged) continue;
      if (unchangedSince !== undefined && message.modseq > unchangedSince) {
        modified.push(command.isUid ? message.uid : i + 1);
        continue;
      }
      selection.folder.setFlags(message, kept(session, combine(message, sign, given)));
      const modseq = session.enabled.has('CONDSTORE') ? ` MODSEQ (${String(message.modseq)})` : '';
      const flags = silent === undefined ? ` FLAGS ${session.flagList(message)}` : '';
      if (flags === '' && modseq === '') continue;
      session.untagged(`${String(i + 1)} FETCH (UID ${String(message.uid)}${flags}${modseq})`);
    }
  }
  selection.markFlagsSeen();
  return modified.length === 0
    ? ok('Stored')
    : ok('Some had changed', `MODIFIED ${formatUidSet(modified)}`);
}

function kept(session: Session, flags: readonly string[]): readonly string[] {
  const { folder } = session.selected;
  return session.settings.behaviours.reduce(
    (left, each) => each.onFlags?.(left, folder) ?? left,
    flags,
  );
}

function combine(
  message: StoredMessage,
  sign: string,
  given: readonly string[],
): readonly string[] {
  if (sign === '') return given;
  if (sign === '+') return [...message.flags, ...given];
  const dropped = new Set(given.map((flag) => flag.toLowerCase()));
  return message.flags.filter((flag) => !dropped.has(flag.toLowerCase()));
}

function restOf(args: TokenCursor): readonly Token[] {
  const rest: Token[] = [];
  while (!args.isAtEnd) rest.push(args.next());
  return rest;
}

function parseModifier(
  session: Session,
  modifier: readonly Token[] | undefined,
): number | undefined {
  if (modifier === undefined) return undefined;
  const [word, value] = modifier;
  const isKnown = word?.kind === 'atom' && word.text.toUpperCase() === 'UNCHANGEDSINCE';
  const modseq =
    value?.kind === 'atom' && /^\d{1,15}$/.test(value.text) ? Number(value.text) : undefined;
  if (!isKnown || modseq === undefined || !session.has('CONDSTORE')) {
    throw new SyntaxProblem('Unknown STORE modifier');
  }
  session.enabled.add('CONDSTORE');
  return modseq;
}
