import type { MailSession, ReadItem } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { AskedAhead } from './read-request.ts';

const span = { fromId: 1, belowId: 10 };

/** A session that says which of its answers were left. */
function sessionLeft(left: string[]): MailSession {
  const readItems = (folderId: string): AsyncIterable<ReadItem> => {
    let id = 0;
    const iterator: AsyncIterator<ReadItem> = {
      next: () => Promise.resolve((id += 1) > 2 ? { value: undefined, done: true } : itemOf(id)),
      return: () => {
        left.push(folderId);
        return Promise.resolve({ value: undefined, done: true });
      },
    };
    return { [Symbol.asyncIterator]: () => iterator };
  };
  return { readItems } as Partial<MailSession> as MailSession;
}

function itemOf(id: number): IteratorResult<ReadItem> {
  const body = { kind: 'whole', bytes: new Uint8Array() } as const;
  const receivedAt = { epochSeconds: 0, zoneMinutes: 0 };
  return { value: { id, receivedAt, flags: [], body }, done: false };
}

describe('what was asked for ahead', () => {
  it('gives the first item, and gives it again to whoever takes the answer', async () => {
    const session = sessionLeft([]);
    const asked = new AskedAhead();
    asked.ask(session, { folderId: 'a', ...span }, { generation: 7, forms: ['mime'] });
    expect((await asked.first('a'))?.id).toBe(1);
    const ids: number[] = [];
    const items = asked.take(session, { folderId: 'a', ...span });
    if (items === undefined) throw new Error('nothing was asked');
    for await (const { id } of items) ids.push(id);
    expect(ids).toEqual([1, 2]);
    expect(asked.take(session, { folderId: 'a', ...span })).toBeUndefined();
  });

  it('is let go of where another session reads, or nobody: nothing behind it would move', () => {
    const left: string[] = [];
    const [session, other] = [sessionLeft(left), sessionLeft([])];
    const asked = new AskedAhead();
    for (const folderId of ['a', 'b', 'c'])
      asked.ask(session, { folderId, ...span }, { generation: 7, forms: ['mime'] });
    expect(asked.take(other, { folderId: 'a', ...span })).toBeUndefined();
    asked.keepOnly(new Set(['c']));
    expect(left).toEqual(['a', 'b']);
    expect(asked.take(session, { folderId: 'c', ...span })).toBeDefined();
  });
});
