import { seriesTimes, occurrenceItem } from '../calendar/series.ts';
import { type ItemShape, itemShapeOf } from '../items/item-shape.ts';
import { type ItemWriting, itemXml } from '../items/item-xml.ts';
import type { EwsItem } from '../store/ews-item.ts';
import { type AnswerPiece, EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import {
  type OperationContext,
  eachOf,
  folderNamed,
  itemNamed,
  writingFor,
} from './operation-context.ts';
import { pageOf } from './page-of.ts';
import { testOf } from './restriction.ts';
import { sorted, valueAt } from './sort-order.ts';

/** EWS reference page "GetItem operation". */
export function getItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const shapeElement = childOf(request, 'm:ItemShape');
  return eachOf(['GetItem', context], childOf(request, 'm:ItemIds')?.children ?? [], (id) => {
    const shape = asItIsGiven(itemShapeOf(shapeElement, 'get'), context);
    const found = itemNamed(context, id);
    if (shape.withMime && context.isUnreadable(found.item.number)) {
      throw new EwsProblem('ErrorContentConversionFailed', 'Content conversion failed.');
    }
    return ['<m:Items>', ...itemXml(found.item, shape, writingFor(context, found)), '</m:Items>'];
  });
}

const fewNames = 10;

function asItIsGiven(shape: ItemShape, { fieldNames }: OperationContext): ItemShape {
  const habit = fieldNames();
  if (habit === 'refused' && shape.fields.size > fewNames) {
    throw new EwsProblem('ErrorInvalidPropertyRequest', 'No such property.');
  }
  return habit === 'asked' && shape.base === 'AllProperties' ? { ...shape, base: 'IdOnly' } : shape;
}

/** EWS reference page "FindItem operation": paged, restricted, sorted; one answer for each parent folder. */
export function findItem(request: XmlElement, context: OperationContext): AnswerPiece[] {
  const parents = childOf(request, 'm:ParentFolderIds')?.children ?? [];
  const isAssociated = request.attributes['Traversal'] === 'Associated';
  const isSoftDeleted = request.attributes['Traversal'] === 'SoftDeleted';
  return eachOf(['FindItem', context], parents, (parent) => {
    const shape = itemShapeOf(childOf(request, 'm:ItemShape'), 'find');
    const found = folderNamed(context, parent);
    const [restriction] = childOf(request, 'm:Restriction')?.children ?? [];
    const here = isSoftDeleted
      ? []
      : found.folder.items.filter((item) => item.isAssociated === isAssociated);
    const view = childOf(request, 'm:CalendarView');
    const writing = writingFor(context, found);
    const write = (items: readonly EwsItem[]) =>
      items.flatMap((item) => itemXml(item, shape, writing));
    if (view !== undefined) {
      if (restriction !== undefined) throw new EwsProblem('ErrorCalendarViewRangeTooBig');
      const seen = inView(here, view);
      return root(write(seen), { total: seen.length, isLast: true });
    }
    const order = childOf(request, 'm:SortOrder')?.children ?? [];
    const all = sorted(matching(here, restriction, { context, writing }), order, context);
    const { restricted, plain } = context.foundMax;
    const page = pageOf(all, request, restriction === undefined ? plain : restricted);
    return root(write(page.items), { total: all.length, ...page });
  });
}

function matching(
  items: readonly EwsItem[],
  restriction: XmlElement | undefined,
  { context, writing }: { readonly context: OperationContext; readonly writing: ItemWriting },
): readonly EwsItem[] {
  if (restriction === undefined) return items;
  if (!context.takesRestrictions) {
    throw new EwsProblem('ErrorRestrictionTooComplex', 'The restriction is too complex.');
  }
  if (context.ignoresRestrictions) return items;
  const test = testOf(restriction, (path) => valueAt(path, writing.place));
  return items.filter(test);
}

function root(
  items: readonly AnswerPiece[],
  {
    total,
    isLast,
    next,
  }: { readonly total: number; readonly isLast: boolean; readonly next?: number },
): AnswerPiece[] {
  const offset = next === undefined ? '' : ` IndexedPagingOffset="${next}"`;
  return [
    `<m:RootFolder${offset} TotalItemsInView="${total}" IncludesLastItemInRange="${isLast}"><t:Items>`,
    ...items,
    '</t:Items></m:RootFolder>',
  ];
}

/** Appointments with those of series, between two times (reference page `CalendarView`). */
function inView(items: readonly EwsItem[], { attributes }: XmlElement): EwsItem[] {
  const from = Date.parse(attributes['StartDate'] ?? '');
  const until = Date.parse(attributes['EndDate'] ?? '');
  const all = items.flatMap((item) => {
    if (!item.fields.has('t:Recurrence')) return [item];
    return seriesTimes(item)
      .filter(({ index }) => item.occurrences.get(index)?.kind !== 'deleted')
      .map((time) => {
        const change = item.occurrences.get(time.index);
        return occurrenceItem(item, time, change?.kind === 'modified' ? change.item : undefined);
      })
      .toArray();
  });
  const ms = (item: EwsItem, name: string) => Date.parse(item.fields.get(name)?.text ?? '');
  return all
    .filter((item) => ms(item, 't:Start') < until && ms(item, 't:End') > from)
    .toSorted((a, b) => ms(a, 't:Start') - ms(b, 't:Start'))
    .slice(0, Number(attributes['MaxEntriesReturned'] ?? Infinity));
}
