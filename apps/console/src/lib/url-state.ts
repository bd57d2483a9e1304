import { type PairStatus, pairStatuses } from '@mailhaul/contracts';

/** What a table's address says. */
export interface TableState {
  readonly q: string;
  /** A field's name, with `-` in front for the largest first; empty: the table's own order. */
  readonly sort: string;
  readonly status: readonly PairStatus[];
  readonly columns: readonly string[] | undefined;
  /** The row whose drawer is open. */
  readonly open: string | undefined;
}

/** The table's state of an address; what makes no sense there is as if it were not. */
export function readTableState(query: URLSearchParams): TableState {
  const sort = query.get('sort') ?? '';
  const known = new Set<string>(pairStatuses);
  const status = listIn(query, 'status').filter((one): one is PairStatus => known.has(one));
  const columns = listIn(query, 'cols');
  return {
    q: (query.get('q') ?? '').slice(0, 200),
    sort: /^-?[a-zA-Z]{1,40}$/.test(sort) ? sort : '',
    status,
    columns: columns.length === 0 ? undefined : columns,
    open: query.get('open') ?? undefined,
  };
}

/** The address with some of its values changed: `undefined`, empty texts and empty lists go. */
export function withValues(
  query: URLSearchParams,
  changes: Readonly<Record<string, string | readonly string[] | undefined>>,
): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    const text = typeof value === 'object' ? value.join(',') : value;
    if (text === undefined || text === '') next.delete(name);
    else next.set(name, text);
  }
  // A comma needs no escape in a query, and lists of statuses read better with it.
  const text = next.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

/** One more click on a column's header: ascending, descending, the table's own order. */
export function nextSort(sort: string, field: string): string {
  if (sort === field) return `-${field}`;
  return sort === `-${field}` ? '' : field;
}

export function sortDirection(sort: string, field: string): 'ascending' | 'descending' | 'none' {
  if (sort === field) return 'ascending';
  return sort === `-${field}` ? 'descending' : 'none';
}

function listIn(query: URLSearchParams, name: string): readonly string[] {
  return (query.get(name) ?? '').split(',').filter((one) => one !== '');
}
