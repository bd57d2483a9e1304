import type { ItemBody, ReadItem } from '@mailhaul/connector-contract';
import { type ContentHash, ContentHasher, contentHashOf } from '@mailhaul/kernel';
import type { ListedPlace } from './folder-listing.ts';
import { type ItemTable, type Survival, hashUnread } from './item-table.ts';
import { errorReach } from './error-reach.ts';
import { HungUp } from './steady-side.ts';
import { survivingHash } from './surviving-traits.ts';

const requestItemsMax = 100;
const wholeBytesMax = 1024 * 1024;
/** Items asked for alone, behind which it is the folder. */
const hungUpInRowMax = 2;

interface ReadableListing {
  readonly place: ListedPlace;
  readonly generation: number;
}

/**
 * Reads the bodies of those rows that were not read yet and keeps only their hashes; both sides at once. An item
 * that cannot be read, or is not there any more, is marked unreadable and the others go on.
 * @throws what ends the session.
 */
export async function readHashes(table: ItemTable, rows: Iterable<number>): Promise<void> {
  const byPlace = Map.groupBy(
    [...rows].filter((row) => table.hashStates[row] === hashUnread),
    (row) => table.place(row),
  );
  const targetPlace = table.listings.length - 1;
  const readPlaces = async (isTarget: boolean) => {
    for (const [place, placeRows] of byPlace) {
      const listing = table.listings[place];
      if ((place === targetPlace) !== isTarget || listing?.place === undefined) continue;
      await readPlace(table, { place: listing.place, generation: listing.generation }, placeRows);
    }
  };
  await Promise.all([readPlaces(false), readPlaces(true)]);
}

/** Rows of one folder, in requests of bounded length, each sent before the one ahead of it is read. */
async function readPlace(
  table: ItemTable,
  listing: ReadableListing,
  rows: readonly number[],
): Promise<void> {
  const rowsById = new Map(
    rows.toSorted((a, b) => table.id(a) - table.id(b)).map((row) => [table.id(row), row]),
  );
  const reading = { table, listing, rowsById };
  const requests = chunksOf([...rowsById.keys()], requestItemsMax);
  const afresh: number[] = [];
  let ahead = readRequest(reading, requests[0] ?? []);
  for (const [at, ids] of requests.entries()) {
    const current = ahead;
    const next = requests[at + 1];
    if (next !== undefined) ahead = readRequest(reading, next);
    const end = await current;
    let isOver = end === 'folder-failed';
    if (end === 'item-failed') afresh.push(...ids);
    if (end === 'hung-up') isOver = await readOneByOne(reading, ids);
    if (isOver && next !== undefined) await ahead;
    if (isOver) break;
  }
  // One sick item ends its request: the ones behind it are asked for one by one.
  await readOneByOne(reading, afresh);
  for (const row of rows) if (isUnread(table, row)) table.setUnreadable(row);
}

interface Reading {
  readonly table: ItemTable;
  readonly listing: ReadableListing;
  readonly rowsById: ReadonlyMap<number, number>;
}

/** True where the server hangs up at whatever is read of the folder. */
async function readOneByOne(reading: Reading, ids: readonly number[]): Promise<boolean> {
  let hungUpInRow = 0;
  for (const id of ids) {
    hungUpInRow = (await readRequest(reading, [id])) === 'hung-up' ? hungUpInRow + 1 : 0;
    if (hungUpInRow >= hungUpInRowMax) return true;
  }
  return false;
}

/** Asks for those of the ids that were not read yet, at once. */
function readRequest(reading: Reading, ids: readonly number[]): Promise<RequestEnd> {
  const end = tryRequest(reading, ids);
  // It may fail while the one before it is still awaited.
  end.catch(() => undefined);
  return end;
}

type RequestEnd = 'whole' | 'item-failed' | 'folder-failed' | 'hung-up';

async function tryRequest(
  { table, listing, rowsById }: Reading,
  asked: readonly number[],
): Promise<RequestEnd> {
  const { place, generation } = listing;
  const unread = () => asked.filter((id) => isUnread(table, rowsById.get(id)));
  if (unread().length === 0) return 'whole';
  try {
    await place.side.run(async (session) => {
      const request = { generation, ids: unread(), wholeBytesMax };
      for await (const item of session.readItems(place.folderId, request)) {
        const row = rowsById.get(item.id);
        const hash = await hashOf(item, table.survival);
        if (row !== undefined) table.setHash(row, hash);
      }
    });
    return 'whole';
  } catch (error) {
    if (error instanceof HungUp) return 'hung-up';
    const reach = errorReach(error);
    if (reach === 'session') throw error;
    return `${reach}-failed`;
  }
}

async function hashOf(item: ReadItem, survival: Survival | undefined): Promise<ContentHash> {
  const { body } = item;
  if (survival !== undefined) {
    return survivingHash(item, await headOf(body), survival.areLikenessesTold);
  }
  if (body.kind === 'whole') {
    const hash = contentHashOf(body.bytes);
    body.release?.();
    return hash;
  }
  const hasher = new ContentHasher();
  for await (const chunk of body.chunks) hasher.update(chunk);
  return hasher.digest();
}

/** Its beginning; the rest is left. */
async function headOf(body: ItemBody): Promise<Uint8Array> {
  if (body.kind === 'whole') return body.bytes;
  for await (const chunk of body.chunks) return chunk;
  return new Uint8Array();
}

function isUnread(table: ItemTable, row: number | undefined): boolean {
  return row !== undefined && table.hashStates[row] === hashUnread;
}

function chunksOf(ids: readonly number[], lengthMax: number): number[][] {
  const chunks: number[][] = [];
  for (let at = 0; at < ids.length; at += lengthMax) chunks.push(ids.slice(at, at + lengthMax));
  return chunks;
}
