import type { FolderState } from '@mailhaul/connector-contract';
import { folderRefusedError, refusalError } from '../errors.ts';
import { parseUid } from '../parse/uid-set.ts';
import { nameArgument, type Opening, type SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import type { Untagged } from '../wire/untagged.ts';

/** Sends EXAMINE (or SELECT); what follows in the same turn works on that folder. */
export function openFolder(
  core: SessionCore,
  turn: WriteTurn,
  folder: { folderId: string; isReadOnly: boolean },
): Opening {
  const name = nameArgument(folder.folderId, core.features);
  const seen: Partial<Record<'exists' | 'uidValidity' | 'uidNext', number>> & { modSeq?: string } =
    {};
  const { promise, resolve, reject } = Promise.withResolvers<FolderState>();
  // Each who waits for the folder is told; nobody has to.
  promise.catch(() => undefined);
  const opening: Opening = {
    ...folder,
    state: promise,
    result: undefined,
    hasNextId: true,
    permanentFlags: undefined,
  };
  const fail = (error: Error) => {
    opening.result = error;
    if (core.opened === opening) core.opened = undefined;
    reject(error);
  };
  const command = folder.isReadOnly ? 'EXAMINE' : 'SELECT';
  const pending = turn.begin({
    name: command,
    role: 'selects',
    onData: (untagged) => {
      if (untagged.status?.code === 'PERMANENTFLAGS')
        opening.permanentFlags = flagsIn(untagged.status.codeArguments);
      return takeData(untagged, seen);
    },
    onLost: fail,
    onAnswer: (answer) => {
      if (answer.status !== 'OK') {
        fail(refusalError(answer, 'open-folder'));
        return;
      }
      if (seen.uidValidity === undefined) {
        fail(folderRefusedError('The server gives the folder no UIDVALIDITY.'));
        return;
      }
      const itemCount = seen.exists ?? 0;
      opening.hasNextId = seen.uidNext !== undefined || itemCount === 0;
      if (itemCount > 0) core.givesNextId = seen.uidNext !== undefined;
      const nextId = seen.uidNext ?? itemCount + 1;
      if (itemCount >= nextId) {
        fail(folderRefusedError('The server tells of more items than its UIDNEXT allows.'));
        return;
      }
      opening.result = {
        generation: seen.uidValidity,
        nextId,
        itemCount,
        ...(seen.modSeq === undefined ? {} : { changeMark: seen.modSeq }),
      };
      resolve(opening.result);
    },
  });
  turn.write(`${pending.tag} ${command} ${name}\r\n`);
  core.opened = opening;
  return opening;
}

/** `(\Seen $Junk \*)` */
function flagsIn(list: string): string[] {
  return list
    .replace(/[()]/g, ' ')
    .split(' ')
    .filter((flag) => flag !== '')
    .slice(0, flagsMax);
}

const flagsMax = 1000;

function takeData(
  untagged: Untagged,
  seen: { exists?: number; uidValidity?: number; uidNext?: number; modSeq?: string },
): boolean {
  if (untagged.kind === 'EXISTS') {
    seen.exists = untagged.number;
    return true;
  }
  const { status } = untagged;
  if (status === undefined) return untagged.kind === 'FLAGS' || untagged.kind === 'RECENT';
  const uid = parseUid(status.codeArguments);
  if (status.code === 'UIDVALIDITY' && uid !== undefined) seen.uidValidity = uid;
  else if (status.code === 'UIDNEXT' && uid !== undefined) seen.uidNext = uid;
  else if (status.code === 'HIGHESTMODSEQ' && /^\d{1,20}$/.test(status.codeArguments)) {
    seen.modSeq = status.codeArguments;
  }
  return true;
}
