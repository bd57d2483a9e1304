import { expect } from 'vitest';
import { failureOf, makeFolder, messages, writeAll } from '../case-support.ts';
import type { ConformanceCase } from '../conformance-case.ts';

const oddNames = [
  'Entwürfe & Co',
  'a/b',
  'a.b',
  'a\\b',
  'Mom\'s "stuff"',
  '日本語',
  '&-',
  'x 😀 y',
  '100',
  'NIL',
];
const deepLevels = 12;

export const folderCases: readonly ConformanceCase[] = [
  {
    name: 'folders: an empty mailbox has its INBOX',
    run: async ({ session }) => {
      const inbox = (await session.listFolders()).find(({ path }) => path.join('/') === 'INBOX');
      expect(inbox).toMatchObject({ path: ['INBOX'], specialUse: 'inbox', canHoldItems: true });
      if (session.capabilities.listsStates) expect(inbox?.state?.itemCount).toBe(0);
    },
  },
  {
    name: 'folders: are made with their parents, once, and listed with the path they were made with',
    run: async ({ session, openAnother }) => {
      const path = ['projects', '2026', 'spring'];
      const made = await session.ensureFolder(path, { subscribe: false });
      expect(made).toMatchObject({ wasCreated: true, folder: { path } });
      expect(await session.ensureFolder(path, { subscribe: false })).toMatchObject({
        wasCreated: false,
      });
      const listed = (await (await openAnother()).listFolders()).find(
        ({ id }) => id === made.folder.id,
      );
      expect(listed).toMatchObject({ path, canHoldItems: true });
    },
  },
  {
    name: 'folders: any name comes back as it was given, and no two share a folder',
    run: async ({ session }) => {
      const paths = oddNames.map((name) => ['odd', name]);
      const made = await Promise.all(
        paths.map((path) => session.ensureFolder(path, { subscribe: false })),
      );
      expect(new Set(made.map(({ folder }) => folder.id)).size).toBe(paths.length);
      const listed = new Map((await session.listFolders()).map(({ id, path }) => [id, path]));
      expect(made.map(({ folder }) => listed.get(folder.id))).toEqual(paths);
      for (const { folder } of made) await writeAll(session, folder.id, messages(1));
    },
  },
  {
    name: 'folders: deep ones and many at once',
    run: async ({ session }) => {
      const deep = Array.from({ length: deepLevels }, (_, level) => `level ${level}`);
      const wide = Array.from({ length: 40 }, (_, n) => ['wide', `n${n}`]);
      const made = await Promise.all(
        [deep, ...wide].map((path) => session.ensureFolder(path, { subscribe: false })),
      );
      expect(made.map(({ folder }) => folder.path)).toEqual([deep, ...wide]);
      const listed = new Set((await session.listFolders()).map(({ path }) => path.join('|')));
      expect([deep, ...wide].filter((path) => !listed.has(path.join('|')))).toEqual([]);
    },
  },
  {
    name: 'folders: INBOX is there already, in any spelling',
    run: async ({ session }) => {
      expect(await session.ensureFolder(['Inbox'], { subscribe: false })).toMatchObject({
        wasCreated: false,
        folder: { path: ['INBOX'] },
      });
    },
  },
  {
    name: 'folders: subscriptions are kept',
    needs: ({ subscribesFolders }) => subscribesFolders,
    run: async ({ session }) => {
      await session.ensureFolder(['liked'], { subscribe: true });
      await session.ensureFolder(['other'], { subscribe: false });
      const listed = await session.listFolders();
      const isSubscribed = (name: string) =>
        listed.find(({ path }) => path[0] === name)?.isSubscribed;
      expect([isSubscribed('liked'), isSubscribed('other')]).toEqual([true, false]);
    },
  },
  {
    name: 'folders: a listing brings the same state as asking for it',
    needs: ({ listsStates }) => listsStates,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'stated');
      await writeAll(session, id, messages(3));
      const listed = (await session.listFolders()).find((folder) => folder.id === id)?.state;
      const asked = await session.folderState(id);
      expect(listed).toMatchObject({
        generation: asked.generation,
        nextId: asked.nextId,
        itemCount: 3,
      });
    },
  },
  {
    name: 'folders: a change mark changes with the folder, and only then',
    needs: ({ reportsDeltas }) => reportsDeltas,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'marked');
      await writeAll(session, id, messages(1));
      const before = (await session.folderState(id)).changeMark;
      expect((await session.folderState(id)).changeMark).toBe(before);
      await writeAll(session, id, messages(1, 2));
      expect((await session.folderState(id)).changeMark).not.toBe(before);
    },
  },
  {
    name: 'folders: no change mark where none is claimed',
    needs: ({ reportsDeltas }) => !reportsDeltas,
    run: async ({ session }) => {
      expect(
        (await session.folderState(await makeFolder(session, 'plain'))).changeMark,
      ).toBeUndefined();
    },
  },
  {
    name: 'folders: one that is not there is an error of the folder',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'there');
      const error = await failureOf(session.folderState(`${id}-not`));
      expect([error.code, error.scope]).toEqual(['folder-missing', 'folder']);
      expect((await session.folderState(id)).itemCount).toBe(0);
    },
  },
];
