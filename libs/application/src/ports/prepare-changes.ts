import type { JsonObject } from './event-store.ts';
import { survivesJson } from './prepare-append.ts';
import { type FieldKey, isName, keyOf } from './prepare-read.ts';
import {
  type ChangeBatch,
  type CollectionSpec,
  type DocumentChange,
  InvalidChange,
  batchChangesMax,
  declaredFieldsMax,
  documentLengthMax,
} from './read-store.ts';

/** A change as adapters store it: checked, turned into JSON once, its declared fields as they are compared. */
export interface PreparedChange {
  readonly tenant: string;
  readonly id: string;
  readonly position: bigint;
  readonly document: PreparedDocument | undefined;
}

export interface PreparedDocument {
  readonly json: string;
  /** In the order of `spec.fields`. */
  readonly keys: readonly FieldKey[];
  /** Of the searched fields that are not declared, in the order of `undeclaredSearched`. */
  readonly searched: readonly (string | null)[];
}

/** Positions are signed in every store. */
const positionMax = 2n ** 63n - 1n;

/** @throws {InvalidChange} before anything is applied. */
export function checkBatch(batch: ChangeBatch): void {
  if (batch.changes.length > batchChangesMax) {
    throw new InvalidChange(`a batch takes at most ${batchChangesMax} changes`);
  }
  if (!isPosition(batch.checkpoint)) throw new InvalidChange('the checkpoint is no position');
}

/** @throws {InvalidChange} */
export function prepareChange(spec: CollectionSpec, change: DocumentChange): PreparedChange {
  const { tenant, id, position, body } = change;
  if (!isName(tenant) || !isName(id)) {
    throw new InvalidChange(`a tenant or id of ${spec.name} is empty, long or not plain text`);
  }
  if (!isPosition(position)) throw new InvalidChange(`a position of ${spec.name} is none`);
  const document = body === undefined ? undefined : prepareDocument(spec, body);
  return { tenant, id, position, document };
}

/** Searched fields that cannot be filtered by. */
export function undeclaredSearched(spec: CollectionSpec): readonly string[] {
  return spec.searched.filter((field) => !Object.hasOwn(spec.fields, field));
}

/** What keeps collections from being served, in a sentence; undefined: nothing. */
export function faultOfSpecs(specs: readonly CollectionSpec[]): string | undefined {
  if (new Set(specs.map(({ name }) => name)).size < specs.length)
    return 'two collections share a name';
  for (const { name, fields, searched } of specs) {
    if (Object.keys(fields).length > declaredFieldsMax) return `${name} declares too many fields`;
    if (searched.length > declaredFieldsMax) return `${name} searches too many fields`;
    const isText = (field: string) => !Object.hasOwn(fields, field) || fields[field] === 'text';
    if (!searched.every(isText)) return `${name} searches a field that is not text`;
    if (new Set(searched).size < searched.length) return `${name} searches a field twice`;
  }
  return undefined;
}

function prepareDocument(spec: CollectionSpec, body: JsonObject): PreparedDocument {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (!isObject || !survivesJson(body)) {
    throw new InvalidChange(`a document of ${spec.name} is not a JSON object of plain values`);
  }
  const json = JSON.stringify(body);
  if (json.length > documentLengthMax) {
    throw new InvalidChange(`a document of ${spec.name} is longer than ${documentLengthMax}`);
  }
  const valueOf = (field: string) => (Object.hasOwn(body, field) ? body[field] : null);
  const keys = Object.entries(spec.fields).map(([field, kind]) => {
    const key = keyOf(kind, valueOf(field));
    if (key === undefined) throw new InvalidChange(`${spec.name}: ${field} is not a ${kind}`);
    return key;
  });
  const searched = undeclaredSearched(spec).map((field) => {
    const key = keyOf('text', valueOf(field));
    if (typeof key !== 'string' && key !== null) {
      throw new InvalidChange(`${spec.name}: ${field} is not a text`);
    }
    return key;
  });
  return { json, keys, searched };
}

function isPosition(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value <= positionMax;
}
