import { createHash } from 'node:crypto';
import {
  type CollectionSpec,
  type FieldFilter,
  type FieldKind,
  type FieldValue,
  InvalidCursor,
  InvalidQuery,
  type ReadFilter,
  type ReadQuery,
  UnknownField,
  comparedLengthMax,
  filtersMax,
  foldTerm,
  foldText,
  keyLengthMax,
  oneOfValuesMax,
  pageRowsMax,
  searchLengthMax,
} from './read-store.ts';

/** A value as it is compared: text folded. */
export type FieldKey = string | number | boolean | null;

export type PreparedCondition =
  | { readonly field: string; readonly is: 'among'; readonly keys: readonly FieldKey[] }
  | {
      readonly field: string;
      readonly is: 'within';
      readonly from: string | number | undefined;
      readonly below: string | number | undefined;
    };

/** A filter as adapters run it: checked, its values folded. */
export interface PreparedFilter {
  readonly tenant: string | undefined;
  readonly conditions: readonly PreparedCondition[];
  /** Not empty. */
  readonly search: string | undefined;
}

/** Where a row stands in a sorted list. */
export interface RowPlace {
  readonly key: FieldKey;
  readonly id: string;
  readonly tenant: string;
}

export interface PreparedQuery extends PreparedFilter {
  readonly field: string;
  readonly isDescending: boolean;
  readonly limit: number;
  readonly after: RowPlace | undefined;
  /** Makes the cursor that goes on behind a row. */
  readonly cursorAt: (place: RowPlace) => string;
}

/** @throws {UnknownField} @throws {InvalidQuery} both say what is wrong and repeat no values. */
export function prepareFilter(spec: CollectionSpec, filter: ReadFilter): PreparedFilter {
  const { search = '', fields = [] } = filter;
  if (Object.hasOwn(filter, 'tenant') && typeof filter.tenant !== 'string') {
    throw new InvalidQuery('a tenant is text; only its absence asks for all tenants');
  }
  if (typeof search !== 'string' || search.length > searchLengthMax) {
    throw new InvalidQuery(`a search is text of at most ${searchLengthMax} characters`);
  }
  if (fields.length > filtersMax) {
    throw new InvalidQuery(`a query takes at most ${filtersMax} filters`);
  }
  return {
    tenant: filter.tenant,
    conditions: fields.map((condition) => prepareCondition(spec, condition)),
    search: search === '' ? undefined : foldTerm(search),
  };
}

/** @throws {UnknownField} @throws {InvalidQuery} @throws {InvalidCursor} */
export function prepareQuery(spec: CollectionSpec, query: ReadQuery): PreparedQuery {
  const { sort, limit } = query;
  const kind = kindOf(spec, sort.field);
  if (sort.direction !== 'ascending' && sort.direction !== 'descending') {
    throw new InvalidQuery('a sort is ascending or descending');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > pageRowsMax) {
    throw new InvalidQuery(`a page takes 1 to ${pageRowsMax} rows`);
  }
  const filter = prepareFilter(spec, query);
  const mark = markOf({ name: spec.name, sort: [sort.field, sort.direction], filter });
  return {
    ...filter,
    field: sort.field,
    isDescending: sort.direction === 'descending',
    limit,
    after: query.after === undefined ? undefined : placeOf(query.after, { mark, kind }),
    cursorAt: ({ key, id, tenant }) =>
      Buffer.from(JSON.stringify([mark, key, id, tenant])).toString('base64url'),
  };
}

/** @throws {UnknownField} */
export function kindOf(spec: CollectionSpec, field: string): FieldKind {
  const kind = Object.hasOwn(spec.fields, field) ? spec.fields[field] : undefined;
  if (kind === undefined) throw new UnknownField(`${spec.name} does not declare that field`);
  return kind;
}

/** As it is compared; undefined: not of that kind. */
export function keyOf(kind: FieldKind, value: unknown): FieldKey | undefined {
  if (value === null) return null;
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? foldText(value) : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
  }
}

function prepareCondition(spec: CollectionSpec, filter: FieldFilter): PreparedCondition {
  const { field } = filter;
  const kind = kindOf(spec, field);
  const checked = (value: FieldValue) => {
    const key = keyOf(kind, value);
    if (key === undefined) throw new InvalidQuery(`a filter's value is not a ${kind}`);
    return key;
  };
  const bound = (value: string | number | undefined) => {
    const key = value === undefined ? undefined : checked(value);
    if (key === null || typeof key === 'boolean') throw new InvalidQuery('a range needs an order');
    return key;
  };
  switch (filter.is) {
    case 'equal':
      return { field, is: 'among', keys: [checked(filter.value)] };
    case 'one-of':
      if (filter.values.length > oneOfValuesMax) {
        throw new InvalidQuery(`a filter takes at most ${oneOfValuesMax} values`);
      }
      return { field, is: 'among', keys: [...new Set(filter.values.map(checked))] };
    case 'within':
      if (kind === 'boolean') throw new InvalidQuery('a range needs an order');
      return { field, is: 'within', from: bound(filter.from), below: bound(filter.below) };
    default:
      throw new InvalidQuery('a filter is equal, one-of or within');
  }
}

/** Ties a cursor to its query: order of filters and of values does not count. */
function markOf(query: {
  readonly name: string;
  readonly sort: readonly string[];
  readonly filter: PreparedFilter;
}): string {
  const { tenant, conditions, search } = query.filter;
  const parts = conditions.map((condition) =>
    condition.is === 'among'
      ? JSON.stringify([condition.field, condition.keys.map((key) => JSON.stringify(key)).sort()])
      : JSON.stringify([condition.field, [condition.from ?? null], [condition.below ?? null]]),
  );
  const text = JSON.stringify([query.name, query.sort, tenant, parts.sort(), search]);
  return createHash('sha256').update(text).digest('base64url').slice(0, markLength);
}

const markLength = 16;
/** Key and ids with every character escaped, in base64. */
const cursorLengthMax = 20_000;

function placeOf(
  cursor: string,
  expected: { readonly mark: string; readonly kind: FieldKind },
): RowPlace {
  const parts = cursorParts(cursor);
  const [mark, key, id, tenant] = parts;
  if (mark !== expected.mark) throw new InvalidCursor('the cursor is of another query');
  const isGood = parts.length === 4 && isKey(expected.kind, key) && isName(id) && isName(tenant);
  if (!isGood) throw new InvalidCursor('the cursor is not one of this store');
  return { key, id, tenant };
}

/** A folded text need not be what folding it again gives. */
function isKey(kind: FieldKind, key: unknown): key is FieldKey {
  if (kind !== 'text' || key === null) return keyOf(kind, key) !== undefined;
  return typeof key === 'string' && key.length <= comparedLengthMax && key.isWellFormed();
}

function cursorParts(cursor: string): readonly unknown[] {
  if (typeof cursor === 'string' && cursor.length <= cursorLengthMax) {
    try {
      const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
      if (Array.isArray(parts)) return parts;
    } catch {
      // Not JSON: as wrong as any other.
    }
  }
  throw new InvalidCursor('the cursor is not one of this store');
}

/** True of what a document's tenant and id may be. */
export function isName(name: unknown): name is string {
  return (
    typeof name === 'string' &&
    name.length > 0 &&
    name.length <= keyLengthMax &&
    name.isWellFormed() &&
    !name.includes('\u0000')
  );
}
