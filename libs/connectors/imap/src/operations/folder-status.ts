import type { FolderState } from '@mailhaul/connector-contract';
import { folderRefusedError, refusalError } from '../errors.ts';
import { wireNameOf } from '../parse/only-here.ts';
import { parseUid } from '../parse/uid-set.ts';
import type { ServerFeatures } from '../server-features.ts';
import { nameArgument, type SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import type { Untagged } from '../wire/untagged.ts';
import { noMore, valueText } from '../wire/value-reader.ts';
import { openFolder } from './open-folder.ts';

/**
 * Where a folder stands, asked now: by STATUS, or for the open folder (RFC 9051 §6.3.11) by opening it anew. A server
 * whose EXAMINE brings no UIDNEXT is asked by STATUS for the open folder, too.
 */
export async function folderState(core: SessionCore, folderId: string): Promise<FolderState> {
  const isOpen = core.opened?.folderId === folderId;
  if (isOpen && core.opened?.hasNextId !== false) {
    const { opening } = await core.wire.inTurn((turn) => ({
      opening: openFolder(core, turn, { folderId, isReadOnly: true }),
    }));
    const state = await opening.state;
    if (opening.hasNextId) return state;
  }
  const { answer } = await core.wire.inTurn((turn) => ({
    answer: askStatus(core, turn, folderId),
  }));
  return answer;
}

/** Sends STATUS; rejects with the server's refusal. */
export function askStatus(
  core: SessionCore,
  turn: WriteTurn,
  folderId: string,
): Promise<FolderState> {
  let state: FolderState | undefined;
  const pending = turn.begin({
    name: 'STATUS',
    onData: (untagged) => {
      const data = state === undefined ? parseStatusData(untagged) : undefined;
      if (data === undefined || !isSameName(data.name, wireNameOf(folderId))) return false;
      state = data.state;
      return true;
    },
  });
  const name = nameArgument(folderId, core.features);
  turn.write(`${pending.tag} STATUS ${name} (${statusItems(core.features)})\r\n`);
  return pending.answer.then((answer) => {
    if (answer.status !== 'OK') throw refusalError(answer, 'open-folder');
    if (state === undefined) {
      throw folderRefusedError('The server tells nothing about the folder that can be so.');
    }
    return state;
  });
}

export function statusItems(features: ServerFeatures): string {
  const size = features.statusSize ? ' SIZE' : '';
  const modSeq = features.condstore ? ' HIGHESTMODSEQ' : '';
  return `MESSAGES UIDNEXT UIDVALIDITY${size}${modSeq}`;
}

/** Reads `* STATUS name (…)`; undefined where it is none, or lacks what a state needs. */
export function parseStatusData(
  untagged: Untagged,
): { readonly name: string; readonly state: FolderState } | undefined {
  if (untagged.kind !== 'STATUS') return undefined;
  const values = untagged.values();
  const name = valueText(values.next());
  if (name === undefined || !values.enterList()) return undefined;
  const found = new Map<string, string>();
  for (;;) {
    const key = valueText(values.next());
    const value = values.next();
    const text = valueText(value);
    if (key === undefined || value === noMore) break;
    if (text !== undefined && /^\d{1,20}$/.test(text)) found.set(key.toUpperCase(), text);
  }
  const generation = parseUid(found.get('UIDVALIDITY'));
  const nextId = parseUid(found.get('UIDNEXT'));
  const itemCount = Number(found.get('MESSAGES') ?? 0);
  if (generation === undefined || nextId === undefined) return undefined;
  if (!isPossible({ nextId, itemCount })) return undefined;
  const modSeq = found.get('HIGHESTMODSEQ');
  const size = found.get('SIZE');
  return {
    name,
    state: {
      generation,
      nextId,
      itemCount,
      ...(size === undefined || !Number.isSafeInteger(Number(size)) ? {} : { bytes: Number(size) }),
      // 0: the server keeps no marks for this folder (RFC 7162 §3.1.2.2).
      ...(modSeq === undefined || modSeq === '0' ? {} : { changeMark: modSeq }),
    },
  };
}

/** More items than ids below UIDNEXT: one of the two is not so, and a pass that believed UIDNEXT would miss items. */
export function isPossible({ nextId, itemCount }: { nextId: number; itemCount: number }): boolean {
  return itemCount < nextId;
}

export function isSameName(one: string, other: string): boolean {
  return one === other || (one.toUpperCase() === 'INBOX' && other.toUpperCase() === 'INBOX');
}
