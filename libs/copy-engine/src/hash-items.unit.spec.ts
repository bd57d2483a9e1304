import {
  ConnectorError,
  type MailSession,
  type ReadRequest,
  isSpan,
} from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { hashItems } from './hash-items.ts';

const bytesOf = (id: number) => Buffer.from(`Subject: ${id}\r\n\r\n`);

/** Ends each reading at the first of these, as a server does that cannot hand it out. */
function sessionWithout(
  unreadable: ReadonlySet<number>,
  error = sickItem,
): Pick<MailSession, 'readItems'> {
  return {
    async *readItems(_folder: string, { ids }: ReadRequest) {
      for (const id of isSpan(ids) ? [] : ids) {
        if (unreadable.has(id)) throw error;
        const receivedAt = { epochSeconds: id, zoneMinutes: 0 };
        yield { id, receivedAt, flags: [], body: { kind: 'whole' as const, bytes: bytesOf(id) } };
      }
    },
  };
}

const errorOf = (scope: 'item' | 'connection') =>
  new ConnectorError({
    ...{ code: 'item-unreadable', scope, disposition: 'failItem' },
    ...{ message: 'The server has the item but gives no content.', remedy: '' },
  });
const sickItem = errorOf('item');

const ids = Array.from({ length: 450 }, (_, at) => at + 1);
const hash = (session: Pick<MailSession, 'readItems'>) =>
  hashItems(session as MailSession, 'INBOX', { generation: 1, ids, forms: ['mime'] });

describe('what tells items from others', () => {
  it('is known of all but those that cannot be read', async () => {
    const unreadable = new Set([1, 77, 78, 201, 450]);
    const found = await hash(sessionWithout(unreadable));
    expect([...found.keys()].toSorted((a, b) => a - b)).toEqual(
      ids.filter((id) => !unreadable.has(id)),
    );
  });

  it('is known of none where the line is lost', async () => {
    const lost = sessionWithout(new Set([300]), errorOf('connection'));
    await expect(hash(lost)).rejects.toThrow('no content');
  });
});
