import type { FieldKind, ReadGeneration } from '@mailhaul/application';

/** What the thread knows of a collection; its place in the list is its number everywhere. */
export interface CollectionLayout {
  readonly name: string;
  readonly fields: readonly FieldLayout[];
  /** Searched fields that are not among the fields: columns `s0`, `s1` … */
  readonly extraSearched: readonly string[];
  /** Columns in which a search looks. */
  readonly searchColumns: readonly string[];
}

/** A declared field: column `f<n>` by its place. */
export interface FieldLayout {
  readonly name: string;
  readonly kind: FieldKind;
}

/** What the worker is started with; plain data, for it crosses a thread. */
export interface WorkerSettings {
  readonly path: string;
  readonly collections: readonly CollectionLayout[];
  /** Of the collections and the caller's schema number: a file of another one is made anew. */
  readonly layoutMark: string;
  /** Ends the name that a damaged file is given. */
  readonly asideStamp: string;
}

/** What stood at the path. */
export type OpenedAs = 'kept' | 'new' | 'layout-changed' | 'moved-aside';

/** The first message of the worker. */
export type Opening =
  | { readonly kind: 'opened'; readonly openedAs: OpenedAs; readonly movedTo: string | undefined }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** A field's value as a column holds it; see field-columns.ts. */
export type ColumnValue = string | number;

export type ColumnCondition =
  | { readonly column: string; readonly is: 'among'; readonly values: readonly ColumnValue[] }
  | {
      readonly column: string;
      readonly is: 'within';
      /** How null stands in the column: nothing within is so low. */
      readonly above: ColumnValue;
      readonly from: ColumnValue | undefined;
      readonly below: ColumnValue | undefined;
    };

export interface ColumnFilter {
  readonly collection: number;
  readonly tenant: string | undefined;
  readonly conditions: readonly ColumnCondition[];
  readonly search: string | undefined;
}

export interface FindMessage {
  readonly op: 'find';
  readonly seq: number;
  readonly generation: ReadGeneration;
  readonly filter: ColumnFilter;
  readonly column: string;
  readonly isDescending: boolean;
  readonly limit: number;
  readonly after:
    { readonly value: ColumnValue; readonly id: string; readonly tenant: string } | undefined;
}

export interface GetMessage {
  readonly op: 'get';
  readonly seq: number;
  readonly collection: number;
  readonly tenant: string;
  readonly id: string;
  readonly generation: ReadGeneration;
}

export interface CountMessage {
  readonly op: 'count';
  readonly seq: number;
  readonly filter: ColumnFilter;
}

export interface CountByMessage {
  readonly op: 'count-by';
  readonly seq: number;
  readonly filter: ColumnFilter;
  /** Place of the field. */
  readonly field: number;
}

export interface SumMessage {
  readonly op: 'sum';
  readonly seq: number;
  readonly filter: ColumnFilter;
  readonly columns: readonly string[];
}

export interface CheckpointMessage {
  readonly op: 'checkpoint';
  readonly seq: number;
  readonly generation: ReadGeneration;
}

export interface ColumnChange {
  readonly collection: number;
  readonly tenant: string;
  readonly id: string;
  readonly position: bigint;
  /** Absent: the document is removed. */
  readonly json: string | undefined;
  /** Of all columns: the fields' and then the extra searched ones'. */
  readonly values: readonly (ColumnValue | null)[];
}

export interface ApplyMessage {
  readonly op: 'apply';
  readonly seq: number;
  readonly changes: readonly ColumnChange[];
  readonly checkpoint: bigint;
  /** Where the checkpoint must be; undefined: wherever it is. */
  readonly after: bigint | 'none' | undefined;
  readonly generation: ReadGeneration;
}

export interface RebuildMessage {
  readonly op: 'begin-rebuild' | 'finish-rebuild';
  readonly seq: number;
}

export interface CloseMessage {
  readonly op: 'close';
  readonly seq: number;
}

export type ReadMessage =
  FindMessage | GetMessage | CountMessage | CountByMessage | SumMessage | CheckpointMessage;
export type WriteMessage = ApplyMessage | RebuildMessage;
export type RequestMessage = ReadMessage | WriteMessage | CloseMessage;

/** One document as it crosses the thread. */
export interface Row {
  readonly tenant: string;
  readonly id: string;
  readonly position: bigint;
  readonly json: string;
}

export interface RowPage {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

/** Why something could not be done, as plain data; the store turns it into its error classes. */
export interface Failure {
  readonly kind: 'in-use' | 'damaged' | 'no-rebuild' | 'moved' | 'behind' | 'unavailable';
  readonly detail: string;
}

export type AnswerValue =
  | RowPage
  | Row
  | number
  | bigint
  | readonly number[]
  | ReadonlyMap<string | number | boolean | null, number>
  | undefined;

export interface Answer {
  readonly seq: number;
  readonly failure?: Failure;
  /** What the request's kind answers with. */
  readonly value?: AnswerValue;
}
