import type { ItemKind } from '@mailhaul/connector-contract';
import { type AnswerElement, childOf, propertyIn, textIn } from '../soap/answer-element.ts';
import { properties, propertyValue } from '../soap/properties.ts';
import { withoutForbidden, escapeXml } from '../soap/xml-text.ts';

/** MSGFLAG_READ, MSGFLAG_UNSENT (MS-OXCMSG §2.2.1.6). */
const flagRead = 0x1;
const flagUnsent = 0x8;
/** MS-OXOFLAG §2.2.1.1: followupFlagged. */
const statusFlagged = 2;
/** MS-OXOMSG: verbs and icons of replies and forwards. */
const verbReply = 102;
const verbReplyAll = 103;
const verbForward = 104;
const iconReplied = 261;
const iconForwarded = 262;

const categoryCharsMax = 255;
const categoriesMax = 200;

/** Flags and keywords of an item, in the terms of the contract; categories are its keywords. */
export function flagsOf(item: AnswerElement, kind: ItemKind): string[] {
  const bits = Number(propertyIn(item, properties.messageFlags) ?? 0);
  const isSeen =
    childOf(item, 't:IsRead') === undefined ? (bits & flagRead) > 0 : isTrue(item, 't:IsRead');
  // Only what can be sent can be a draft: servers say it of contacts as well.
  const isDraft = (kind === 'mail' || kind === 'post') && isTrue(item, 't:IsDraft');
  const verb = Number(propertyIn(item, properties.lastVerb) ?? 0);
  const icon = Number(propertyIn(item, properties.iconIndex) ?? 0);
  const isAnswered = verb === verbReply || verb === verbReplyAll || icon === iconReplied;
  const isForwarded = verb === verbForward || icon === iconForwarded;
  const isFlagged = Number(propertyIn(item, properties.flagStatus) ?? 0) === statusFlagged;
  return [
    ...(isSeen ? ['\\Seen'] : []),
    ...(isAnswered ? ['\\Answered'] : []),
    ...(isFlagged ? ['\\Flagged'] : []),
    ...(isDraft ? ['\\Draft'] : []),
    ...(isForwarded ? ['$Forwarded'] : []),
    ...(childOf(item, 't:Categories')?.children ?? [])
      .map(({ text }) => text)
      .filter((name) => name !== '' && name.length <= categoryCharsMax)
      .slice(0, categoriesMax),
  ];
}

function isTrue(item: AnswerElement, name: string): boolean {
  return textIn(item, name) === 'true';
}

export interface FlagForm {
  /** Before the extended properties. */
  readonly categories: string;
  readonly properties: string;
  /** The same for an item that is neither sent nor answered. */
  readonly itemProperties: string;
  /** Behind them. */
  readonly isRead: string;
  /** Flags that have no place in Exchange. */
  readonly leftOut: readonly string[];
}

/** The same as parts of an item that is made. */
export function flagForm(flags: readonly string[]): FlagForm {
  const has = (flag: string) => flags.some((one) => one.toLowerCase() === flag);
  const isSeen = has('\\seen');
  const isAnswered = has('\\answered');
  const isForwarded = has('$forwarded');
  const names = categoriesOf(flags);
  const strings = names.map((name) => `<t:String>${escapeXml(name)}</t:String>`).join('');
  // With both, each of the two properties keeps one.
  const verb = isForwarded ? verbForward : verbReply;
  const icon = isAnswered ? iconReplied : iconForwarded;
  const messageFlags = (bits: number) => propertyValue(properties.messageFlags, bits);
  const flagged = has('\\flagged') ? propertyValue(properties.flagStatus, statusFlagged) : '';
  const answered =
    isAnswered || isForwarded
      ? propertyValue(properties.iconIndex, icon) + propertyValue(properties.lastVerb, verb)
      : '';
  return {
    categories: strings === '' ? '' : `<t:Categories>${strings}</t:Categories>`,
    properties:
      messageFlags((isSeen ? flagRead : 0) | (has('\\draft') ? flagUnsent : 0)) +
      flagged +
      answered,
    itemProperties: messageFlags(isSeen ? flagRead : 0) + flagged,
    isRead: `<t:IsRead>${isSeen}</t:IsRead>`,
    leftOut: leftOutOf(flags, names),
  };
}

/** Keywords that can be categories; those that differ in case only are one. */
function categoriesOf(flags: readonly string[]): string[] {
  const names = new Map<string, string>();
  for (const flag of flags) {
    const isKept =
      flag !== '' &&
      !flag.startsWith('\\') &&
      flag.toLowerCase() !== '$forwarded' &&
      flag.length <= categoryCharsMax &&
      withoutForbidden(flag) === flag &&
      !/[\r\n\t]/.test(flag);
    if (isKept && names.size < categoriesMax) names.set(flag.toLowerCase(), flag);
  }
  return [...names.values()];
}

const known = new Set(['\\seen', '\\answered', '\\flagged', '\\draft', '\\recent', '$forwarded']);

function leftOutOf(flags: readonly string[], categories: readonly string[]): string[] {
  const kept = new Set(categories.map((name) => name.toLowerCase()));
  return flags.filter((flag) => !known.has(flag.toLowerCase()) && !kept.has(flag.toLowerCase()));
}
