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
