import type { MailSession } from '@mailhaul/connector-contract';

/** A session that hands every call on as it is, but for the methods given. */
export function forwardSession(inner: MailSession, changes: Partial<MailSession>): MailSession {
  const quota = inner.quota?.bind(inner);
  const moveItems = inner.moveItems?.bind(inner);
  return {
    get capabilities() {
      return inner.capabilities;
    },
    listFolders: () => inner.listFolders(),
    folderState: (folderId) => inner.folderState(folderId),
    ensureFolder: (path, options) => inner.ensureFolder(path, options),
    listItems: (folderId, range) => inner.listItems(folderId, range),
    readItems: (folderId, request) => inner.readItems(folderId, request),
    writeBatch: (folderId, items, gate) => inner.writeBatch(folderId, items, gate),
    removeItems: (folderId, request) => inner.removeItems(folderId, request),
    ...(moveItems === undefined ? {} : { moveItems }),
    ...(quota === undefined ? {} : { quota }),
    close: () => inner.close(),
    abort: (reason) => {
      inner.abort(reason);
    },
    ...changes,
  };
}
