import type { FolderView, ItemStanding, RowView } from '../pass-ledger.ts';

/** A source folder whose items stand as told: `[source id, standing]`, what is excluded for being too large. For specs only. */
export function folderView(
  standings: readonly (readonly [number, ItemStanding])[] = [],
): FolderView {
  const rows = standings.map(([sourceId, standing], row): RowView => {
    const fact = { size: 10 * sourceId, epochSeconds: 1_000 + sourceId, hash: undefined };
    return { row, sourceId, standing, targetId: 0, ...fact };
  });
  const none = { intended: 0, missing: 0, migrated: 0, excluded: 0, failed: 0 };
  return {
    f: 0,
    t: 0,
    sourceId: 'INBOX',
    sourcePath: ['INBOX'],
    generation: 1,
    below: 1,
    enumeratedCount: rows.length,
    forms: ['mime'],
    isVerified: false,
    wasVerified: false,
    before: 0,
    counts: { ...none, gone: 0, collapsed: 0, doubtful: 0, forgotten: 0 },
    standingOf: (id) => rows.find(({ sourceId }) => sourceId === id)?.standing,
    reasonOf: (id) =>
      rows.find(({ sourceId }) => sourceId === id)?.standing === 'excluded'
        ? 'larger-than-filter'
        : undefined,
    rows: () => rows,
    firstUnfinishedId: () => undefined,
  };
}
