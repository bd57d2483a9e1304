import { ConnectorError, type OutgoingItem } from '@mailhaul/connector-contract';
import { expect } from 'vitest';
import {
  failureOf,
  kindsOf,
  listAll,
  makeFolder,
  message,
  messages,
  openGate,
  readAll,
  refusalOf,
  writeAll,
} from '../case-support.ts';
import type { ConformanceCase } from '../conformance-case.ts';

export const writeCases: readonly ConformanceCase[] = [
  {
    name: 'writes: ids of the answer are those of the folder',
    needs: ({ returnsIdOnWrite }) => returnsIdOnWrite,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'ids');
      const result = await session.writeBatch(id, messages(5), openGate);
      const { generation } = await session.folderState(id);
      const ids = (await listAll(session, id)).map((item) => item.id);
      expect(result).toMatchObject({
        kind: 'answered',
        outcomes: ids.map((each) => ({ kind: 'written', generation, id: each })),
      });
      const read = await readAll(session, id);
      expect(read.map(({ text }) => /Subject: (\d)/.exec(text)?.[1])).toEqual([
        '1',
        '2',
        '3',
        '4',
        '5',
      ]);
    },
  },
  {
    name: 'writes: without ids the answer says what they lie below',
    needs: ({ returnsIdOnWrite }) => !returnsIdOnWrite,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'no ids');
      const result = await session.writeBatch(id, messages(3), openGate);
      expect(kindsOf(result)).toEqual(['written', 'written', 'written']);
      if (result.kind !== 'answered') return;
      expect(result.outcomes.every((outcome) => !('id' in outcome))).toBe(true);
      const last = (await listAll(session, id)).at(-1)?.id ?? 0;
      expect(result.after?.nextId).toBeGreaterThan(last);
      expect(result.after?.generation).toBe((await session.folderState(id)).generation);
    },
  },
  {
    name: 'writes: the gate is asked before the server acts: one commit at least, none too many',
    run: async ({ session, openAnother }) => {
      const id = await makeFolder(session, 'gated');
      const other = await openAnother();
      const counts: number[] = [];
      let handedOver = 0;
      const gate = {
        beforeCommit: async () => void counts.push((await other.folderState(id)).itemCount),
        onHandedOver: () => void (handedOver += 1),
      };
      await session.writeBatch(id, messages(3), gate);
      const isWhole = session.capabilities.writesBatches;
      expect(counts).toHaveLength(isWhole ? 1 : 3);
      // What was committed before a question is what earlier questions allowed.
      expect(counts.every((count, asked) => count <= asked)).toBe(true);
      expect(handedOver).toBeLessThanOrEqual(1);
    },
  },
  {
    name: 'writes: a gate that refuses keeps the batch out and ends the session',
    run: async ({ session, openAnother }) => {
      const id = await makeFolder(session, 'refused by gate');
      const gate = { beforeCommit: () => Promise.reject(new Error('another owner')) };
      const error = await failureOf(session.writeBatch(id, messages(3), gate));
      expect([error.code, error.scope]).toEqual(['write-aborted', 'connection']);
      expect((await failureOf(session.folderState(id))).scope).toBe('connection');
      expect(await listAll(await openAnother(), id)).toEqual([]);
    },
  },
  {
    name: 'writes: several at once land in the order of the calls',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'in order');
      const { writesInFlightMax } = session.capabilities;
      const batches = Array.from({ length: writesInFlightMax }, (_, n) => messages(4, 4 * n + 1));
      const results = await Promise.all(
        batches.map((batch) => session.writeBatch(id, batch, openGate)),
      );
      expect(results.flatMap(kindsOf)).toEqual(batches.flat().map(() => 'written'));
      const read = await readAll(session, id);
      const order = read.map(({ text }) => Number(/Subject: (\d+)/.exec(text)?.[1]));
      expect(order).toEqual(batches.flat().map((_, n) => n + 1));
      const outcomes = results.flatMap((one) => (one.kind === 'answered' ? one.outcomes : []));
      const told = outcomes.flatMap((one) =>
        one.kind === 'written' && one.id !== undefined ? [one.id] : [],
      );
      expect(told).toEqual(
        session.capabilities.returnsIdOnWrite ? read.map((item) => item.id) : [],
      );
    },
  },
  {
    name: 'writes: a full batch is taken',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'full');
      const { batchItemsMax } = session.capabilities;
      await writeAll(session, id, messages(Math.min(batchItemsMax, 200)));
      expect(await listAll(session, id)).toHaveLength(Math.min(batchItemsMax, 200));
    },
  },
  {
    name: 'writes: into a folder that is not there: an error of the folder, and the session lives',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'is there');
      for (const count of [1, 2]) {
        const result = await session.writeBatch(`${id}-not`, messages(count), openGate);
        expect(refusalOf(result)).toMatchObject({ code: 'folder-missing', scope: 'folder' });
      }
      await writeAll(session, id, messages(1));
    },
  },
  {
    name: 'writes: a streamed body arrives whole',
    run: async ({ session }) => {
      const id = await makeFolder(session, 'streamed');
      const header = Buffer.from('Subject: streamed\r\n\r\n');
      const chunk = Buffer.from(`${'z'.repeat(998)}\r\n`.repeat(100));
      const size = header.length + 29 * chunk.length;
      async function* chunks(): AsyncGenerator<Uint8Array> {
        yield header;
        for (let n = 0; n < 29; n += 1) yield await Promise.resolve(chunk);
      }
      const body = { kind: 'streamed', size, chunks: chunks() } as const;
      const result = await session.writeBatch(id, [{ ...message(1), body }], openGate);
      expect(kindsOf(result)).toEqual(['written']);
      const [listed] = await listAll(session, id);
      if (session.capabilities.areSizesEstimates !== true) expect(listed?.size).toBe(size);
      const [read] = await readAll(session, id, { wholeBytesMax: 10 * size });
      expect(read?.text.endsWith(`${'z'.repeat(998)}\r\n`.repeat(2900))).toBe(true);
    },
  },
  {
    name: 'writes: a body that ends too early, or fails, or is too long, is not committed',
    run: async ({ session, openAnother }) => {
      const id = await makeFolder(session, 'broken bodies');
      async function* tooShort(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(Buffer.from('Subject: short\r\n\r\n'));
      }
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield* tooShort();
        throw new Error('source lost');
      }
      for (const [chunks, size] of [
        [tooShort(), 100],
        [failing(), 100],
        [tooShort(), 5],
      ] as const) {
        const broken: OutgoingItem = { ...message(1), body: { kind: 'streamed', size, chunks } };
        const writer = await openAnother();
        const error = await failureOf(
          writer.writeBatch(id, [message(2), broken], openGate).then(throwRefusals),
        );
        expect(error.scope).not.toBe('process');
        writer.abort();
      }
      const kept = (await readAll(session, id)).map(({ text }) => text);
      expect(kept.filter((text) => text.includes('short'))).toEqual([]);
    },
  },
  {
    name: 'writes: an item above the limit is refused by itself',
    needs: ({ itemBytesMax }) => itemBytesMax !== undefined && itemBytesMax < 5_000_000,
    run: async ({ session }) => {
      const id = await makeFolder(session, 'too large');
      const large = message(
        1,
        `Subject: l\r\n\r\n${'x'.repeat(session.capabilities.itemBytesMax ?? 0)}`,
      );
      const result = await session.writeBatch(id, [large], openGate);
      expect(refusalOf(result)).toMatchObject({
        code: 'item-too-large',
        scope: 'item',
        disposition: 'failItem',
      });
      await writeAll(session, id, messages(1));
    },
  },
];

function throwRefusals(result: Parameters<typeof refusalOf>[0]): void {
  const refusal = refusalOf(result);
  if (refusal instanceof ConnectorError) throw refusal;
}
