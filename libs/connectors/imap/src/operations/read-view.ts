import { isSpan, type ReadRequest } from '@mailhaul/connector-contract';
import type { Opening, SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import { openFolder } from './open-folder.ts';
import type { WantedIds } from './wanted-ids.ts';

/**
 * The open folder where its view holds all the ids: what was below UIDNEXT when it was opened is in it or expunged.
 * Newer ids may be missing from an old view (RFC 9051 §7: a server tells of new messages when it likes).
 */
export function viewOf(
  core: SessionCore,
  turn: WriteTurn,
  { folderId, request }: { folderId: string; request: ReadRequest },
): Opening {
  const { ids } = request;
  const lastId = isSpan(ids) ? ids.belowId - 1 : (ids.at(-1) ?? 0);
  const opened = core.opened;
  const known = opened?.result;
  const isCurrent =
    opened?.folderId === folderId &&
    (known === undefined || (!(known instanceof Error) && lastId < known.nextId));
  // An EXAMINE still in the air was sent after the ids were learned only if they came from another connection's
  // later listing: then it sees them as well.
  return isCurrent && opened !== undefined
    ? opened
    : openFolder(core, turn, { folderId, isReadOnly: true });
}

/** How many messages the command can be about; undefined: the folder was not open when it was lost. */
export function askedOf({ askedCount }: WantedIds, { result }: Opening): number | undefined {
  if (result === undefined || result instanceof Error) return undefined;
  return Math.min(askedCount, result.itemCount);
}
