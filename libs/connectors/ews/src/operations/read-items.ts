import {
  ConnectorError,
  type IdSpan,
  type ItemForm,
  type ReadItem,
  type ReadRequest,
  isSpan,
} from '@mailhaul/connector-contract';
import { batchBytesMax, batchItemsMax } from '../capabilities.ts';
import { errorOf, protocolViolation } from '../errors.ts';
import { type ItemRow, traitsOf } from '../form/item-row.ts';
import { isClassOfMime } from '../form/kinds.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { findIn } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { isNotOpened } from './as-many-as-open.ts';
import { answeredId } from './item-messages.ts';
import { readDocuments } from './read-documents.ts';
import { type SessionCore, itemIdsXml } from './session-core.ts';

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
  if (request.generation !== core.index.generation(folderId)) throw errorOf('folder-changed');
  const { ids, wholeBytesMax, forms = ['mime'] } = request;
  const wanted = isSpan(ids) ? undefined : new Set(ids);
  const formOf = (row: ItemRow) => formFor(row, forms, core);
  for (const spans of isSpan(ids) ? [[ids]] : groupedSpans(ids)) {
    if (spans.every(({ fromId, belowId }) => fromId >= belowId)) continue;
    for await (const rows of core.index.rows(folderId, spans)) {
      const named = wanted === undefined ? rows : rows.filter(({ id }) => wanted.has(id));
      for (const { batch, form } of batchesOf(named, formOf)) {
        yield* readBatch(core, { batch, form }, { forms, wholeBytesMax });
      }
    }
  }
}

/** What an item can be had in, the best first: most of mail shows in its MIME, and of everything else in its elements. */
function formFor(
  { kind, itemClass }: ItemRow,
  forms: readonly ItemForm[],
  { facts }: SessionCore,
): ItemForm | undefined {
  const stream: ItemForm[] = facts.exports === true ? ['exchange-stream'] : [];
  const others: readonly ItemForm[] =
    kind === 'mail' && isClassOfMime(itemClass)
      ? ['mime', 'exchange-item']
      : kind === 'mail' || kind === 'post'
        ? ['exchange-item', 'mime']
        : ['exchange-item'];
  return [...stream, ...others].find((form) => forms.includes(form));
}

interface FormedBatch {
  readonly batch: readonly ItemRow[];
  readonly form: ItemForm | undefined;
}

type Wish = Pick<ReadRequest, 'wholeBytesMax'> & { readonly forms: readonly ItemForm[] };

async function* readBatch(
  core: SessionCore,
  { batch, form }: FormedBatch,
  { forms, wholeBytesMax }: Wish,
): AsyncGenerator<ReadItem, void, undefined> {
  switch (form) {
    case 'mime': {
      const shape =
        '<m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
        '<t:IncludeMimeContent>true</t:IncludeMimeContent></m:ItemShape>';
      const operation = (ids: string) => `<m:GetItem>${shape}${ids}</m:GetItem>`;
      yield* readContents(core, batch, { operation, name: 't:MimeContent', form, wholeBytesMax });
      return;
    }
    case 'exchange-stream': {
      const operation = (ids: string) => `<m:ExportItems>${ids}</m:ExportItems>`;
      let at = 0;
      try {
        const asked = { operation, name: 'm:Data', form, wholeBytesMax } as const;
        for await (const item of readContents(core, batch, asked)) {
          at = batch.findIndex(({ id }) => id === item.id);
          yield item;
          at += 1;
        }
      } catch (error) {
        yield* readOtherwise(core, batch.slice(at), { forms, wholeBytesMax, error });
      }
      return;
    }
    case 'exchange-item':
      yield* readDocuments(core, batch, wholeBytesMax);
      return;
    case undefined:
      for (const row of batch) {
        const body = { kind: 'whole', bytes: new Uint8Array() } as const;
        yield { ...traitsOf(row), isFormless: true, body };
      }
  }
}

