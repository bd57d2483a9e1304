import type { CollectionSpec, PreparedChange } from '@mailhaul/application';
import { mongo } from 'mongoose';
import type { KeptCollection, KeptDocument } from './documents.ts';
import { fieldsOf, textsOf } from './field-paths.ts';
import { orderedText } from './ordered-text.ts';

/** The server refuses a second document of one `_id`: https://www.mongodb.com/docs/manual/reference/error-codes/ */
const duplicateKey = 11_000;

/**
 * Writes in order, each only where what is kept is older. Where something newer is kept, the upsert would make a second document
 * of its `_id`: it is refused, and the writing goes on behind it.
 */
export async function writeChanges(
  collection: KeptCollection,
  spec: CollectionSpec,
  changes: readonly PreparedChange[],
): Promise<void> {
  let rest = changes.map((change) => writeOf(spec, change));
  while (rest.length > 0) {
    try {
      await collection.bulkWrite(rest, { ordered: true });
      return;
    } catch (error) {
      const failed = error instanceof mongo.MongoBulkWriteError ? firstFailure(error) : undefined;
      if (failed?.code !== duplicateKey) throw error;
      rest = rest.slice(failed.index + 1);
    }
  }
}

export function idOf({ tenant, id }: { readonly tenant: string; readonly id: string }): string {
  return `${tenant}\u0000${id}`;
}

function writeOf(
  spec: CollectionSpec,
  change: PreparedChange,
): mongo.AnyBulkWriteOperation<KeptDocument> {
  const { tenant, id, position, document } = change;
  const filter = { _id: idOf(change), position: { $lt: position } };
  if (document === undefined) return { deleteOne: { filter } };
  const replacement = {
    tenant: orderedText(tenant),
    key: orderedText(id),
    position,
    body: document.json,
    fields: fieldsOf(spec, document.keys),
    texts: textsOf(spec, document.searched),
  };
  return { replaceOne: { filter, replacement, upsert: true } };
}

function firstFailure(
  error: mongo.MongoBulkWriteError,
): { index: number; code: number } | undefined {
  const { writeErrors } = error;
  const first = (Array.isArray(writeErrors) ? writeErrors[0] : writeErrors) as
    mongo.WriteError | undefined;
  return first === undefined ? undefined : { index: first.index, code: first.code };
}
