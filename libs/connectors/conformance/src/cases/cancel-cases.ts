import { systemClock, systemRandom } from '@mailhaul/kernel';
import { expect } from 'vitest';
import {
  collect,
  failureOf,
  listAll,
  makeFolder,
  message,
  messages,
  openGate,
  wholeBytesMax,
  writeAll,
} from '../case-support.ts';
import type { ConformanceCase } from '../conformance-case.ts';

const large = `Subject: large\r\n\r\n${'0123456789abcdef\r\n'.repeat(60_000)}`;

export const cancelCases: readonly ConformanceCase[] = [
  {
    name: 'cancelling: who leaves a listing or a read early can go on with the session',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'left');
      await writeAll(session, id, [message(1, large), message(2, large), message(3)]);
      const { generation } = await session.folderState(id);
      const ids = (await listAll(session, id)).map((item) => item.id);
      const request = { generation, ids, wholeBytesMax: 10_000 };
      for await (const _ of session.listItems(id)) break;
      for await (const _ of session.readItems(id, request)) break;
      for await (const { body } of session.readItems(id, request)) {
        if (body.kind === 'streamed') for await (const _ of body.chunks) break;
      }
      // What was asked for and never looked at.
      await session.listItems(id)[Symbol.asyncIterator]().return?.();
      await session.readItems(id, request)[Symbol.asyncIterator]().return?.();
      // Bodies nobody looks at do not hold up those behind.
      expect((await collect(session.readItems(id, request))).map((item) => item.id)).toEqual(ids);
      expect(await listAll(session, id)).toHaveLength(3);
    },
  },
  {
    name: 'cancelling: who leaves before the first item can go on with the session',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'left at once');
      await writeAll(session, id, [message(1, large), message(2)]);
      const { generation } = await session.folderState(id);
      const request = { generation, ids: [1, 2], wholeBytesMax: 10_000 };
      const asks = [() => session.listItems(id), () => session.readItems(id, request)];
      for (const ask of asks) {
        const iterator: AsyncIterator<unknown> = ask()[Symbol.asyncIterator]();
        expect(await iterator.return?.()).toMatchObject({ done: true });
        expect(await iterator.return?.()).toMatchObject({ done: true });
        expect(await iterator.next()).toMatchObject({ done: true });
        expect(await listAll(session, id)).toHaveLength(2);
      }
      await session.close();
    },
  },
  {
    name: 'cancelling: abort ends every call in progress with an error of the connection',
    run: async ({ session, openAnother }) => {
      const id = await makeFolder(session, 'aborted');
      await writeAll(session, id, [message(1, large), message(2, large)]);
      const { generation } = await session.folderState(id);
      const ids = (await listAll(session, id)).map((item) => item.id);
      const reader = await openAnother();
      const iterable = reader.readItems(id, { generation, ids, wholeBytesMax: 10_000 });
      const reads = iterable[Symbol.asyncIterator]();
      const first = await reads.next();
      const states = reader.folderState('INBOX');
      states.catch(() => undefined);
      reader.abort();
      reader.abort(new Error('again'));
      if (first.done !== true && first.value.body.kind === 'streamed') {
        const { chunks } = first.value.body;
        await failureOf(collect(chunks));
      }
      expect((await failureOf(states)).scope).toBe('connection');
      expect((await failureOf(reader.listFolders())).scope).toBe('connection');
      expect((await failureOf(collect(reader.listItems(id)))).scope).toBe('connection');
      expect((await failureOf(reader.writeBatch(id, messages(1), openGate))).scope).toBe(
        'connection',
      );
    },
  },
  {
    name: 'cancelling: an aborted signal ends opening and session',
    run: async ({ connector }) => {
      const signal = AbortSignal.abort(new Error('never'));
      await failureOf(connector.open({ clock: systemClock, random: systemRandom, signal }));
      const stop = new AbortController();
      const session = await connector.open({
        clock: systemClock,
        random: systemRandom,
        signal: stop.signal,
      });
      stop.abort(new Error('stop'));
      expect((await failureOf(session.listFolders())).scope).toBe('connection');
    },
  },
  {
    name: 'cancelling: an abort in the middle of a write leaves nothing half',
    run: async ({ session, openAnother }) => {
      const id = await makeFolder(session, 'cut');
      const writer = await openAnother();
      const gate = {
        beforeCommit: () => {
          writer.abort();
          return Promise.resolve();
        },
      };
      await failureOf(writer.writeBatch(id, [message(1, large)], gate));
      expect(await listAll(session, id)).toEqual([]);
    },
  },
  {
    name: 'cancelling: close waits for calls in progress',
    run: async ({ session, openAnother }) => {
      const id = await makeFolder(session, 'closed');
      const writer = await openAnother();
      const write = writer.writeBatch(id, messages(3), openGate);
      await Promise.all([write, writer.close()]);
      await writer.close();
      expect(await listAll(session, id)).toHaveLength(3);
      expect((await failureOf(writer.folderState(id))).scope).toBe('connection');
    },
  },
  {
    name: 'resuming: a listing interrupted after each item goes on behind it, without gap or repeat',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'resumed');
      await writeAll(session, id, messages(6));
      const ids = (await listAll(session, id)).map((item) => item.id);
      const seen: number[] = [];
      for (let fromId = 1; seen.length < ids.length; fromId = (seen.at(-1) ?? 0) + 1) {
        const before = seen.length;
        for await (const { items } of session.listItems(id, { fromId })) {
          const [first] = items;
          if (first !== undefined) seen.push(first.id);
          break;
        }
        if (seen.length === before) break;
      }
      expect(seen).toEqual(ids);
      const { generation } = await session.folderState(id);
      expect(
        await collect(session.readItems(id, { generation, ids: seen, wholeBytesMax })),
      ).toHaveLength(6);
    },
  },
];
