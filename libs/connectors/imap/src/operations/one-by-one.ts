import type { ReadItem } from '@mailhaul/connector-contract';
import type { Feed } from '../feed.ts';

/** Whoever asks for the next item has no use for the rest of the one before. */
export function oneByOne(feed: Feed<ReadItem>): AsyncIterable<ReadItem> {
  let before: AsyncIterator<Uint8Array> | undefined;
  const iterator: AsyncIterator<ReadItem> = {
    async next() {
      await before?.return?.();
      before = undefined;
      const result = await feed.next();
      const body = result.done === true ? undefined : result.value.body;
      if (body?.kind === 'streamed') before = body.chunks[Symbol.asyncIterator]();
      return result;
    },
    return: () => feed.return(),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
