import type { CollectionSpec } from '@mailhaul/application';
import { undeclaredSearched } from '@mailhaul/application';
import { orderedText } from './ordered-text.ts';

/** Names that MongoDB and mongoose take for what they are. */
const plainName = /^[a-zA-Z][a-zA-Z0-9]{0,60}$/;

/** Where a declared field stands in a document. Any name may be declared: what is not plain is written in hex. */
export function fieldPath(field: string): string {
  return `fields.${keyName(field)}`;
}

/** Where a text stands that is searched in: declared ones are in `fields`. */
export function searchPath(spec: CollectionSpec, field: string): string {
  return Object.hasOwn(spec.fields, field) ? fieldPath(field) : `texts.${keyName(field)}`;
}

/** Objects without a prototype: a field may be called as one of its methods. */
export function fieldsOf(spec: CollectionSpec, keys: readonly unknown[]): object {
  return named(Object.keys(spec.fields), keys);
}

export function textsOf(spec: CollectionSpec, texts: readonly unknown[]): object {
  return named(undeclaredSearched(spec), texts);
}

function named(names: readonly string[], values: readonly unknown[]): object {
  const object = Object.create(null) as Record<string, unknown>;
  for (const [at, name] of names.entries()) object[keyName(name)] = storedKey(values[at] ?? null);
  return object;
}

/** A value as it is kept and compared. */
export function storedKey<T>(value: T): T | string {
  return typeof value === 'string' ? orderedText(value) : value;
}

function keyName(field: string): string {
  const isPlain = plainName.test(field) && !(field in Object.prototype);
  return isPlain ? field : `0x${Buffer.from(field).toString('hex')}`;
}
