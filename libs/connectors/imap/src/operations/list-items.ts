import type { FolderState, ItemInfo, ItemPage, ItemRange } from '@mailhaul/connector-contract';
import { folderRefusedError, protocolError, refusalError } from '../errors.ts';
import { Feed } from '../feed.ts';
import { parseFetch } from '../parse/fetch-data.ts';
import { isOnlyHere, isOnlyInView } from '../parse/only-here.ts';
import { uidMax } from '../parse/uid-set.ts';
import type { SessionCore } from '../session-core.ts';
import { WireViolation } from '../wire/raw-response.ts';
import type { Untagged } from '../wire/untagged.ts';
import { listedLabels } from './list-folders.ts';
import { askStatus } from './folder-status.ts';
import { openFolder } from './open-folder.ts';

const pageItemsMax = 1000;
const pagesWaitingMax = 4;
/** A page of items with long flags is given early: each row may stand for a line of the server. */
const pageTextMax = 1024 * 1024;
/** Rows beyond the messages a folder says it has: mail that arrives meanwhile. */
const rowsBeyondMax = 10_000;
/** No folder that a person can open has more. */
const rowsMax = 5_000_000;
/** Held together where nothing tells UIDNEXT but the last of them. */
const gatheredRowsMax = 100_000;

/** EXAMINE and one UID FETCH of what a listing needs, given in pages as they arrive. */
export function listItems(
  core: SessionCore,
  folderId: string,
  range: ItemRange,
): AsyncIterable<ItemPage> {
  const fromId = Math.max(1, range.fromId ?? 1);
  const toId = Math.min(uidMax, (range.belowId ?? uidMax + 1) - 1);
  const feed = new Feed<ItemPage>(core.wire.brake, pagesWaitingMax);
  const begin = (labels?: ReadonlySet<string>) =>
    core.wire.inTurn((turn) => {
      let leastNextId = range.belowId;
      if (range.belowId === undefined && core.givesNextId !== true) {
        askStatus(core, turn, folderId).then(
          ({ nextId }) => (leastNextId = nextId),
          () => undefined,
        );
      }
      const opening = openFolder(core, turn, { folderId, isReadOnly: true });
      if (fromId > toId) {
        return void opening.state.then(
          (state) => {
            feed.push({ state, items: [] }, 1);
            feed.end();
          },
          (error: Error) => feed.end(error),
        );
      }
      let items: ItemInfo[] = [];
      let pageText = 0;
      let rowCount = 0;
      let elsewhereCount = 0;
      let lastId = 0;
      let hasPage = false;
      const giveFull = () => {
        if (opening.result === undefined || opening.result instanceof Error) return;
        const page = ascending(items);
        items = [];
        pageText = 0;
        if ((page[0]?.id ?? uidMax) <= lastId) {
          // No matter of the line, and nothing to go on from: the folder is left out of this pass.
          feed.end(folderRefusedError('The server lists items twice, or out of their order.'));
          return;
        }
        lastId = page.at(-1)?.id ?? lastId;
        const state = opening.hasNextId
          ? opening.result
          : withNextId(opening.result, { fromId, belowId: leastNextId, lastId });
        opening.result = state;
        const listedCount = page.length + elsewhereCount;
        elsewhereCount = 0;
        feed.push({ state, items: page, ...(labels === undefined ? {} : { listedCount }) }, 1);
        hasPage = true;
      };
      const count = ({ raw }: Untagged) => {
        rowCount += 1;
        pageText += raw.texts.reduce((sum, text) => sum + text.length, 0);
        const known = opening.result;
        const saidMax = known instanceof Error ? 0 : (known?.itemCount ?? rowsMax);
        if (rowCount > Math.min(rowsMax, saidMax + rowsBeyondMax)) {
          throw new WireViolation('the server lists more items than the folder holds', true);
        }
      };
      const pending = turn.begin({
        name: 'UID FETCH (listing)',
        role: 'selected',
        onData: (untagged) => {
          const row = rowOf(untagged);
          const item = row?.item;
          // `n:*` also names the last message when its uid is below n (RFC 9051 §9 seq-range).
          // What is no item of ours may be for a command behind: Dovecot runs FETCHes side by side.
          if (item === undefined || item.id < fromId || item.id > toId) return false;
          count(untagged);
          if (labels === undefined || isOnlyInView(row?.labels ?? [], labels)) items.push(item);
          else elsewhereCount += 1;
          const isFull = items.length >= pageItemsMax || pageText > pageTextMax;
          // Without UIDNEXT the state of the first page is known with the last item.
          if (isFull && (opening.hasNextId || leastNextId !== undefined)) giveFull();
          if (items.length <= gatheredRowsMax) return true;
          throw new WireViolation('the server tells no UIDNEXT of a folder with many items', true);
        },
        onLost: (error) => feed.end(error),
        onAnswer: (answer) => {
          const opened = opening.result;
          if (opened instanceof Error) {
            feed.end(opened);
          } else if (answer.status !== 'OK' && rowCount < (opened?.itemCount ?? 1)) {
            // (Some servers refuse any set in an empty folder, or say NO when all was told.)
            feed.end(refusalError(answer, 'read'));
          } else {
            if (items.length > 0 || !hasPage) giveFull();
            feed.end(
              opened === undefined
                ? protocolError(new WireViolation('answers out of order'))
                : undefined,
            );
          }
        },
      });
      const set = `${fromId}:${range.belowId === undefined ? '*' : toId}`;
      const asked = `UID RFC822.SIZE INTERNALDATE FLAGS${labels === undefined ? '' : ' X-GM-LABELS'}`;
      turn.write(`${pending.tag} UID FETCH ${set} (${asked})\r\n`);
    });
  const begun = isOnlyHere(folderId) ? listedLabels(core).then(begin) : begin();
  begun.catch((error: Error) => feed.end(error));
  return feed;
}

/** Where the server gives no UIDNEXT: behind the last item, and not before what the caller knows. */
function withNextId(
  state: FolderState,
  seen: { fromId: number; belowId: number | undefined; lastId: number },
): FolderState {
  const { fromId, belowId = 0, lastId } = seen;
  return { ...state, nextId: Math.max(state.nextId, fromId, belowId, lastId + 1) };
}

/** Servers may answer in any order, and twice; most do neither. */
function ascending(items: readonly ItemInfo[]): ItemInfo[] {
  return [...new Map(items.map((item) => [item.id, item])).values()].sort((a, b) => a.id - b.id);
}

interface Row {
  readonly item: ItemInfo;
  readonly labels: readonly string[] | undefined;
}

function rowOf(untagged: Untagged): Row | undefined {
  if (untagged.kind !== 'FETCH') return undefined;
  const { uid, size, receivedAt, flags, labels, body } = parseFetch(untagged);
  // Without size and date it is an unasked change of flags, with a body it is for a reading; IceWarp leaves out the size.
  const isListed = size !== undefined || (receivedAt !== undefined && body === undefined);
  if (uid === undefined || !isListed) return undefined;
  const item = { size: size ?? 0, receivedAt: receivedAt ?? unknownDate, flags: flags ?? [] };
  return { item: { id: uid, ...item }, labels };
}

/** For servers that give no date: the item is worth more than its date. */
export const unknownDate = { epochSeconds: 0, zoneMinutes: 0 };
