import { isSpan, type ReadItem, type ReadRequest } from '@mailhaul/connector-contract';
import { folderChangedError, itemRefusedError, refusalError } from '../errors.ts';
import { Feed } from '../feed.ts';
import { type FetchData, parseFetch } from '../parse/fetch-data.ts';
import type { Opening, SessionCore } from '../session-core.ts';
import type { Pending } from '../wire/command-queue.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';
import type { LiteralSink, RawResponse } from '../wire/raw-response.ts';
import { wireLimits } from '../wire/wire-limits.ts';
import { askSizes } from './ask-sizes.ts';
import { type Begun, completed, discard, isBodyLiteral } from './body-response.ts';
import { compressSlowLine, mustLookAtLine } from './compress-slow-line.ts';
import { asksForFewer } from './fetch-limits.ts';
import { unknownDate } from './listed-rows.ts';
import { oneByOne } from './one-by-one.ts';
import { openFolder } from './open-folder.ts';
import { askedOf, viewOf } from './read-view.ts';
import { type WantedIds, wantedIds, wantedOf } from './wanted-ids.ts';

/** UID FETCH of whole items, small ones whole, large ones streamed; what is gone is left out. */
export function readItems(
  core: SessionCore,
  folderId: string,
  request: ReadRequest,
): AsyncIterable<ReadItem> {
  const reading = new Reading(core, request);
  const askAll = (turn: WriteTurn, opening: Opening, wanted: readonly WantedIds[]) => {
    for (const some of wanted) reading.fetch(turn, { opening, wanted: some });
    if (wanted.length === 0) reading.checkOnly(opening);
  };
  void core.wire
    .inTurn((turn) => {
      const opening = viewOf(core, turn, { folderId, request });
      const { idsMax } = core.limits;
      const { ids } = request;
      if (!isSpan(ids) || ids.belowId - ids.fromId <= firstIds || !mustLookAtLine(core)) {
        return askAll(turn, opening, wantedOf(ids, idsMax));
      }
      // The first of them show whether the line is slow, before all are under way.
      const { fromId, belowId } = ids;
      const first = wantedOf({ fromId, belowId: fromId + firstIds }, idsMax);
      const rest = wantedOf({ fromId: fromId + firstIds, belowId }, idsMax);
      return reading.first(turn, { opening, first }).then(async () => {
        await compressSlowLine(core, turn);
        const isOver = reading.feed.isLeft || opening.result instanceof Error;
        if (!isOver) askAll(turn, opening, rest);
      });
    })
    .catch((error: Error) => reading.feed.end(error));
  return oneByOne(reading.feed);
}

/** What an item weighs beside its body while it waits. */
const itemOverheadBytes = 500;

/** Ids of a span whose items are looked at first where nothing is known of the line. */
const firstIds = 100;

class Reading {
  readonly feed: Feed<ReadItem>;
  readonly #core: SessionCore;
  readonly #request: ReadRequest;
  /** Commands of this reading that may still bring items. */
  #openCount = 0;
  /** Items whose large body came before their date: asked for again, now that the date is known. */
  readonly #late: FetchData[] = [];
  /** Items that came without a byte. */
  readonly #empty: ReadItem[] = [];
  #known: FetchData | undefined;
  /** The last item that was given as a stream. */
  #givenId: number | undefined;
  /** Ids that a command of this reading may name, after refusals of more. */
  #idsMax = Infinity;
  /** The streamed body that is read at the moment. */
  #stream: Feed<Uint8Array> | undefined;

  constructor(core: SessionCore, request: ReadRequest) {
    this.#core = core;
    this.#request = request;
    this.feed = new Feed<ReadItem>(
      core.wire.brake,
      wireLimits.unreadBytesMax,
      () => void this.#stream?.return(),
    );
  }

