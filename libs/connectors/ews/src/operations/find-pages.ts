import type { IdSpan } from '@mailhaul/connector-contract';
import { protocolViolation, errorOf } from '../errors.ts';
import {
  type ItemFacts,
  type ItemRow,
  articleNumberIn,
  factsOf,
  itemIdOf,
  rowFields,
} from '../form/item-row.ts';
import { type AnswerElement, childOf, numberOf } from '../soap/answer-element.ts';
import { properties, propertyPath } from '../soap/properties.ts';
import { readLikenesses } from './read-likenesses.ts';
import { type CallCore, folderIdXml, oneOf } from './session-core.ts';

/** Servers give fewer where a search is restricted (page "EWS throttling in Exchange": 250). */
const pageItemsMax = 1000;
const stepBackItems = 100;

interface FoundPage {
  readonly rows: readonly ItemRow[];
  readonly isLast: boolean;
}

/**
 * Items of a folder ascending by number, in the server's pages; with spans only those in one of them. A view moves up when an
 * item before it is deleted: each page begins with the last item of the page before, else it is asked for further back.
 */
export async function* findPages(
  core: CallCore,
  folderId: string,
  spans: readonly IdSpan[],
): AsyncGenerator<readonly ItemRow[], void, undefined> {
  let lastId = 0;
  let next = 0;
  for (;;) {
    let offset = Math.max(0, next - (lastId === 0 ? 0 : 1));
    let page = await findPage(core, folderId, { spans, offset });
    for (let step = stepBackItems; isBehind(page, lastId) && offset > 0; step *= 4) {
      offset = Math.max(0, offset - step);
      page = await findPage(core, folderId, { spans, offset });
    }
    const seen = lastId;
    if (offset > 0 && offset === next - 1 && (page.rows[0]?.id ?? seen) < seen) {
      throw errorOf('server-unsuitable', { message: 'The server does not give items in pages.' });
    }
    const fresh = page.rows.filter(({ id }) => id > seen);
    if (fresh.length === 0) return;
    lastId = fresh.at(-1)?.id ?? lastId;
    next = offset + page.rows.length;
    // Some servers find more than was asked for.
    const named = spans.length === 0 ? fresh : fresh.filter((row) => isInOneOf(spans, row));
    if (named.length > 0) yield named;
    if (page.isLast || lastId >= endOf(spans)) return;
  }
}

function isInOneOf(spans: readonly IdSpan[], { id }: ItemRow): boolean {
  return spans.some(({ fromId, belowId }) => id >= fromId && id < belowId);
}

/** No number from here on is asked for. */
function endOf(spans: readonly IdSpan[]): number {
  return spans.length === 0 ? Infinity : Math.max(...spans.map(({ belowId }) => belowId)) - 1;
}

/** The item that was last seen is not at the page's beginning: what follows it may be missing. */
function isBehind({ rows }: FoundPage, lastId: number): boolean {
  return lastId > 0 && (rows[0]?.id ?? Infinity) > lastId;
}

async function findPage(
  core: CallCore,
  folderId: string,
  { spans, offset }: { readonly spans: readonly IdSpan[]; readonly offset: number },
): Promise<FoundPage> {
  const view = `<m:IndexedPageItemView MaxEntriesReturned="${pageItemsMax}" Offset="${offset}" BasePoint="Beginning"/>`;
  const fields =
    rowFields(core.facts.toldProperties ?? 'all', 'FindItem') +
    propertyPath(properties.articleNumber);
  const operation = findItem({ folderId, view, fields, spans, order: 'Ascending' });
  const message = await oneOf(core, operation, { action: 'find' });
  const root = childOf(message, 'm:RootFolder');
  if (root === undefined) throw protocolViolation('a page of items has no root');
  const items = childOf(root, 't:Items')?.children ?? [];
  const more = await readLikenesses(core, items);
  const rows = items.map((item) => rowOf(factsOf(item, more.get(itemIdOf(item)))));
  if (rows.some(({ id }, at) => id <= (rows[at - 1]?.id ?? 0))) {
    throw errorOf('server-unsuitable', {
      message: 'The server does not sort items by their numbers.',
    });
  }
  return { rows, isLast: isLastPage(root, offset + rows.length) };
}