/** What cannot be exported is had in its next form, and what comes behind it as it was meant to be. */
async function* readOtherwise(
  core: SessionCore,
  batch: readonly ItemRow[],
  { forms, wholeBytesMax, error }: Wish & { readonly error: unknown },
): AsyncGenerator<ReadItem, void, undefined> {
  const others = forms.filter((form) => form !== 'exchange-stream');
  const [refused, ...rest] = batch;
  const isOfItem = error instanceof ConnectorError && error.code === 'item-unreadable';
  const form = refused === undefined ? undefined : formFor(refused, others, core);
  if (refused === undefined || !isOfItem || form === undefined) throw error;
  yield* readBatch(core, { batch: [refused], form }, { forms: others, wholeBytesMax });
  if (rest.length === 0) return;
  yield* readBatch(core, { batch: rest, form: 'exchange-stream' }, { forms, wholeBytesMax });
}

/** Each item's content is one element in base64. */
async function* readContents(
  core: SessionCore,
  batch: readonly ItemRow[],
  asked: {
    readonly operation: (ids: string) => string;
    readonly name: 't:MimeContent' | 'm:Data';
    readonly form: ItemForm;
    readonly wholeBytesMax: number;
  },
): AsyncGenerator<ReadItem, void, undefined> {
  const { name, form, wholeBytesMax } = asked;
  if (!core.facts.answersInOrder && batch.length > 1) {
    for (const row of batch) yield* readContents(core, [row], asked);
    return;
  }
  const others = new Set(batch.map(({ ewsId }) => ewsId));
  const operation = asked.operation(itemIdsXml(batch.map(({ ewsId }) => ewsId)));
  let at = 0;
  let openedCount = batch.length;
  for await (const message of core.caller.each(operation, { action: 'read', wholeBytesMax })) {
    const row = batch[at];
    if (row === undefined) throw protocolViolation('it has more items than were asked for');
    const answered = answeredId(message) ?? row.ewsId;
    if (answered !== row.ewsId && others.has(answered)) {
      // Each by itself from here on: no answer is taken for another item's.
      core.facts.answersInOrder = false;
      openedCount = at;
      at = batch.length;
      break;
    }
    at += 1;
    const refusal = refusalIn(message);
    // It opens no more at once: from there on they are asked for again.
    if (isNotOpened(refusal) && at > 1) openedCount = Math.min(openedCount, at - 1);
    if (at > openedCount) continue;
    if (refusal !== undefined) {
      if (isItemGone(refusal)) continue;
      throw refusalError(refusal, 'read');
    }
    const content = findIn(message, name)?.body;
    if (content === undefined) throw errorOf('item-unreadable');
    yield { ...traitsOf(row), form, body: content.whole() };
  }
  if (at < batch.length) throw protocolViolation('it has fewer items than were asked for');
  if (openedCount < batch.length) yield* readContents(core, batch.slice(openedCount), asked);
}

/**
 * As many as a request may carry by their sizes as listed, all in one form and, where their elements are asked for, of one kind; a
 * larger one goes alone.
 */
function* batchesOf(
  rows: readonly ItemRow[],
  formOf: (row: ItemRow) => ItemForm | undefined,
): Generator<FormedBatch> {
  let batch: ItemRow[] = [];
  let bytes = 0;
  let way = '';
  let form: ItemForm | undefined;
  for (const row of rows) {
    const own = formOf(row);
    const ownWay = own === 'exchange-item' ? `${own} ${row.kind}` : (own ?? '');
    const isFull = batch.length >= batchItemsMax || bytes + row.size > batchBytesMax;
    if (batch.length > 0 && (isFull || ownWay !== way)) {
      yield { batch, form };
      [batch, bytes] = [[], 0];
    }
    [way, form] = [ownWay, own];
    batch.push(row);
    bytes += row.size;
  }
  if (batch.length > 0) yield { batch, form };
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
