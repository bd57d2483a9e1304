import type { FieldKind } from '@mailhaul/application';
import type { ColumnValue } from './messages.ts';

// A column never holds NULL: null and absent are a value below all others of its kind, so that one comparison of
// (value, id) with (value, id) is a range of the index, whatever is null.

type FieldKey = string | number | boolean | null;

/** SQLite orders every number before every text. */
const nullValues = { text: 0, number: Number.NEGATIVE_INFINITY, boolean: -1 } as const;
const columnTypes = { text: 'BLOB', number: 'REAL', boolean: 'INTEGER' } as const;
export function columnValueOf(kind: FieldKind, key: FieldKey): ColumnValue {
  if (key === null) return nullValues[kind];
  return typeof key === 'boolean' ? Number(key) : key;
}

/** For numbers and booleans, and for null of every kind; a text is folded in its column. */
export function keyOfColumn(kind: FieldKind, value: unknown): FieldKey {
  if (value === nullValues[kind]) return null;
  return kind === 'boolean' ? value === 1 : (value as FieldKey);
}

/** A declaration under which SQLite converts no text to a number (BLOB stands for no conversion at all). */
export function columnTypeOf(kind: FieldKind): string {
  return `${columnTypes[kind]} NOT NULL`;
}