/**
 * A view's page is the last where the server says so and has told as many as it says there are. Some say so of every page, or count nothing: what
 * follows is asked for then, until nothing new comes.
 */
export function isLastPage(root: AnswerElement | undefined, toldCount: number): boolean {
  const total = numberOf(root?.attributes.get('TotalItemsInView'));
  const saysLast = root?.attributes.get('IncludesLastItemInRange') === 'true';
  return saysLast && total === toldCount;
}

function rowOf(facts: ItemFacts): ItemRow {
  return { ...facts, id: numbered(facts.articleNumber) };
}

/** @throws ConnectorError `server-unsuitable` */
function numbered(articleNumber: number | undefined): number {
  if (articleNumber === undefined) throw errorOf('server-unsuitable');
  return articleNumber;
}

/** The largest number in the folder; undefined where it is empty. */
export async function newestNumber(core: CallCore, folderId: string): Promise<number | undefined> {
  const view = '<m:IndexedPageItemView MaxEntriesReturned="1" Offset="0" BasePoint="Beginning"/>';
  const fields = propertyPath(properties.articleNumber);
  const operation = findItem({ folderId, view, fields, spans: [], order: 'Descending' });
  const message = await oneOf(core, operation, { action: 'find' });
  const [item] = childOf(childOf(message, 'm:RootFolder'), 't:Items')?.children ?? [];
  return item === undefined ? undefined : numbered(articleNumberIn(item));
}

/** Whether the server numbers items, sorts by their numbers and finds by them; undefined where the folder is empty. */
export async function findsByNumbers(
  core: CallCore,
  folderId: string,
): Promise<boolean | undefined> {
  const view = '<m:IndexedPageItemView MaxEntriesReturned="10" Offset="0" BasePoint="Beginning"/>';
  const fields = propertyPath(properties.articleNumber);
  const spans = [{ fromId: 1, belowId: numberMax }];
  const operation = findItem({ folderId, view, fields, spans, order: 'Ascending' });
  const message = await oneOf(core, operation, { action: 'find' });
  const items = childOf(childOf(message, 'm:RootFolder'), 't:Items')?.children ?? [];
  const numbers = items.map((item) => articleNumberIn(item) ?? 0);
  return numbers.length === 0
    ? undefined
    : numbers.every((number, at) => number > (numbers[at - 1] ?? 0));
}

function findItem(asked: {
  readonly folderId: string;
  readonly view: string;
  readonly fields: string;
  readonly spans: readonly IdSpan[];
  readonly order: 'Ascending' | 'Descending';
}): string {
  const { folderId, view, fields, spans, order } = asked;
  const tests = spans.map(spanTest);
  const test = tests.length > 1 ? `<t:Or>${tests.join('')}</t:Or>` : tests.join('');
  return (
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
    `<t:AdditionalProperties>${fields}</t:AdditionalProperties></m:ItemShape>${view}` +
    (test === '' ? '' : `<m:Restriction>${test}</m:Restriction>`) +
    `<m:SortOrder><t:FieldOrder Order="${order}">${propertyPath(properties.articleNumber)}</t:FieldOrder></m:SortOrder>` +
    `<m:ParentFolderIds>${folderIdXml(folderId)}</m:ParentFolderIds></m:FindItem>`
  );
}

function spanTest({ fromId, belowId }: IdSpan): string {
  return (
    `<t:And>${comparison('IsGreaterThanOrEqualTo', fromId)}` +
    `${comparison('IsLessThan', belowId)}</t:And>`
  );
}

/** PT_LONG is signed: what lies beyond is beyond every number. */
const numberMax = 0x7fff_ffff;

function comparison(name: string, value: number): string {
  const constant = `<t:FieldURIOrConstant><t:Constant Value="${Math.min(value, numberMax)}"/></t:FieldURIOrConstant>`;
  return `<t:${name}>${propertyPath(properties.articleNumber)}${constant}</t:${name}>`;
}
