import { createHash } from 'node:crypto';
import type { CollectionSpec } from '@mailhaul/application';
import { undeclaredSearched } from '@mailhaul/application';
import type { CollectionLayout } from './messages.ts';

/** Grows with every change of the tables: a file of another version is made anew. */
const tablesVersion = 1;

export function layoutOf(spec: CollectionSpec): CollectionLayout {
  const fields = Object.entries(spec.fields).map(([name, kind]) => ({ name, kind }));
  const extraSearched = undeclaredSearched(spec);
  const searchColumns = spec.searched.map((field) => {
    const place = fields.findIndex(({ name }) => name === field);
    return place >= 0 ? `f${place}` : `s${extraSearched.indexOf(field)}`;
  });
  return { name: spec.name, fields, extraSearched, searchColumns };
}

/** Equal for equal collections, whatever the order in which they and their fields are named. */
export function layoutMarkOf(specs: readonly CollectionSpec[], schema: number): string {
  const parts = specs.map(({ name, fields, searched }) =>
    JSON.stringify([name, Object.entries(fields).sort(), [...searched].sort()]),
  );
  return createHash('sha256')
    .update(JSON.stringify([tablesVersion, schema, parts.sort()]))
    .digest('hex');
}
