import type { ItemId } from '@mailhaul/connector-contract';
import { folderChangedError, refusalError } from '../errors.ts';
import { formatUidSet } from '../parse/uid-set.ts';
import { nameArgument, type SessionCore } from '../session-core.ts';
import { openFolder } from './open-folder.ts';

const idsPerCommandMax = 500;

/** Moves exactly these items (RFC 6851): each is in one of both folders at any time, and never in both. */
export async function moveItems(
  core: SessionCore,
  folderId: string,
  request: {
    readonly generation: number;
    readonly ids: readonly ItemId[];
    readonly toFolderId: string;
  },
): Promise<void> {
  const to = nameArgument(request.toFolderId, core.features);
  await core.wire.inTurn(async (turn) => {
    const { generation } = await openFolder(core, turn, { folderId, isReadOnly: false }).state;
    if (generation !== request.generation) throw folderChangedError();
    for (let at = 0; at < request.ids.length; at += idsPerCommandMax) {
      const set = formatUidSet(request.ids.slice(at, at + idsPerCommandMax));
      const pending = turn.begin({ name: 'UID MOVE', role: 'selected' });
      turn.write(`${pending.tag} UID MOVE ${set} ${to}\r\n`);
      const answer = await pending.answer;
      if (answer.status !== 'OK') throw refusalError(answer, 'remove');
    }
  });
}
