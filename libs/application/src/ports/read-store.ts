import type { JsonObject, LogPosition } from './event-store.ts';

/** What a read model's documents can be asked by. Values of fields are taken from the document's top level. */
export interface CollectionSpec {
  readonly name: string;
  /** Only these may be filtered and sorted by, `declaredFieldsMax` at most; a document may lack one or hold null there. */
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Text fields in which `search` looks, declared above or not. */
  readonly searched: readonly string[];
}

export type FieldKind = 'text' | 'number' | 'boolean';
export type FieldValue = string | number | boolean | null;

/** Both are text of 1 to `keyLengthMax` characters without NUL and half surrogates, compared as they are. */
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

/** A value is of the field's kind. Null equals null and absent, and is within nothing. */
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
  /** Absent: of all tenants, for the provider alone, and slower. Present but undefined is refused. */
  readonly tenant?: string;
  /** All hold; `filtersMax` at most. */
  readonly fields?: readonly FieldFilter[];
  /** Substring of any searched field, folded and otherwise literal; up to `searchLengthMax`. Empty: no condition. */
  readonly search?: string;
}

export interface ReadQuery extends ReadFilter {
  readonly sort: { readonly field: string; readonly direction: 'ascending' | 'descending' };
  /** 1 to `pageRowsMax`. A page of large documents may end sooner: `next` alone says whether there are more. */
  readonly limit: number;
  /**
   * `next` of the page before, of a query equal in all but the limit. A document that is changed in between may be met
   * twice or not at all if its sort value moves; every other one is met once.
   */
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
   * Applied in this order, `batchChangesMax` at most. An adapter may stop between any two, so documents that are computed from others stand before
   * them: what is computed twice is then refused by its position.
   */
  readonly changes: readonly DocumentChange[];
  /** Everything up to here is in the documents once the batch is applied. A lower one than before changes nothing. */
  readonly checkpoint: LogPosition;
  /**
   * The checkpoint that the changes were made behind; `none`: there was no checkpoint. Where it is another one by now, somebody
   * else has written or the documents were lost: nothing is applied. Absent: whatever it is.
   */
  readonly after?: LogPosition | 'none';
}

/** The documents being served, or those that a rebuild makes beside them. */
export type ReadGeneration = 'live' | 'next';

export const pageRowsMax = 1000;
export const declaredFieldsMax = 30;
export const filtersMax = 20;
/** Values of one `one-of`. */
export const oneOfValuesMax = 1000;
export const searchLengthMax = 200;
export const keyLengthMax = 300;
/** Of a declared or searched text, so much of the folded form counts; what stands behind it is not compared. */
export const comparedLengthMax = 1000;
export const batchChangesMax = 10_000;
/** Characters of a document's JSON. */
export const documentLengthMax = 4_000_000;

/**
 * Read models: documents by collection, tenant and id. Null and absent values sort before all others, ties by id in the
 * sort's direction, ids by code points. Text of fields is compared and searched in the form that `foldText` gives it, by
 * code points: without case in every filter, sort and count. Adapters: sqlite, later MongoDB; one conformance suite.
 *
 * A call sees what every call before it that has resolved did. Methods that name an unknown collection throw UnknownField;
 * every method throws StoreUnavailable once the store is closed or cannot be used.
 */
export abstract class ReadStore {
  /**
   * Of the live documents where no generation is named, as are count, countBy and sum always.
   * @throws {UnknownField} the query names a field that its collection does not declare.
   * @throws {InvalidQuery} a value of another kind, or a limit passed. @throws {InvalidCursor}
   * @throws {NoRebuild} of `next`, where there is none.
   */
  abstract find(
    collection: string,
    query: ReadQuery,
    generation?: ReadGeneration,
  ): Promise<ReadPage>;
  /** @throws {NoRebuild} of `next`, where there is none. */
  abstract get(
    collection: string,
    key: DocumentKey,
    generation?: ReadGeneration,
  ): Promise<StoredDocument | undefined>;
  /** @throws {UnknownField} @throws {InvalidQuery} */
  abstract count(collection: string, filter: ReadFilter): Promise<number>;
  /**
   * How many documents hold each value of a field; null counts those without one. Texts that differ in case alone count
   * as one value, spelled as one of its documents spells it. Meant for fields of few values.
   * @throws {UnknownField} @throws {InvalidQuery}
   */
  abstract countBy(
    collection: string,
    field: string,
    filter: ReadFilter,
  ): Promise<ReadonlyMap<FieldValue, number>>;
  /** Sums of number fields; absent values count as 0. @throws {UnknownField} @throws {InvalidQuery} not a number field. */
  abstract sum(
    collection: string,
    fields: readonly string[],
    filter: ReadFilter,
  ): Promise<Readonly<Record<string, number>>>;

  /** Undefined: nothing was projected yet, or there is no such generation: what is asked for is to be built. */
  abstract checkpoint(generation: ReadGeneration): Promise<LogPosition | undefined>;
  /**
   * A change takes effect only where the stored document is older than its position; a removed one leaves no position.
   * Resolves once readers see it; a killed process loses none of it.
   * @throws {InvalidChange} nothing was applied. @throws {NoRebuild} to `next`, where there is none.
   * @throws {CheckpointMoved} it is not where the batch says; compared before the first change, at once with it where a batch is atomic.
   */
  abstract apply(batch: ChangeBatch, generation: ReadGeneration): Promise<void>;

  /**
   * An empty `next` generation; one that was begun before is dropped. It lasts until it is finished or begun anew, also
   * over a close or kill: go on behind `checkpoint('next')`, or begin anew.
   */
  abstract beginRebuild(): Promise<void>;
  /**
   * `next`, with its checkpoint, becomes `live` at once; the former live documents are dropped. @throws {NoRebuild}
   * @throws {RebuildBehind} `live` is further than `next`: readers would be taken back.
   */
  abstract finishRebuild(): Promise<void>;

  /** Finishes what was accepted, then refuses everything. */
  abstract close(): Promise<void>;
}

/**
 * The form in which text is compared and searched: without case beyond ASCII too (ß as SS, final sigma as sigma),
 * composed (NFC), half surrogates replaced, cut to `comparedLengthMax`.
 */
export function foldText(text: string): string {
  const folded = foldTerm(text);
  return folded.length <= comparedLengthMax
    ? folded
    : folded.slice(0, comparedLengthMax).toWellFormed();
}

/** As `foldText`, uncut: what a search looks for. */
export function foldTerm(text: string): string {
  // Lower first: a capital ẞ has no upper case of its own, and one sigma comes of three.
  return text.toWellFormed().toLowerCase().toUpperCase().normalize('NFC');
}

export class UnknownField extends Error {
  override readonly name = 'UnknownField';
}

export class InvalidQuery extends Error {
  override readonly name = 'InvalidQuery';
}

export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/** A document or batch that no store may keep: a bug of whoever made it. Says the collection and the field, no values. */
export class InvalidChange extends Error {
  override readonly name = 'InvalidChange';
}

/** Whoever wants to write does not know what the documents are by now: read the checkpoint, and go on behind it with nothing remembered. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

export class RebuildBehind extends Error {
  override readonly name = 'RebuildBehind';
}

export class NoRebuild extends Error {
  override readonly name = 'NoRebuild';
}
