import { expect } from 'vitest';
import {
  collect,
  failureOf,
  listAll,
  makeFolder,
  message,
  messages,
  readAll,
  textOf,
  wholeBytesMax,
  writeAll,
} from '../case-support.ts';
import type { ConformanceCase } from '../conformance-case.ts';

export const itemCases: readonly ConformanceCase[] = [
  {
    name: 'items: an empty folder gives one empty page',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'empty');
      const pages = await collect(session.listItems(id));
      expect(pages.map(({ items }) => items)).toEqual([[]]);
      expect(pages[0]?.state).toMatchObject({ itemCount: 0 });
      expect(await readAll(session, id)).toEqual([]);
    },
  },
  {
    name: 'items: are listed ascending, with size, date and flags, and the state at the beginning',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'listed');
      const items = messages(7).map((item) => ({ ...item, flags: ['\\Seen'] }));
      await writeAll(session, id, items);
      const [page] = await collect(session.listItems(id));
      expect(page?.state).toMatchObject({
        itemCount: 7,
        generation: (await session.folderState(id)).generation,
      });
      const listed = page?.items ?? [];
      expect(listed.map((item) => item.id)).toEqual(
        listed.map((item) => item.id).toSorted((a, b) => a - b),
      );
      expect(listed.every((item) => item.id < (page?.state.nextId ?? 0))).toBe(true);
      if (session.capabilities.areSizesEstimates === true)
        expect(listed.every(({ size }) => Number.isSafeInteger(size) && size > 0)).toBe(true);
      else
        expect(listed.map(({ size }) => size)).toEqual(
          items.map(({ body }) => (body.kind === 'whole' ? body.bytes.length : -1)),
        );
      if (session.capabilities.preservesFlags)
        expect(listed.map(({ flags }) => flags)).toEqual(items.map(() => ['\\Seen']));
      if (!session.capabilities.preservesReceivedDate) return;
      expect(listed.map(({ receivedAt }) => receivedAt.epochSeconds)).toEqual(
        items.map(({ receivedAt }) => receivedAt.epochSeconds),
      );
    },
  },
  {
    name: 'items: a range has its lower end in it and its upper end not',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'ranged');
      await writeAll(session, id, messages(6));
      const ids = (await listAll(session, id)).map((item) => item.id);
      const range = async (fromId?: number, belowId?: number) => {
        const bounds = {
          ...(fromId === undefined ? {} : { fromId }),
          ...(belowId === undefined ? {} : { belowId }),
        };
        return (await collect(session.listItems(id, bounds))).flatMap(({ items }) =>
          items.map((item) => item.id),
        );
      };
      const [first = 0, second = 0, third = 0] = ids;
      const last = ids.at(-1) ?? 0;
      expect(await range(second, third)).toEqual([second]);
      expect(await range(undefined, third)).toEqual([first, second]);
      expect(await range(last)).toEqual([last]);
      expect(await range(last + 1)).toEqual([]);
      expect(await range(third, third)).toEqual([]);
    },
  },
  {
    name: 'items: dates of thirty years keep their second',
    needs: ({ preservesReceivedDate }) => preservesReceivedDate,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'dated');
      const seconds = [1, 631_152_000, 951_782_399, 1_709_164_800, 1_767_225_599, 1_774_747_800];
      const zones = [0, 60, -480, 345, 840, -720];
      const items = seconds.map((epochSeconds, n) => ({
        ...message(n),
        receivedAt: { epochSeconds, zoneMinutes: zones[n] ?? 0 },
      }));
      await writeAll(session, id, items);
      expect((await readAll(session, id)).map(({ receivedAt }) => receivedAt.epochSeconds)).toEqual(
        seconds,
      );
    },
  },
  {
    name: 'items: system flags and keywords come back',
    needs: ({ preservesFlags, preservesCategories }) => preservesFlags && preservesCategories,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'flagged');
      const flags = [
        ['\\Answered', '\\Seen'],
        ['$Forwarded', '$label1', 'NonJunk'],
        [],
        ['\\Flagged', '\\Draft'],
      ];
      await writeAll(
        session,
        id,
        flags.map((each, n) => ({ ...message(n), flags: each })),
      );
      expect((await readAll(session, id)).map((item) => item.flags.toSorted())).toEqual(
        flags.map((each) => each.toSorted()),
      );
    },
  },
  {
    name: 'items: reading does not mark them read, and leaves out what is not there',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'read');
      await writeAll(session, id, messages(5));
      const ids = (await listAll(session, id)).map((item) => item.id);
      const [a = 0, b = 0] = [ids[1], ids[3]];
      const read = await readAll(session, id, { ids: [a, b, 4_000_000] });
      expect(read.map((item) => item.id)).toEqual([a, b]);
      expect(read[1]?.text).toContain('body 4');
      expect((await listAll(session, id)).flatMap(({ flags }) => flags)).not.toContain('\\Seen');
    },
  },
  {
    name: 'items: reads a span that was never listed, holes and all',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'span');
      await writeAll(session, id, messages(6));
      const ids = (await listAll(session, id)).map((item) => item.id);
      const { generation, nextId } = await session.folderState(id);
      const read = async (fromId: number, belowId: number) => {
        const request = { generation, ids: { fromId, belowId }, wholeBytesMax };
        const items: { id: number; text: string }[] = [];
        for await (const item of session.readItems(id, request)) {
          items.push({ id: item.id, text: await textOf(item.body) });
        }
        return items;
      };
      const [, second = 0, , , fifth = 0] = ids;
      expect((await read(1, nextId)).map((item) => item.id)).toEqual(ids);
      const some = await read(second, fifth);
      expect(some.map((item) => item.id)).toEqual(ids.slice(1, 4));
      expect(some[0]?.text).toContain('body 2');
      expect(await read(nextId, nextId + 100)).toEqual([]);
      expect(await read(second, second)).toEqual([]);
    },
  },
  {
    name: 'items: reading another generation is refused and gives nothing',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'renumbered');
      await writeAll(session, id, messages(2));
      const { generation } = await session.folderState(id);
      const ids = (await listAll(session, id)).map((item) => item.id);
      const seen: number[] = [];
      const error = await failureOf(
        (async () => {
          for await (const item of session.readItems(id, {
            generation: generation + 1,
            ids,
            wholeBytesMax,
          }))
            seen.push(item.id);
        })(),
      );
      expect([error.code, error.scope, seen]).toEqual(['folder-changed', 'folder', []]);
      expect(await readAll(session, id)).toHaveLength(2);
    },
  },
  {
    name: 'items: what arrived after a listing can be read at once',
    run: async ({ session, openAnother }) => {
      const id = await makeFolder(session, 'late');
      await writeAll(session, id, messages(1));
      await readAll(session, id);
      const other = await openAnother();
      await writeAll(other, id, messages(1, 2));
      const ids = (await listAll(other, id)).map((item) => item.id);
      const { generation } = await other.folderState(id);
      const read = await collect(session.readItems(id, { generation, ids, wholeBytesMax }));
      expect(read.map((item) => item.id)).toEqual(ids);
    },
  },
  {
    name: 'items: large ones come streamed, small ones whole, bytes equal',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'large');
      const line = `${'0123456789'.repeat(7)}\r\n`;
      const large = `Subject: large\r\n\r\n${line.repeat(40_000)}`;
      await writeAll(session, id, [message(1), message(2, large)]);
      const read = await readAll(session, id, { wholeBytesMax: 100_000 });
      expect(read.map(({ bodyKind }) => bodyKind)).toEqual(['whole', 'streamed']);
      expect(read[1]?.text === large).toBe(true);
    },
  },
  {
    name: 'items: calls that overlap are answered in order, each with its own folder',
    run: async ({ session }) => {
      const folders = await Promise.all(
        ['p', 'q', 'r'].map((name) => makeFolder(session, 'ahead', name)),
      );
      for (const [n, id] of folders.entries()) await writeAll(session, id, messages(3, 10 * n));
      const states = await Promise.all(folders.map((id) => session.folderState(id)));
      const listings = folders.map((id) => session.listItems(id));
      const reads = folders.map((id, n) =>
        session.readItems(id, {
          generation: states[n]?.generation ?? 0,
          ids: [1, 2, 3],
          wholeBytesMax,
        }),
      );
      for (const listing of listings)
        expect((await collect(listing)).flatMap(({ items }) => items)).toHaveLength(3);
      for (const [n, read] of reads.entries()) {
        const texts: string[] = [];
        for await (const { body } of read) texts.push(await textOf(body));
        expect(texts.map((text) => /Subject: (\d+)/.exec(text)?.[1])).toEqual(
          [0, 1, 2].map((k) => String(10 * n + k)),
        );
      }
    },
  },
];
