import type { FolderState } from '@mailhaul/connector-contract';
import type { SessionCore } from '../session-core.ts';
import { openFolder } from './open-folder.ts';

/**
 * Courier makes up a new UIDVALIDITY each second for an INBOX that was never used, until it is opened for writing. An
 * empty one is: that changes nothing in it. Whoever else tells the state of such an INBOX tells it as it was.
 */
export async function settledInbox(core: SessionCore, told: FolderState): Promise<FolderState> {
  if (told.itemCount > 0 || told.nextId > 1) return told;
  const { opening } = await core.wire.inTurn((turn) => ({
    opening: openFolder(core, turn, { folderId: 'INBOX', isReadOnly: false }),
  }));
  try {
    return await opening.state;
  } catch (error) {
    if (core.wire.error !== undefined) throw error;
    return told;
  }
}
