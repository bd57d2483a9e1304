import { foldText } from '@mailhaul/application';
import type { PageQuery, Tenant } from '@mailhaul/contracts';
import { ApiProblem } from '../http/api-problem.ts';

const sorts = ['name', 'createdAt', 'needYou', 'running'] as const;

/** One person's tenants, few enough to be sorted here; in the order and with the refusals of the read store. */
export function listNamed(
  tenants: readonly Tenant[],
  page: PageQuery,
): { readonly rows: readonly Tenant[]; readonly next?: string } {
  const { q = '', sort = 'name', limit, after } = page;
  const field = sorts.find((name) => name === sort.replace(/^-/, ''));
  if (field === undefined) {
    const detail = `The list can be sorted by ${sorts.join(', ')}.`;
    throw new ApiProblem('sort-unknown', { detail });
  }
  const term = foldText(q);
  const found = tenants.filter(({ id, name }) =>
    [id, name].some((text) => foldText(text).includes(term)),
  );
  const sign = sort.startsWith('-') ? -1 : 1;
  const sorted = found.toSorted(
    (a, b) => sign * (compared(a[field], b[field]) || compared(a.id, b.id)),
  );
  const from = after === undefined ? 0 : sorted.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) throw new ApiProblem('cursor-invalid');
  const rows = sorted.slice(from, from + limit);
  const last = rows.at(-1);
  return last === undefined || from + rows.length >= sorted.length
    ? { rows }
    : { rows, next: last.id };
}

function compared(one: string | number, other: string | number): number {
  const [a, b] = [one, other].map((value) =>
    typeof value === 'string' ? foldText(value) : value,
  ) as [string | number, string | number];
  return a < b ? -1 : a > b ? 1 : 0;
}
