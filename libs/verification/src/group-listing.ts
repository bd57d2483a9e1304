import type { Folder, ItemRange, MailSession } from '@mailhaul/connector-contract';
import type { FlagSets } from './flag-sets.ts';
import { FolderListing, type Listed, listFolder } from './folder-listing.ts';
import type { FolderGroup } from './group-folders.ts';

/** Both sides' listings of a folder group, on their way. None of the promises rejects. */
export interface GroupListing {
  /** One for each member of the group. */
  readonly sources: readonly Promise<Listed>[];
  readonly target: Promise<Listed>;
}

/** Requests all listings of the group before it returns. */
export function startListing(
  group: FolderGroup,
  sessions: { source: MailSession; target: MailSession },
  flags: FlagSets,
): GroupListing {
  const list = (session: MailSession, folder: Folder | undefined, range: ItemRange) =>
    folder?.canHoldItems === true
      ? listFolder({ session, folderId: folder.id }, range, flags)
      : Promise.resolve<Listed>({ kind: 'listed', listing: new FolderListing() });
  return {
    sources: group.members.map(({ request, source }) => {
      const { belowId } = request;
      return list(sessions.source, source, belowId === undefined ? {} : { belowId });
    }),
    target: list(sessions.target, group.target, {}),
  };
}
