import { collections } from '@mailhaul/contracts';
import { writeOrder } from '@mailhaul/projections';

/** Of two collections in one batch the smaller is written first. */
export function rankOf(collection: string): number {
  return writeOrder.indexOf(collection);
}

/** A field by which all of a collection can be walked. */
export function firstFieldOf(collection: string): string {
  return Object.keys(collections.find(({ name }) => name === collection)?.fields ?? {})[0] ?? '';
}

/** Of a document among those of all tenants and collections. */
export function keyOf(tenant: string, collection: string, id: string): string {
  return `${tenant}\n${collection}\n${id}`;
}
