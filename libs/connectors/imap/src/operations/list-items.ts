import type {
  ConnectorError,
  FolderState,
  ItemPage,
  ItemRange,
} from '@mailhaul/connector-contract';
import { folderChangedError, folderRefusedError, protocolError, refusalError } from '../errors.ts';
import { Feed } from '../feed.ts';
import { isOnlyHere } from '../parse/only-here.ts';
import { uidMax } from '../parse/uid-set.ts';
import type { Opening, SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import { WireViolation } from '../wire/raw-response.ts';
import type { StatusResponse } from '../wire/status-response.ts';
import { asksForFewer, stoppedAbove } from './fetch-limits.ts';
import { askStatus } from './folder-status.ts';
import { listedLabels } from './list-folders.ts';
import { ListedRows } from './listed-rows.ts';
import { openFolder } from './open-folder.ts';

const pagesWaitingMax = 4;

/**
 * EXAMINE and one UID FETCH of what a listing needs, given in pages as they arrive. A server that takes less at once, or
 * stops before the end, is asked for the rest.
 */
export function listItems(
  core: SessionCore,
  folderId: string,
  range: ItemRange,
): AsyncIterable<ItemPage> {
  const feed = new Feed<ItemPage>(core.wire.brake, pagesWaitingMax);
  const begin = (labels?: ReadonlySet<string>) =>
    core.wire.inTurn((turn) => new Listing(core, { folderId, range, feed, labels }).begin(turn));
  const begun = isOnlyHere(folderId) ? listedLabels(core).then(begin) : begin();
  begun.catch((error: Error) => feed.end(error));
  return feed;
}

interface Asked {
  readonly folderId: string;
  readonly range: ItemRange;
  readonly feed: Feed<ItemPage>;
  readonly labels: ReadonlySet<string> | undefined;
}

/** The ids that one command asks for; `toId` of `uidMax` is said as `*`. */
interface Part {
  readonly fromId: number;
  readonly toId: number;
  /** What is known once it has been told: everything up to here. */
  readonly doneTo: number;
}

class Listing {
  readonly #core: SessionCore;
  readonly #asked: Asked;
  readonly #fromId: number;
  readonly #toId: number;
  readonly #rows: ListedRows;
  /** What STATUS says, where EXAMINE is known not to. */
  #leastNextId: number | undefined;
  /** Ids that a command may span; a span that was refused is not tried again. */
  #width: number;
  #refusedWidth = Infinity;
  /** The part that was asked for beyond an end that may have been cut, and what was known before. */
  #beyond: { readonly side: 'above' | 'below'; readonly rowCount: number } | undefined;
  /** Rows of the first answer that was cut. */
  #cutAt: number | undefined;
  #opening!: Opening;

  constructor(core: SessionCore, asked: Asked) {
    this.#core = core;
    this.#asked = asked;
    const { fromId = 1, belowId = uidMax + 1 } = asked.range;
    this.#fromId = Math.max(1, fromId);
    this.#toId = Math.min(uidMax, belowId - 1);
    this.#width = core.limits.idsMax;
    this.#rows = new ListedRows(asked.labels, (page) => {
      const { result } = this.#opening;
      if (result === undefined || result instanceof Error) return false;
      const state = this.#opening.hasNextId ? result : this.#withNextId(result, page.lastId);
      this.#opening.result = state;
      asked.feed.push({ state, ...page.given }, 1);
      return true;
    });
  }

  begin(turn: WriteTurn): void {
    const { folderId, range, feed } = this.#asked;
    if (range.belowId !== undefined) this.#leastNextId = range.belowId;
    else if (this.#core.givesNextId !== true) {
      askStatus(this.#core, turn, folderId).then(
        ({ nextId }) => (this.#leastNextId = nextId),
        () => undefined,
      );
    }
    this.#opening = openFolder(this.#core, turn, { folderId, isReadOnly: true });
    if (this.#fromId > this.#toId) {
      this.#opening.state.then(
        (state) => {
          feed.push({ state, items: [] }, 1);
          feed.end();
        },
        (error: Error) => feed.end(error),
      );
      return;
    }
    this.#ask(turn, this.#partFrom(this.#fromId));
  }

  #partFrom(fromId: number): Part {
    const toId = Math.min(this.#toId, fromId + this.#width - 1);
    return { fromId, toId, doneTo: toId };
  }

  #upToEnd(fromId: number): Part {
    return { fromId, toId: this.#toId, doneTo: this.#toId };
  }

  #ask(turn: WriteTurn, part: Part): void {
    const { feed, labels } = this.#asked;
    const rows = this.#rows;
    rows.beginPart();
    // Whoever begins with the newest, and stops, leaves out what belongs before.
    const mayGive = this.#width === Infinity && this.#beyond?.side !== 'below';
    const pending = turn.begin({
      name: 'UID FETCH (listing)',
      role: 'selected',
      onData: (untagged) => {
        const row = rows.rowOf(untagged);
        // `n:*` also names the last message when its uid is below n (RFC 9051 §9 seq-range).
        // What is no item of ours may be for a command behind: Dovecot runs FETCHes side by side.
        if (row === undefined || row.item.id < part.fromId || row.item.id > part.toId) return false;
        const known = this.#opening.result;
        rows.take(row, untagged, known instanceof Error ? 0 : known?.itemCount);
        // Without UIDNEXT the state of the first page is known with the last item.
        const isStateKnown = this.#opening.hasNextId || this.#leastNextId !== undefined;
        if (mayGive && rows.isFull && isStateKnown) this.#give();
        rows.checkHeld();
        return true;
      },
      onLost: (error) => {
        const askedCount = this.#askedCount(part);
        if (askedCount !== undefined)
          this.#core.limits.endedBy(error, { askedCount, toldCount: rows.partCount });
        feed.end(error);
      },
      onAnswer: (answer) => this.#answered(part, answer),
    });
    const set = `${part.fromId}:${part.toId === uidMax && this.#asked.range.belowId === undefined ? '*' : part.toId}`;
    const asked = `UID RFC822.SIZE INTERNALDATE FLAGS${labels === undefined ? '' : ' X-GM-LABELS'}`;
    turn.write(`${pending.tag} UID FETCH ${set} (${asked})\r\n`);
  }

  #answered(part: Part, answer: StatusResponse): void {
    const { feed } = this.#asked;
    const rows = this.#rows;
    const opened = this.#opening.result;
    if (opened instanceof Error) return feed.end(opened);
    if (opened === undefined) {
      return feed.end(protocolError(new WireViolation('answers out of order')));
    }
    // (Some servers refuse any set in an empty folder, or say NO when all was told.)
    if (answer.status !== 'OK' && rows.count < opened.itemCount) {
      const isWhole = this.#beyond !== undefined && rows.partCount === 0;
      if (asksForFewer(answer) && !isWhole) return this.#askForFewer(part, answer);
      if (!isWhole) return feed.end(refusalError(answer, 'read'));
    }
    this.#core.limits.answered(this.#askedCount(part) ?? 0);
    this.#learnWidth(part);
    const next = this.#next(part, answer, opened);
    if (next === undefined) this.#end();
    else this.#askNext(next);
  }

  /** How many messages the part can be about; undefined: the folder was not open when it was lost. */
  #askedCount({ fromId, toId }: Part): number | undefined {
    const { result } = this.#opening;
    if (result === undefined || result instanceof Error) return undefined;
    return Math.min(toId - fromId + 1, result.itemCount);
  }

  /** Where to go on; undefined at the end. */
  #next(part: Part, answer: StatusResponse, opened: FolderState): Part | undefined {
    const rows = this.#rows;
    const least = stoppedAbove(answer);
    if (least !== undefined && least > part.fromId) {
      this.#core.limits.learnIds(rows.partCount);
      this.#width = this.#core.limits.idsMax;
      return { ...part, toId: least - 1 };
    }
    const lastId = this.#lastToAsk(opened);
    if (part.doneTo < lastId && this.#beyond === undefined) {
      this.#give();
      // Without a known end only `*` can be asked for.
      if (lastId === uidMax) return this.#upToEnd(part.doneTo + 1);
      return this.#partFrom(part.doneTo + 1);
    }
    return this.#beyondCut(opened, lastId);
  }

  /**
   * A server may stop before the end and say OK: there are fewer rows than the folder has messages, or as many as it stopped
   * at before. The rest is asked for, behind the last and, once that brings nothing, before the first.
   */
  #beyondCut(opened: FolderState, lastId: number): Part | undefined {
    const rows = this.#rows;
    const { limits } = this.#core;
    const isAll = this.#fromId === 1 && this.#toId >= opened.nextId - 1;
    const mayBeCut = isAll ? rows.count < opened.itemCount : rows.partCount >= limits.rowsMax;
    if (rows.partCount > 0 && this.#beyond !== undefined) {
      this.#core.limits.learnRows(this.#cutAt ?? Infinity);
    }
    this.#cutAt ??= rows.count;
    if (rows.count === 0 || !mayBeCut) return undefined;
    const before = this.#beyond;
    const isAtEnd = before !== undefined && before.rowCount === rows.count;
    const canBegin = !rows.hasGiven && rows.firstId > this.#fromId;
    if (before?.side === 'below' && isAtEnd) return undefined;
    const side = before?.side === 'below' || isAtEnd || rows.lastId >= lastId ? 'below' : 'above';
    if (side === 'below' && !canBegin) {
      // What belongs before the pages that are given can only be listed anew.
      return undefined;
    }
    this.#beyond = { side, rowCount: rows.count };
    return side === 'above'
      ? this.#upToEnd(rows.lastId + 1)
      : { fromId: this.#fromId, toId: rows.firstId - 1, doneTo: this.#toId };
  }

  /** The same in narrower parts. One id that is refused alone is refused for itself. */
  #askForFewer(part: Part, answer: StatusResponse): void {
    const rows = this.#rows;
    const width = Math.min(part.toId, this.#lastToAsk(this.#opening.result)) - part.fromId + 1;
    if (width <= 1) return this.#asked.feed.end(refusalError(answer, 'read'));
    this.#refusedWidth = Math.min(this.#refusedWidth, width);
    this.#width = Math.ceil(width / 2);
    // What came was in its order, or will come again.
    const fromId = rows.isPartAscending ? Math.max(part.fromId, rows.lastId + 1) : part.fromId;
    this.#askNext(this.#partFrom(fromId));
  }

  #learnWidth(part: Part): void {
    if (this.#width === Infinity) return;
    if (this.#refusedWidth < Infinity) this.#core.limits.learnIds(this.#width);
    // Ids are spread thin: limits are said to be about messages.
    const isThin = this.#rows.partCount * 2 < Math.min(this.#width, part.toId - part.fromId + 1);
    if (isThin && this.#width * 2 < this.#refusedWidth) this.#width *= 2;
  }

  #askNext(part: Part): void {
    const { folderId, feed } = this.#asked;
    const { result } = this.#opening;
    const generation = result instanceof Error ? undefined : result?.generation;
    this.#core.wire
      .inTurn((turn) => {
        if (this.#core.opened !== this.#opening) {
          this.#opening = openFolder(this.#core, turn, { folderId, isReadOnly: true });
          this.#opening.state.then(
            (state) => {
              if (state.generation !== generation) feed.end(folderChangedError());
            },
            () => undefined,
          );
        }
        this.#ask(turn, part);
      })
      .catch((error: Error) => feed.end(error));
  }

  #lastToAsk(opened: FolderState | Error | undefined): number {
    const isKnown = this.#opening.hasNextId && opened !== undefined && !(opened instanceof Error);
    const nextId = isKnown ? opened.nextId : this.#leastNextId;
    return nextId === undefined ? this.#toId : Math.min(this.#toId, nextId - 1);
  }

  #give(): void {
    const problem: ConnectorError | undefined = this.#rows.give()
      ? undefined
      : folderRefusedError('The server lists items twice, or out of their order.');
    // No matter of the line, and nothing to go on from: the folder is left out of this pass.
    if (problem !== undefined) this.#asked.feed.end(problem);
  }

  #end(): void {
    if (this.#rows.isWaiting || !this.#rows.hasGiven) this.#give();
    this.#asked.feed.end();
  }

  /** Where the server gives no UIDNEXT: behind the last item, and not before what the caller knows. */
  #withNextId(state: FolderState, lastId: number): FolderState {
    const nextId = Math.max(state.nextId, this.#fromId, this.#leastNextId ?? 0, lastId + 1);
    return { ...state, nextId };
  }
}
