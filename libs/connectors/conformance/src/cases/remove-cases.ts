import { expect } from 'vitest';
import { failureOf, listAll, makeFolder, messages, writeAll } from '../case-support.ts';
import type { ConformanceCase } from '../conformance-case.ts';

export const removeCases: readonly ConformanceCase[] = [
  {
    name: 'removing: takes exactly the items named',
    needs: ({ removesItems }) => removesItems,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'removed');
      // One of those that stay was marked deleted by its user.
      const items = messages(5).map((item, n) =>
        n === 4 ? { ...item, flags: ['\\Deleted'] } : item,
      );
      await writeAll(session, id, items);
      const { generation } = await session.folderState(id);
      const ids = (await listAll(session, id)).map((item) => item.id);
      await session.removeItems(id, { generation, ids: [ids[1] ?? 0, ids[2] ?? 0] });
      expect((await listAll(session, id)).map((item) => item.id)).toEqual([ids[0], ids[3], ids[4]]);
    },
  },
  {
    name: 'moving: takes exactly the items named to the other folder, as they are, and none that has gone',
    needs: ({ movesItems }) => movesItems === true,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'moved');
      const toFolderId = await makeFolder(session, 'moved "to');
      await writeAll(session, id, messages(4));
      const { generation } = await session.folderState(id);
      const before = await listAll(session, id);
      const ids = before.map((item) => item.id);
      const named = [ids[1] ?? 0, ids[2] ?? 0, (ids.at(-1) ?? 0) + 1000];
      await session.moveItems?.(id, { generation, ids: named, toFolderId });
      expect((await listAll(session, id)).map((item) => item.id)).toEqual([ids[0], ids[3]]);
      const dates = (items: typeof before) =>
        items.map(({ receivedAt }) => receivedAt.epochSeconds);
      expect(dates(await listAll(session, toFolderId))).toEqual(dates(before).slice(1, 3));
      const request = { generation: generation + 1, ids: [ids[0] ?? 0], toFolderId };
      const error = await failureOf(session.moveItems?.(id, request) ?? Promise.resolve());
      expect(error.code).toBe('folder-changed');
      expect(await listAll(session, id)).toHaveLength(2);
    },
  },
  {
    name: 'removing: from another generation is refused and removes nothing',
    needs: ({ removesItems }) => removesItems,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'not removed');
      await writeAll(session, id, messages(2));
      const { generation } = await session.folderState(id);
      const ids = (await listAll(session, id)).map((item) => item.id);
      const error = await failureOf(session.removeItems(id, { generation: generation + 1, ids }));
      expect(error.code).toBe('folder-changed');
      expect(await listAll(session, id)).toHaveLength(2);
    },
  },
];
