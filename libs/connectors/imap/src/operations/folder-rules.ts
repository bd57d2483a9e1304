import type { OutgoingItem } from '@mailhaul/connector-contract';
import { isKeyword, writableFlags } from '../parse/flags.ts';
import { wireNameOf } from '../parse/only-here.ts';
import { nameArgument, type SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import { valueText } from '../wire/value-reader.ts';
import { isSameName } from './folder-status.ts';
import { openFolder } from './open-folder.ts';

/** What a target folder takes, learned from the server when it first matters. */
export class FolderRules {
  /** By folder; `any`: new keywords can be made (RFC 9051 §7.1 PERMANENTFLAGS `\*`). */
  readonly keywords = new Map<string, 'any' | ReadonlySet<string>>();
  /** Bytes, by folder (RFC 7889 §3). */
  readonly appendLimits = new Map<string, number>();
  /** Servers that make new keywords in one folder do so in all. */
  takesNewKeywords = false;
  /** What was asked behind the session's first write. */
  asked: Promise<void> | undefined;

  takesKeyword(folderId: string, keyword: string): boolean {
    const known = this.keywords.get(folderId);
    if (this.takesNewKeywords || known === undefined || known === 'any') return true;
    return known.has(keyword.toLowerCase());
  }
}

/** Whether something must be asked before these items are written. */
export function needsRules(
  { rules, features }: SessionCore,
  folderId: string,
  items: readonly OutgoingItem[],
): boolean {
  if (features.appendLimitByFolder && !rules.appendLimits.has(folderId)) return true;
  const isKnown = rules.takesNewKeywords || rules.keywords.has(folderId);
  return !isKnown && items.some(({ flags }) => flags.some(isKeyword));
}

/** The items with the flags that the folder takes, and by place the keywords that it does not. */
export function withoutForeignKeywords(
  rules: FolderRules,
  folderId: string,
  items: readonly OutgoingItem[],
): { kept: readonly OutgoingItem[]; leftOut: readonly (readonly string[])[] } {
  const leftOut = items.map(({ flags }) => {
    const canBeSaid = new Set(writableFlags(flags));
    return flags.filter(
      (flag) => isKeyword(flag) && !(canBeSaid.has(flag) && rules.takesKeyword(folderId, flag)),
    );
  });
  const kept = items.map((item, place) => {
    const left = leftOut[place] ?? [];
    return left.length === 0
      ? item
      : { ...item, flags: item.flags.filter((flag) => !left.includes(flag)) };
  });
  return { kept, leftOut };
}

/** Asks what these items need to know of the folder, while the turn is held: later writes find it known. */
export async function learnRules(
  core: SessionCore,
  turn: WriteTurn,
  { folderId, items }: { folderId: string; items: readonly OutgoingItem[] },
): Promise<void> {
  const { rules, features } = core;
  const hasKeywords = items.some(({ flags }) => flags.some(isKeyword));
  if (hasKeywords) await rules.asked;
  if (hasKeywords && !rules.takesNewKeywords && !rules.keywords.has(folderId)) {
    await learnKeywords(core, turn, folderId);
    // Asked once, whatever came of it.
    if (!rules.keywords.has(folderId)) rules.keywords.set(folderId, 'any');
  }
  if (features.appendLimitByFolder && !rules.appendLimits.has(folderId)) {
    await learnAppendLimit(core, turn, folderId);
  }
}

/** Sends the question for keywords behind the session's first write, so that no later one has to wait for its answer. */
export function askBehind(core: SessionCore, turn: WriteTurn, folderId: string): void {
  const { rules, features } = core;
  if (rules.asked !== undefined || rules.takesNewKeywords || rules.keywords.has(folderId)) return;
  // Without UNSELECT the folder would stay open for writing.
  rules.asked = features.names.includes('UNSELECT')
    ? learnKeywords(core, turn, folderId).catch(() => undefined)
    : Promise.resolve();
}

/** Only SELECT tells: after EXAMINE nothing is permanent. A refusal leaves it open, and the write will tell. */
async function learnKeywords(core: SessionCore, turn: WriteTurn, folderId: string): Promise<void> {
  const { rules, features, wire } = core;
  const opening = openFolder(core, turn, { folderId, isReadOnly: false });
  if (features.names.includes('UNSELECT')) {
    // Else the server would tell us of each message that we write.
    const { tag } = turn.begin({ name: 'UNSELECT', role: 'selects' });
    turn.write(`${tag} UNSELECT\r\n`);
    core.opened = undefined;
  }
  await opening.state.catch((error: Error) => {
    if (wire.error !== undefined) throw error;
  });
  const flags = opening.permanentFlags;
  if (flags === undefined) return;
  const takesNew = flags.includes('\\*');
  rules.takesNewKeywords ||= takesNew;
  rules.keywords.set(folderId, takesNew ? 'any' : new Set(flags.map((one) => one.toLowerCase())));
}

async function learnAppendLimit(
  core: SessionCore,
  turn: WriteTurn,
  folderId: string,
): Promise<void> {
  let limit: number | undefined;
  const pending = turn.begin({
    name: 'STATUS',
    onData: (untagged) => {
      if (untagged.kind !== 'STATUS') return false;
      const values = untagged.values();
      const name = valueText(values.next());
      if (name === undefined || !isSameName(name, wireNameOf(folderId)) || !values.enterList())
        return false;
      const isAsked = valueText(values.next())?.toUpperCase() === 'APPENDLIMIT';
      const value = valueText(values.next());
      if (isAsked && value !== undefined && /^\d{1,15}$/.test(value)) limit = Number(value);
      return true;
    },
  });
  turn.write(`${pending.tag} STATUS ${nameArgument(folderId, core.features)} (APPENDLIMIT)\r\n`);
  await pending.answer;
  // NIL: no limit for this folder.
  core.rules.appendLimits.set(folderId, limit ?? Infinity);
}