  checkOnly(opening: Opening): void {
    opening.state.then(
      ({ generation }) => {
        this.feed.end(generation === this.#request.generation ? undefined : folderChangedError());
      },
      (error: Error) => this.feed.end(error),
    );
  }

  /** The same, and waits for the answers; the reading goes on behind them. */
  async first(
    turn: WriteTurn,
    { opening, first }: { opening: Opening; first: readonly WantedIds[] },
  ): Promise<void> {
    this.#openCount += 1;
    const asked = first.map((wanted) => this.fetch(turn, { opening, wanted }));
    await Promise.all(asked.map(({ answer }) => answer));
    this.#openCount -= 1;
  }

  fetch(turn: WriteTurn, { opening, wanted }: { opening: Opening; wanted: WantedIds }): Pending {
    this.#openCount += 1;
    let isOpen = true;
    const close = () => {
      if (isOpen) this.#openCount -= 1;
      isOpen = false;
      if (this.#openCount > 0) return;
      // One item that is refused for itself ends the reading before this: then nothing is learned.
      if (this.#idsMax < Infinity) this.#core.limits.learnIds(this.#idsMax);
      const [late] = this.#late.splice(0, 1);
      if (late !== undefined && !this.feed.isLeft) this.#fetchLate(late, opening);
      else if (this.#empty.length > 0 && !this.feed.isLeft) this.#giveEmpty(opening);
      else this.#end(undefined);
    };
    let begun: Begun | undefined;
    let bodyIn: RawResponse | undefined;
    const isRightFolder = () => {
      const opened = opening.result;
      return (
        opened !== undefined &&
        !(opened instanceof Error) &&
        opened.generation === this.#request.generation
      );
    };
    const pending: Pending = turn.begin({
      name: 'UID FETCH',
      role: 'selected',
      onLiteral: (untagged, size) => {
        // One body in one response: more would be held together.
        if (!isBodyLiteral(untagged) || untagged.raw === bodyIn) return undefined;
        const data = parseFetch(untagged);
        data.uid ??= wanted.onlyOne;
        if (data.uid !== undefined && !wanted.has(data.uid)) return undefined;
        bodyIn = untagged.raw;
        if (!isRightFolder()) return discard;
        if (size <= this.#request.wholeBytesMax) {
          const { bytes, release } = this.#core.bodies.take(size);
          begun = { raw: untagged.raw, data, release };
          return { keepBytesMax: size, into: bytes };
        }
        return this.#beginStream(data, size);
      },
      onData: (untagged) => {
        if (untagged.kind !== 'FETCH') return false;
        const data =
          begun?.raw === untagged.raw ? completed(begun, untagged) : parseFetch(untagged);
        const release = begun?.release;
        begun = undefined;
        const isOurs = data.uid !== undefined && data.body !== undefined && wanted.has(data.uid);
        if (data.uid === undefined || !isOurs) return false;
        wanted.take(data.uid);
        if (!isRightFolder()) return true;
        this.#give(data, data.uid, release);
        // The answer may come late: Dovecot holds it back until the commands behind have given their data.
        if (wanted.isComplete) close();
        return true;
      },
      onLost: (error) => {
        const askedCount = askedOf(wanted, opening);
        if (askedCount !== undefined)
          this.#core.limits.endedBy(error, { askedCount, toldCount: wanted.takenCount });
        this.#end(error);
      },
      onAnswer: (answer) => {
        const opened = opening.result;
        if (answer.status === 'OK') this.#core.limits.answered(askedOf(wanted, opening) ?? 0);
        if (opened instanceof Error) this.#end(opened);
        else if (!isRightFolder()) this.#end(folderChangedError());
        else if (!isOpen) return;
        else if (answer.status !== 'OK' && opened?.itemCount !== 0) {
          const parts = asksForFewer(answer) ? this.#fewer(wanted) : [];
          if (parts.length === 0) this.#end(refusalError(answer, 'read'));
          else this.#askAgain(parts, opening, close);
        } else if (wanted.looksCut) {
          this.#askAgain(wanted.parts(this.#idsMax), opening, close);
        } else close();
      },
    });
    turn.write(`${pending.tag} UID FETCH ${wanted.set} (UID INTERNALDATE FLAGS BODY.PEEK[])\r\n`);
    return pending;
  }

  /** What has not come of a refused command, in halves; empty where one id alone is refused. */
  #fewer(wanted: WantedIds): WantedIds[] {
    if (wanted.askedCount <= 1) return [];
    this.#idsMax = Math.min(this.#idsMax, Math.ceil(wanted.askedCount / 2));
    return wanted.parts(this.#idsMax);
  }

  /** Commands in place of one that brought not all: `closeOld` once they count themselves. */
  #askAgain(parts: readonly WantedIds[], opening: Opening, closeOld: () => void): void {
    this.#core.wire
      .inTurn((turn) => {
        const isStillOpen = this.#core.opened === opening;
        const at = isStillOpen ? opening : openFolder(this.#core, turn, opening);
        for (const wanted of parts) this.fetch(turn, { opening: at, wanted });
        closeOld();
      })
      .catch((error: Error) => this.#end(error));
  }

  /** The second time a server that gives bodies first is asked for the uid alone with the body. */
  #fetchLate(item: FetchData, opening: Opening): void {
    this.#known = { ...item, receivedAt: item.receivedAt ?? unknownDate, flags: item.flags ?? [] };
    const wanted = wantedIds(item.uid === undefined ? [] : [item.uid]);
    this.#openCount += 1;
    this.#core.wire
      .inTurn((turn) => {
        this.#openCount -= 1;
        if (this.#core.opened === opening) this.fetch(turn, { opening, wanted });
        else this.fetch(turn, { opening: openFolder(this.#core, turn, opening), wanted });
      })
      .catch((error: Error) => this.#end(error));
  }

  #end(error: Error | undefined): void {
    this.#stream?.end(error);
    this.#stream = undefined;
    this.feed.end(error);
  }

  #give(data: FetchData, id: number, release: (() => void) | undefined): void {
    if (data.body === 'streamed') {
      if (this.#givenId !== id) this.#late.push(data);
      return;
    }
    if (!(data.body instanceof Uint8Array)) {
      // NIL: the server knows the item and has no body for it.
      this.feed.end(noContent());
      return;
    }
    const body = { kind: 'whole', bytes: data.body, ...(release ? { release } : {}) } as const;
    const item = { id, receivedAt: data.receivedAt ?? unknownDate, flags: data.flags ?? [], body };
    if (data.body.byteLength === 0) this.#empty.push(item);
    else this.feed.push(item, data.body.byteLength + itemOverheadBytes);
  }

  /** Servers whose own copy is damaged give nothing, and say OK (go-imap, hMailServer): their listing tells what should be there. */
  #giveEmpty(opening: Opening): void {
    const items = this.#empty.splice(0);
    this.#core.wire
      .inTurn(async (turn) => {
        if (this.#core.opened !== opening) openFolder(this.#core, turn, opening);
        const sizes = await askSizes(
          turn,
          items.map(({ id }) => id),
        );
        const { true: damaged = [], false: whole = [] } = Object.groupBy(items, ({ id }) =>
          (sizes.get(id) ?? 0) > 0 ? 'true' : 'false',
        );
        for (const item of whole) this.feed.push(item, itemOverheadBytes);
        this.#end(damaged.length === 0 ? undefined : noContent());
      })
      .catch((error: Error) => this.#end(error));
  }

  #beginStream(data: FetchData, size: number): LiteralSink {
    if (this.feed.isLeft) return discard;
    const { uid, receivedAt, flags } = {
      ...data,
      ...(data.uid === this.#known?.uid ? this.#known : {}),
    };
    if (uid === undefined || receivedAt === undefined || flags === undefined) return discard;
    this.#givenId = uid;
    const stream = new Feed<Uint8Array>(this.#core.wire.brake, wireLimits.unreadBytesMax);
    this.#stream = stream;
    this.feed.push(
      { id: uid, receivedAt, flags, body: { kind: 'streamed', size, chunks: stream } },
      itemOverheadBytes,
    );
    return {
      onChunk: (chunk) => stream.push(Buffer.from(chunk), chunk.byteLength),
      onEnd: () => {
        stream.end();
        if (this.#stream === stream) this.#stream = undefined;
      },
    };
  }
}

function noContent(): Error {
  return itemRefusedError('The server has the item but gives no content.', 'item-unreadable');
}
