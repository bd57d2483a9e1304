import type { SQLInputValue } from 'node:sqlite';
import type { ColumnCondition, ColumnFilter, CollectionLayout } from './messages.ts';

/** SQL with the values of its question marks. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** One condition of one column. */
export function conditionSql(condition: ColumnCondition): Sql {
  const { column } = condition;
  if (condition.is === 'among') {
    const marks = condition.values.map(() => '?').join(', ');
    return { text: `${column} IN (${marks})`, values: condition.values };
  }
  const { above, from, below } = condition;
  return joined([
    from === undefined
      ? { text: `${column} > ?`, values: [above] }
      : { text: `${column} >= ?`, values: [from] },
    ...(below === undefined ? [] : [{ text: `${column} < ?`, values: [below] }]),
  ]);
}

/** Everything but the tenant; undefined: nothing is left to ask. */
export function restSql(layout: CollectionLayout, filter: ColumnFilter): Sql | undefined {
  const parts = filter.conditions.map(conditionSql);
  const { search } = filter;
  if (search !== undefined) {
    // instr, unlike LIKE, knows no wildcards and reads past NUL. Null stands as a number in a field's column.
    const columns = layout.searchColumns.map(
      (column) => `(${column} >= '' AND instr(${column}, ?) > 0)`,
    );
    parts.push({
      text: columns.length === 0 ? 'FALSE' : `(${columns.join(' OR ')})`,
      values: columns.map(() => search),
    });
  }
  return parts.length === 0 ? undefined : joined(parts);
}

export function joined(parts: readonly Sql[]): Sql {
  return {
    text: parts.map(({ text }) => text).join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
}
