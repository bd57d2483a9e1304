import type { Selection } from '../server/selection.ts';
import { type StoredMessage, hasFlag } from '../store/stored-message.ts';
import { parseSearchDay } from '../wire/internal-date.ts';
import { SyntaxProblem, TokenCursor } from '../wire/tokens.ts';
import { headerValue, headerValues } from './message-header.ts';
import { messageRanges } from './message-range.ts';

/** Whether a message, which stands at `index` in the view, is searched for. */
export type SearchTest = (message: StoredMessage, index: number) => boolean;

interface Place {
  readonly selection: Selection;
  /** How many NOT, OR and lists are around the key. */
  readonly depth: number;
}

const depthMax = 32;

type KeyParser = (args: TokenCursor, place: Place) => SearchTest;

/** All keys up to the end: each must hold. @throws SyntaxProblem */
export function parseSearch(args: TokenCursor, selection: Selection): SearchTest {
  return parseKeys(args, { selection, depth: 0 });
}

function parseKeys(args: TokenCursor, place: Place): SearchTest {
  const tests: SearchTest[] = [];
  do tests.push(parseKey(args, place));
  while (!args.isAtEnd);
  return (message, index) => tests.every((test) => test(message, index));
}

function parseKey(args: TokenCursor, outer: Place): SearchTest {
  const place = { ...outer, depth: outer.depth + 1 };
  if (place.depth > depthMax) throw new SyntaxProblem('Too many nested search keys');
  const inner = args.optionalList();
  if (inner !== undefined) return parseKeys(new TokenCursor(inner), place);
  const word = args.atom();
  const parser = keyParsers.get(word.toUpperCase());
  if (parser !== undefined) return parser(args, place);
  return inSet(place.selection, word, false);
}

const keyParsers: ReadonlyMap<string, KeyParser> = new Map<string, KeyParser>([
  ['ALL', () => () => true],
  ['ANSWERED', () => flagged('\\Answered')],
  ['UNANSWERED', () => not(flagged('\\Answered'))],
  ['DELETED', () => flagged('\\Deleted')],
  ['UNDELETED', () => not(flagged('\\Deleted'))],
  ['DRAFT', () => flagged('\\Draft')],
  ['UNDRAFT', () => not(flagged('\\Draft'))],
  ['FLAGGED', () => flagged('\\Flagged')],
  ['UNFLAGGED', () => not(flagged('\\Flagged'))],
  ['SEEN', () => flagged('\\Seen')],
  ['UNSEEN', () => not(flagged('\\Seen'))],
  ['RECENT', (_args, { selection }) => recent(selection)],
  ['OLD', (_args, { selection }) => not(recent(selection))],
  ['NEW', (_args, { selection }) => both(recent(selection), not(flagged('\\Seen')))],
  ['KEYWORD', (args) => flagged(args.atom())],
  ['UNKEYWORD', (args) => not(flagged(args.atom()))],
  ['LARGER', (args) => compareSize(args, (size, limit) => size > limit)],
  ['SMALLER', (args) => compareSize(args, (size, limit) => size < limit)],
  ['SINCE', (args) => compareDay(args, internalDay, (day, wanted) => day >= wanted)],
  ['BEFORE', (args) => compareDay(args, internalDay, (day, wanted) => day < wanted)],
  ['ON', (args) => compareDay(args, internalDay, (day, wanted) => day === wanted)],
  ['SENTSINCE', (args) => compareDay(args, sentDay, (day, wanted) => day >= wanted)],
  ['SENTBEFORE', (args) => compareDay(args, sentDay, (day, wanted) => day < wanted)],
  ['SENTON', (args) => compareDay(args, sentDay, (day, wanted) => day === wanted)],
  ['HEADER', (args) => headerHolds(args.text(), args.text())],
  ['FROM', (args) => headerHolds('From', args.text())],
  ['TO', (args) => headerHolds('To', args.text())],
  ['CC', (args) => headerHolds('Cc', args.text())],
  ['BCC', (args) => headerHolds('Bcc', args.text())],
  ['SUBJECT', (args) => headerHolds('Subject', args.text())],
  ['TEXT', (args) => bytesHold(args.text(), true)],
  ['BODY', (args) => bytesHold(args.text(), false)],
  ['UID', (args, { selection }) => inSet(selection, args.atom(), true)],
  ['MODSEQ', (args) => modseqFrom(args.atom())],
  ['NOT', (args, place) => not(parseKey(args, place))],
  ['OR', (args, place) => either(parseKey(args, place), parseKey(args, place))],
]);

function flagged(flag: string): SearchTest {
  return (message) => hasFlag(message, flag);
}

function not(test: SearchTest): SearchTest {
  return (message, index) => !test(message, index);
}

function both(a: SearchTest, b: SearchTest): SearchTest {
  return (message, index) => a(message, index) && b(message, index);
}

function either(a: SearchTest, b: SearchTest): SearchTest {
  return (message, index) => a(message, index) || b(message, index);
}

function recent(selection: Selection): SearchTest {
  return (message) => message.uid >= selection.recentFromUid;
}

function compareSize(
  args: TokenCursor,
  compare: (size: number, limit: number) => boolean,
): SearchTest {
  const limit = number(args.atom());
  return (message) => compare(message.body.size, limit);
}

function compareDay(
  args: TokenCursor,
  dayOf: (message: StoredMessage) => number,
  compare: (day: number, wanted: number) => boolean,
): SearchTest {
  const wanted = parseSearchDay(args.text());
  if (wanted === undefined) throw new SyntaxProblem('Invalid date');
  return (message) => compare(dayOf(message), wanted);
}

/** RFC 3501 §6.4.4: the day as written, disregarding the zone. */
function internalDay(message: StoredMessage): number {
  const { epochSeconds, zoneMinutes } = message.internalDate;
  return Math.floor((epochSeconds + zoneMinutes * 60) / 86_400);
}

function sentDay(message: StoredMessage): number {
  const date = headerValue(message.body, 'Date') ?? '';
  const match = /(\d{1,2}) ([A-Za-z]{3}) (\d{4})/.exec(date);
  const day = match === null ? undefined : parseSearchDay(match.slice(1, 4).join('-'));
  return day ?? NaN;
}

function headerHolds(name: string, text: string): SearchTest {
  const wanted = text.toLowerCase();
  return ({ body }) =>
    headerValues(body, name).some((value) => value.toLowerCase().includes(wanted));
}

function bytesHold(text: string, withHeader: boolean): SearchTest {
  const wanted = text.toLowerCase();
  return ({ body }) => {
    const bytes = body.toBuffer().subarray(withHeader ? 0 : body.header().length);
    return bytes.toString('latin1').toLowerCase().includes(wanted);
  };
}

function modseqFrom(text: string): SearchTest {
  const least = number(text);
  return (message) => message.modseq >= least;
}

function inSet(selection: Selection, text: string, isUid: boolean): SearchTest {
  const ranges = messageRanges(selection, text, isUid);
  return (_message, index) => ranges.some(([from, below]) => index >= from && index < below);
}

function number(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new SyntaxProblem('Expected a number');
  return Number(text);
}
