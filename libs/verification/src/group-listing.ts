import type { Folder, ItemRange } from '@mailhaul/connector-contract';
import type { FlagSets } from './flag-sets.ts';
import { FolderListing, type Listed, listFolder } from './folder-listing.ts';
import type { FolderGroup } from './group-folders.ts';
import type { SteadySide, SteadySides } from './steady-side.ts';

/** Both sides' listings of a folder group, on their way. None of the promises rejects. */
export interface GroupListing {
  /** One for each member of the group. */
  readonly sources: readonly Promise<Listed>[];
  readonly target: Promise<Listed>;
}

/** Requests all listings of the group before it returns. */
export function startListing(
  group: FolderGroup,
  sides: SteadySides,
  flags: FlagSets,
): GroupListing {
  const list = (side: SteadySide, folder: Folder | undefined, range: ItemRange) =>
    folder?.canHoldItems === true
      ? listFolder({ side, folderId: folder.id }, range, flags)
      : Promise.resolve<Listed>({ kind: 'listed', listing: new FolderListing() });
  return {
    sources: group.members.map(({ request, source }) => {
      const { belowId } = request;
      return list(sides.source, source, belowId === undefined ? {} : { belowId });
    }),
    target: list(sides.target, group.target, {}),
  };
}
