import { parseFetch } from '../parse/fetch-data.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import { wantedOf } from './wanted-ids.ts';

/** RFC822.SIZE (octets) of items of the folder that is open; those that are gone are left out. */
export async function askSizes(
  turn: WriteTurn,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const sizes = new Map<number, number>();
  const asked = wantedOf(ids).map((wanted) => {
    const { tag, answer } = turn.begin({
      name: 'UID FETCH',
      role: 'selected',
      onData: (untagged) => {
        if (untagged.kind !== 'FETCH') return false;
        const { uid, size } = parseFetch(untagged);
        if (uid === undefined || size === undefined || !wanted.has(uid)) return false;
        sizes.set(uid, size);
        return true;
      },
    });
    turn.write(`${tag} UID FETCH ${wanted.set} (UID RFC822.SIZE)\r\n`);
    return answer;
  });
  await Promise.all(asked);
  return sizes;
}
