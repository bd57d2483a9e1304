import type { ItemId } from '@mailhaul/connector-contract';
import { folderChangedError, refusalError } from '../errors.ts';
import { formatUidSet } from '../parse/uid-set.ts';
import type { SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import { openFolder } from './open-folder.ts';

const idsPerCommandMax = 500;

/** Marks exactly these items deleted and expunges them (RFC 4315 §2.1). Each step waits for the one before it. */
export async function removeItems(
  core: SessionCore,
  folderId: string,
  request: { readonly generation: number; readonly ids: readonly ItemId[] },
): Promise<void> {
  await core.wire.inTurn(async (turn) => {
    const { generation } = await openFolder(core, turn, { folderId, isReadOnly: false }).state;
    if (generation !== request.generation) throw folderChangedError();
    for (let at = 0; at < request.ids.length; at += idsPerCommandMax) {
      const set = formatUidSet(request.ids.slice(at, at + idsPerCommandMax));
      await mustRun(turn, `UID STORE ${set} +FLAGS.SILENT (\\Deleted)`);
      await mustRun(turn, `UID EXPUNGE ${set}`);
    }
  });
}

async function mustRun(turn: WriteTurn, line: string): Promise<void> {
  const pending = turn.begin({ name: line.split(' ', 2).join(' '), role: 'selected' });
  turn.write(`${pending.tag} ${line}\r\n`);
  const answer = await pending.answer;
  if (answer.status !== 'OK') throw refusalError(answer, 'remove');
}
