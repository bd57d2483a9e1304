import type { JsonObject, LogPosition } from './event-store.ts';

/** What a read model's documents can be asked by. Values of fields are taken from the document's top level. */
export interface CollectionSpec {
  readonly name: string;
  /** Only these may be filtered and sorted by; a document may lack one or hold null there. */
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Text fields in which `search` looks. */
  readonly searched: readonly string[];
}

export type FieldKind = 'text' | 'number' | 'boolean';
export type FieldValue = string | number | boolean | null;

export interface DocumentKey {
  readonly tenant: string;
  /** Unique within collection and tenant. */
  readonly id: string;
}

export interface StoredDocument extends DocumentKey {
  /** Of the last event that changed it. */
  readonly position: LogPosition;
  readonly body: JsonObject;
}

export type FieldFilter =
  | { readonly field: string; readonly is: 'equal'; readonly value: FieldValue }
  | { readonly field: string; readonly is: 'one-of'; readonly values: readonly FieldValue[] }
  | {
      readonly field: string;
      readonly is: 'within';
      /** Inclusive. */
      readonly from?: string | number;
      /** Exclusive. */
      readonly below?: string | number;
    };

export interface ReadFilter {
  /** Absent: of all tenants, for the provider alone. */
  readonly tenant?: string;
  /** All hold. */
  readonly fields?: readonly FieldFilter[];
  /** Case-insensitive substring of any searched field, taken literally. */
  readonly search?: string;
}

export interface ReadQuery extends ReadFilter {
  readonly sort: { readonly field: string; readonly direction: 'ascending' | 'descending' };
  /** 1 to `pageRowsMax`. */
  readonly limit: number;
  /** `next` of the page before, of a query equal in all but the limit. */
  readonly after?: string;
}

export interface ReadPage {
  readonly rows: readonly StoredDocument[];
  /** Opaque; absent at the end. */
  readonly next?: string;
}

/** The whole document or, without a body, its removal. */
export interface DocumentChange extends DocumentKey {
  readonly collection: string;
  readonly position: LogPosition;
  readonly body: JsonObject | undefined;
}

export interface ChangeBatch {
  /**
   * Applied in this order. An adapter may stop between any two, so documents that are computed from others stand before
   * them: what is computed twice is then refused by its position.
   */
  readonly changes: readonly DocumentChange[];
  /** Everything up to here is in the documents once the batch is applied. */
  readonly checkpoint: LogPosition;
}

/** The documents being served, or those that a rebuild makes beside them. */
export type ReadGeneration = 'live' | 'next';

export const pageRowsMax = 1000;

/**
 * Read models: documents by collection, tenant and id. Null and absent values sort before all others, ties by id in the
 * sort's direction. Text compares without case, by code points. Adapters: sqlite, later MongoDB; one conformance suite.
 */
export abstract class ReadStore {
  /** @throws {UnknownField} the query names a field that its collection does not declare. @throws {InvalidCursor} */
  abstract find(collection: string, query: ReadQuery): Promise<ReadPage>;
  abstract get(
    collection: string,
    key: DocumentKey,
    generation?: ReadGeneration,
  ): Promise<StoredDocument | undefined>;
  abstract count(collection: string, filter: ReadFilter): Promise<number>;
  /** How many documents hold each value of a field; null counts those without one. @throws {UnknownField} */
  abstract countBy(
    collection: string,
    field: string,
    filter: ReadFilter,
  ): Promise<ReadonlyMap<FieldValue, number>>;
  /** Sums of number fields; absent values count as 0. @throws {UnknownField} */
  abstract sum(
    collection: string,
    fields: readonly string[],
    filter: ReadFilter,
  ): Promise<Readonly<Record<string, number>>>;

  /** Undefined: nothing was projected yet. */
  abstract checkpoint(generation: ReadGeneration): Promise<LogPosition | undefined>;
  /** A change takes effect only where the stored document is older than its position. */
  abstract apply(batch: ChangeBatch, generation: ReadGeneration): Promise<void>;

  /** An empty `next` generation; one that was begun before is dropped. */
  abstract beginRebuild(): Promise<void>;
  /** `next` becomes `live` at once; the former live documents are dropped. */
  abstract finishRebuild(): Promise<void>;

  abstract close(): Promise<void>;
}

export class UnknownField extends Error {
  override readonly name = 'UnknownField';
}

export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}
