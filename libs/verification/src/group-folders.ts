import type { Capabilities, Folder } from '@mailhaul/connector-contract';
import type { FolderToVerify } from './verify-mailbox.ts';

/** A target folder and all source folders that map to it. `undefined`: not there. */
export interface FolderGroup {
  readonly target: Folder | undefined;
  readonly members: readonly {
    readonly request: FolderToVerify;
    readonly source: Folder | undefined;
  }[];
}

export interface Side {
  readonly folders: readonly Folder[];
  readonly capabilities: Capabilities;
}

/** In order of the first request for each target folder. */
export function groupFolders(
  requests: readonly FolderToVerify[],
  source: Side,
  target: Side,
): FolderGroup[] {
  const findSource = finder(source);
  const findTarget = finder(target);
  const groups = Map.groupBy(requests, (request) => {
    const found = findTarget(request.targetId, request.targetPath);
    return found === undefined ? `absent ${pathKey(request.targetPath)}` : `id ${found.id}`;
  });
  return [...groups.values()].map((members) => ({
    target: findTarget(members[0]?.targetId, members[0]?.targetPath ?? []),
    members: members.map((request) => ({
      request,
      source: findSource(request.sourceId, request.sourcePath),
    })),
  }));
}

/** By its id; else the exact name; then, where the system ignores case, any spelling of it. */
function finder(
  side: Side,
): (id: string | undefined, path: readonly string[]) => Folder | undefined {
  const byId = new Map(side.folders.map((folder) => [folder.id, folder]));
  const exact = new Map(side.folders.map((folder) => [pathKey(folder.path), folder]));
  const folded = new Map(
    side.folders.map((folder) => [pathKey(folder.path).toLowerCase(), folder]),
  );
  return (id, path) => {
    const known = id === undefined ? undefined : byId.get(id);
    if (known !== undefined) return known;
    const key = pathKey(path);
    return (
      exact.get(key) ??
      (side.capabilities.isCaseInsensitive ? folded.get(key.toLowerCase()) : undefined)
    );
  };
}

/** `INBOX` is one folder in any spelling (RFC 9051 §5.1). */
function pathKey(path: readonly string[]): string {
  const [root = '', ...rest] = path;
  return [root.toUpperCase() === 'INBOX' ? 'INBOX' : root, ...rest].join('\0');
}
