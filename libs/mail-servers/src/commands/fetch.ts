import type { Answer, CommandContext, FetchDecision } from '../server/behaviour.ts';
import { type Command, type CommandSpec, Interruption, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import { MessageBody } from '../store/message-body.ts';
import { type StoredMessage, hasFlag } from '../store/stored-message.ts';
import { formatString } from '../wire/format.ts';
import { formatInternalDate } from '../wire/internal-date.ts';
import { SyntaxProblem, type Token, type TokenCursor } from '../wire/tokens.ts';
import { type FetchItem, type Section, parseFetchItems } from './fetch-items.ts';
import { bodyStructure, envelope, selectFields } from './message-header.ts';
import { messageRanges } from './message-range.ts';

/** FETCH and UID FETCH (RFC 3501 §6.4.5, §6.4.8) with CHANGEDSINCE (RFC 7162 §3.1.4.1). */
export const fetchCommands: readonly CommandSpec[] = [
  { name: 'FETCH', state: 'selected', sections: true, keepsSequence: true, run: fetch },
  { name: 'UID FETCH', state: 'selected', sections: true, run: fetch },
];

async function fetch(session: Session, args: TokenCursor, command: Command): Promise<Answer> {
  const selection = session.selected;
  const { messageLimit } = session.settings;
  const asked = messageRanges(selection, args.text(), command.isUid);
  const ranges = messageLimit === undefined ? asked : newestOf(asked, messageLimit);
  let items = parseFetchItems(args.next(), command.isUid);
  const changedSince = parseModifier(session, args.optionalList());
  args.end();
  const asksLabels = items.some((item) => item.kind === 'labels');
  if (asksLabels && !session.has('X-GM-EXT-1')) throw new SyntaxProblem('Unknown FETCH item');
  const asksModseq = items.some((item) => item.kind === 'modseq');
  if (asksModseq && !session.has('CONDSTORE')) throw new SyntaxProblem('Unknown FETCH item');
  if (asksModseq || changedSince !== undefined) session.enabled.add('CONDSTORE');
  if (changedSince !== undefined && !asksModseq) items = [...items, { kind: 'modseq' }];
  const marksSeen =
    !selection.isReadOnly && items.some((item) => item.kind === 'section' && item.marksSeen);

  let isIncomplete = false;
  const { view } = selection;
  const isBackwards = session.settings.behaviours.some(({ fetchesBackwards }) => fetchesBackwards);
  const asksBody = items.some((item) => item.kind === 'section' && item.section.kind === 'all');
  for (const [from, below] of isBackwards ? [...ranges].reverse() : ranges) {
    for (let at = from; at < below; at += 1) {
      const i = isBackwards ? below - 1 - (at - from) : at;
      const message = view[i];
      if (message === undefined) continue;
      if (changedSince !== undefined && message.modseq <= changedSince) continue;
      if (message.isExpunged) {
        isIncomplete = true;
        continue;
      }
      const decision = decide(session, message, { asksBody, context: command.context });
      if (decision === 'omit') continue;
      if (typeof decision === 'object') return decision;
      if (marksSeen) markSeen(session, message);
      const hasBody = decision !== 'nil-body';
      const wish = { sequence: i + 1, message, items, tellsFlags: marksSeen, hasBody };
      sendMessage(session, command, wish);
      if (session.output.isBusy) await session.output.ready();
    }
  }
  const countOf = (some: Ranges) => some.reduce((sum, [from, below]) => sum + below - from, 0);
  if (messageLimit !== undefined && countOf(asked) > messageLimit) {
    const least = view[ranges[0]?.[0] ?? 0]?.uid ?? 0;
    return ok('Told of the newest', `MESSAGELIMIT ${String(messageLimit)} ${String(least)}`);
  }
  // RFC 5530: some of them are gone, the client has not been told yet.
  return isIncomplete ? ok('Some messages are gone', 'EXPUNGEISSUED') : ok('Fetched');
}

type Ranges = readonly (readonly [from: number, below: number])[];

/** The same without all but the last so many. */
function newestOf(ranges: Ranges, countMax: number): Ranges {
  const newest: [number, number][] = [];
  let left = countMax;
  for (const [from, below] of [...ranges].reverse()) {
    const count = Math.min(left, below - from);
    if (count > 0) newest.unshift([below - count, below]);
    left -= count;
  }
  return newest;
}

function decide(
  session: Session,
  message: StoredMessage,
  fetch: { readonly asksBody: boolean; readonly context: CommandContext },
): FetchDecision | undefined {
  for (const behaviour of session.settings.behaviours) {
    const decision = behaviour.onFetch?.(message, fetch);
    if (decision !== undefined) return decision;
  }
  return undefined;
}

function sendMessage(
  session: Session,
  command: Command,
  wish: {
    sequence: number;
    message: StoredMessage;
    items: readonly FetchItem[];
    tellsFlags: boolean;
    hasBody: boolean;
  },
): void {
  const { sequence, message, items } = wish;
  let text = `* ${session.fetchOf(sequence, message.uid)} (`;
  let gap = '';
  for (const item of items) {
    text += gap;
    gap = ' ';
    if (item.kind !== 'section') {
      text += plainItem(session, item, message);
      continue;
    }
    if (!wish.hasBody) {
      text += `${item.label} NIL`;
      continue;
    }
    const { offset, length } = item.partial ?? { offset: 0, length: Infinity };
    const whole = sectionOf(message.body, item.section);
    const size = Math.max(0, Math.min(length, whole.size - offset));
    session.output.text(`${text}${item.label} {${String(size)}}\r\n`);
    const cut = cutOf(session, command, { uid: message.uid, size });
    session.output.bytes(whole.slice(offset, Math.min(length, cut)));
    if (cut < size) throw new Interruption({ close: 'end' });
    text = '';
  }
  if (wish.tellsFlags && !items.some((item) => item.kind === 'flags')) {
    text += `${gap}FLAGS ${session.flagList(message)}`;
  }
  // Goes through the same rewriting as every other line where the answer holds no body.
  if (text.startsWith('* ')) session.line(`${text})`);
  else session.output.text(`${text})\r\n`);
}

/** How much of a body may be sent. */
function cutOf(session: Session, command: Command, body: { uid: number; size: number }): number {
  for (const behaviour of session.settings.behaviours) {
    const cut = behaviour.cutBody?.(command.context, body);
    if (cut !== undefined) return cut;
  }
  return Infinity;
}

function plainItem(
  session: Session,
  item: Exclude<FetchItem, { kind: 'section' }>,
  message: StoredMessage,
): string {
  switch (item.kind) {
    case 'flags':
      return `FLAGS ${session.flagList(message)}`;
    case 'uid':
      return `UID ${String(message.uid)}`;
    case 'date':
      return `INTERNALDATE "${formatInternalDate(message.internalDate)}"`;
    case 'size':
      return `RFC822.SIZE ${String(message.body.size)}`;
    case 'modseq':
      return `MODSEQ (${String(message.modseq)})`;
    case 'labels':
      return `X-GM-LABELS (${labelsOf(session, message).map(formatString).join(' ')})`;
    case 'envelope':
      return `ENVELOPE ${envelope(message.body)}`;
    case 'structure':
      return `${item.label} ${bodyStructure(message.body)}`;
  }
}

/** As Gmail tells them in "All Mail": the folders that a message stands in (its IMAP extensions, X-GM-LABELS). */
function labelsOf(session: Session, message: StoredMessage): readonly string[] {
  const { path } = session.selected.folder;
  for (const behaviour of session.settings.behaviours) {
    const labels = behaviour.onLabels?.(message.uid, path);
    if (labels !== undefined) return labels;
  }
  return [];
}

function sectionOf(body: MessageBody, section: Section): MessageBody {
  switch (section.kind) {
    case 'all':
      return body;
    case 'header':
      return new MessageBody([body.header()]);
    case 'text':
      return new MessageBody(body.slice(body.header().length, body.size));
    case 'fields':
      return new MessageBody([selectFields(body, section.names, section.isInverted)]);
  }
}

function markSeen(session: Session, message: StoredMessage): void {
  if (hasFlag(message, '\\Seen')) return;
  session.selected.folder.setFlags(message, [...message.flags, '\\Seen']);
  session.selected.markFlagsSeen();
}

function parseModifier(
  session: Session,
  modifier: readonly Token[] | undefined,
): number | undefined {
  if (modifier === undefined) return undefined;
  const [word, value] = modifier;
  const isKnown = word?.kind === 'atom' && word.text.toUpperCase() === 'CHANGEDSINCE';
  const modseq =
    value?.kind === 'atom' && /^\d{1,15}$/.test(value.text) ? Number(value.text) : undefined;
  if (!isKnown || modseq === undefined || !session.has('CONDSTORE')) {
    throw new SyntaxProblem('Unknown FETCH modifier');
  }
  return modseq;
}
