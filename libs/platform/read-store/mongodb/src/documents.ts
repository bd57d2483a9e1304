import { createHash } from 'node:crypto';
import type { CollectionSpec, JsonObject, StoredDocument } from '@mailhaul/application';
import { type Collection, type Connection, Schema } from 'mongoose';
import { fieldPath } from './field-paths.ts';

/** A document as it is kept. */
export interface KeptDocument {
  /** Tenant and id with NUL between, which neither holds. */
  readonly _id: string;
  /** Both as they are sorted by (`orderedText`). */
  readonly tenant: string;
  readonly key: string;
  readonly position: bigint;
  /** JSON: field names of a body may be what MongoDB does not take for names. */
  readonly body: string;
  readonly fields: object;
  readonly texts: object;
}

export type KeptCollection = Collection<KeptDocument>;

/** Grows with every change of how documents are kept. */
const layoutVersion = 1;

/** Equal for equal collections, whatever the order in which they and their fields are named. */
export function layoutMark(specs: readonly CollectionSpec[], schema: number): string {
  const parts = specs.map(({ name, fields, searched }) =>
    JSON.stringify([name, Object.entries(fields).sort(), [...searched].sort()]),
  );
  return createHash('sha256')
    .update(JSON.stringify([layoutVersion, schema, parts.sort()]))
    .digest('hex')
    .slice(0, 12);
}

/** Any name may be declared; MongoDB's must not be long and hold no `$`. */
export function collectionName(mark: string, generation: number, name: string): string {
  const plain = /^[a-zA-Z][a-zA-Z0-9-]{0,60}$/.test(name)
    ? name
    : `0x${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
  return `${mark}_${generation}_${plain}`;
}

/** An index for every field, in the order of lists: a tenant's rows by that field, ties by id. */
function schemaOf(spec: CollectionSpec): Schema {
  const schema = new Schema(
    {
      _id: String,
      tenant: String,
      key: String,
      position: Schema.Types.BigInt,
      body: String,
      fields: Schema.Types.Mixed,
      texts: Schema.Types.Mixed,
    },
    { autoIndex: false, autoCreate: false, versionKey: false, id: false },
  );
  for (const field of Object.keys(spec.fields)) {
    schema.index({ tenant: 1, [fieldPath(field)]: 1, key: 1 });
  }
  schema.index({ tenant: 1, key: 1 });
  return schema;
}

/** The collection behind a model; what a page costs is MongoDB's work and JSON, not hydration. */
export function kept(connection: Connection, spec: CollectionSpec, name: string): KeptCollection {
  const model = connection.models[name] ?? connection.model(name, schemaOf(spec), name);
  return model.collection as unknown as KeptCollection;
}

export async function createIndexes(
  connection: Connection,
  spec: CollectionSpec,
  name: string,
): Promise<void> {
  kept(connection, spec, name);
  await connection.model(name).createCollection();
  await connection.model(name).createIndexes();
}

export function documentOf({ _id, position, body }: KeptDocument): StoredDocument {
  const [tenant = '', id = ''] = _id.split('\u0000');
  return {
    tenant,
    id,
    position: BigInt(position),
    body: JSON.parse(body) as JsonObject,
  };
}
