import type { MailSession, OutgoingItem, ReadItem } from '@mailhaul/connector-contract';
import type { OutcomeCounts } from '@mailhaul/copy-engine';
import type {
  LedgerFolderReport,
  LedgerReport,
  LedgerRow,
  MailboxPass,
  PassReport,
} from '@mailhaul/pass-runner';

/** When the copier notes an item as done: before it is written (loses) or after (doubles). */
export type NoteTime = 'before-write' | 'after-write';

const none: OutcomeCounts = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };

/**
 * A copier as one would write it in an afternoon: item by item, a list of what is done, no intents, no fences. The
 * checkers must catch it; were they silent about it, they would prove nothing about the engine.
 */
export class NaiveCopier {
  readonly #note: NoteTime;
  readonly #rows = new Map<string, LedgerRow>();
  readonly #folders = new Map<string, LedgerFolderReport>();

  constructor(note: NoteTime) {
    this.#note = note;
  }

  async runPass(pass: MailboxPass): Promise<PassReport> {
    const context = { clock: pass.clock, random: pass.random, signal: pass.stop };
    const source = await pass.source.open(context);
    const target = await pass.target.open(context);
    try {
      for (const folder of await source.listFolders()) {
        const path = folder.path.join('/');
        const targetPath = (pass.options.folderMap.get(path) ?? path).split('/');
        await this.#copyFolder(source, target, { id: folder.id, path: folder.path, targetPath });
      }
    } finally {
      source.abort();
      target.abort();
    }
    const totals = this.report().totals;
    return {
      end: { kind: 'completed' },
      passCounts: none,
      totals,
      watchedUntilWallMs: undefined,
      surplusReported: 0,
      investigate: 0,

      parkedFolders: 0,
    };
  }

  report(): LedgerReport {
    const rows = [...this.#rows.values()];
    const counts = (of: readonly LedgerRow[]) => {
      const sum = { ...none, pending: 0 };
      for (const row of of) sum[row.outcome] += 1;
      return sum;
    };
    const bytesMigrated = rows.reduce(
      (sum, row) => sum + (row.outcome === 'migrated' ? row.size : 0),
      0,
    );
    return {
      totals: { ...counts(rows), bytesMigrated },
      excludedFor: {},
      folders: [...this.#folders.values()].map((folder) => ({
        ...folder,
        counts: counts(
          rows.filter((row) => row.sourcePath.join('/') === folder.sourcePath.join('/')),
        ),
      })),
      passCount: 1,
      parkedFolders: 0,
      isPassOpen: false,
      watchedUntilWallMs: undefined,
      surplusReported: 0,
      leftOut: 0,
      lostAtTarget: 0,
      investigate: 0,
      isTargetAltering: false,
      rows: () => rows,
    };
  }

  async #copyFolder(
    source: MailSession,
    target: MailSession,
    folder: { id: string; path: readonly string[]; targetPath: readonly string[] },
  ): Promise<void> {
    const { folder: into } = await target.ensureFolder(folder.targetPath, { subscribe: false });
    const state = await source.folderState(folder.id);
    const targetState = await target.folderState(into.id);
    this.#folders.set(folder.id, {
      sourceFolderId: folder.id,
      targetFolderId: into.id,
      sourcePath: folder.path,
      targetPath: into.path,
      sourceGeneration: state.generation,
      targetGeneration: targetState.generation,
      enumeratedBelowId: state.nextId,
      counts: { ...none, pending: 0 },
    });
    const ids: number[] = [];
    for await (const page of source.listItems(folder.id)) {
      ids.push(
        ...page.items.map((item) => item.id).filter((id) => !this.#rows.has(`${folder.id} ${id}`)),
      );
    }
    const request = { generation: state.generation, ids, wholeBytesMax: 1_000_000 };
    const items: ReadItem[] = [];
    for await (const item of source.readItems(folder.id, request)) items.push(item);
    for (const item of items) {
      const row = {
        sourcePath: folder.path,
        targetPath: into.path,
        sourceId: item.id,
        targetId: undefined,
        size: item.body.kind === 'whole' ? item.body.bytes.byteLength : item.body.size,
        epochSeconds: item.receivedAt.epochSeconds,
        hash: undefined,
        outcome: 'migrated' as const,
        reason: undefined,
        serverText: undefined,
      };
      const key = `${folder.id} ${item.id}`;
      if (this.#note === 'before-write') this.#rows.set(key, row);
      const isRefused = await writeOne(target, into.id, item);
      this.#rows.set(key, isRefused ? { ...row, outcome: 'failed', reason: 'refused' } : row);
    }
  }
}

async function writeOne(
  target: MailSession,
  folderId: string,
  item: OutgoingItem,
): Promise<boolean> {
  const result = await target.writeBatch(folderId, [item], {
    beforeCommit: () => Promise.resolve(),
  });
  return result.kind === 'batch-refused' || result.outcomes[0]?.kind === 'refused';
}
