import { type IdSpan, type ReadItem, type ReadRequest, isSpan } from '@mailhaul/connector-contract';
import { batchBytesMax, batchItemsMax } from '../capabilities.ts';
import { errorOf, protocolViolation } from '../errors.ts';
import type { ItemRow } from '../form/item-row.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { findIn } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { escapeXml } from '../soap/xml-text.ts';
import { findPages } from './find-pages.ts';
import { type SessionCore, generationOf } from './session-core.ts';

/** Numbers that lie so close are asked for as one span. */
const gapMax = 8;
/** Of one search. */
const spansMax = 20;

/** Items with their contents, ascending; large ones streamed. @throws ConnectorError `folder-changed` */
export async function* readItems(
  core: SessionCore,
  folderId: string,
  request: ReadRequest,
): AsyncGenerator<ReadItem, void, undefined> {
  if (request.generation !== generationOf(folderId)) throw errorOf('folder-changed');
  const { ids, wholeBytesMax } = request;
  const wanted = isSpan(ids) ? undefined : new Set(ids);
  for (const spans of isSpan(ids) ? [[ids]] : groupedSpans(ids)) {
    if (spans.every(({ fromId, belowId }) => fromId >= belowId)) continue;
    for await (const rows of findPages(core, folderId, spans)) {
      const named = wanted === undefined ? rows : rows.filter(({ id }) => wanted.has(id));
      for (const batch of batchesOf(named)) yield* readBatch(core, batch, wholeBytesMax);
    }
  }
}

async function* readBatch(
  { caller }: SessionCore,
  batch: readonly ItemRow[],
  wholeBytesMax: number,
): AsyncGenerator<ReadItem, void, undefined> {
  const ids = batch.map(({ ewsId }) => `<t:ItemId Id="${escapeXml(ewsId)}"/>`);
  const operation =
    '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
    '<t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape>' +
    `<m:ItemIds>${ids.join('')}</m:ItemIds></m:GetItem>`;
  let at = 0;
  for await (const message of caller.each(operation, { action: 'read', wholeBytesMax })) {
    const row = batch[at];
    at += 1;
    if (row === undefined) throw protocolViolation('it has more items than were asked for');
    const refusal = refusalIn(message);
    if (refusal !== undefined) {
      if (isItemGone(refusal)) continue;
      throw refusalError(refusal, 'read');
    }
    const content = findIn(message, 't:MimeContent')?.body;
    if (content === undefined) throw errorOf('item-unreadable');
    const { id, receivedAt, flags } = row;
    yield { id, receivedAt, flags, body: content.whole() };
  }
  if (at < batch.length) throw protocolViolation('it has fewer items than were asked for');
}

/** As many as a request may carry by their sizes as listed; a larger one goes alone. */
function* batchesOf(rows: readonly ItemRow[]): Generator<readonly ItemRow[]> {
  let batch: ItemRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (batch.length > 0 && (batch.length >= batchItemsMax || bytes + row.size > batchBytesMax)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(row);
    bytes += row.size;
  }
  if (batch.length > 0) yield batch;
}

/** Spans that hold these numbers (ascending), so many as one search takes. */
export function groupedSpans(ids: readonly number[]): IdSpan[][] {
  const spans: IdSpan[] = [];
  for (const id of ids) {
    const last = spans.at(-1);
    if (last !== undefined && id - last.belowId < gapMax) {
      spans[spans.length - 1] = { fromId: last.fromId, belowId: Math.max(id + 1, last.belowId) };
    } else spans.push({ fromId: id, belowId: id + 1 });
  }
  const groups: IdSpan[][] = [];
  for (let at = 0; at < spans.length; at += spansMax) groups.push(spans.slice(at, at + spansMax));
  return groups;
}
