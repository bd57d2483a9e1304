/** The first message to the worker. */
export interface WorkerSettings {
  readonly path: string;
  readonly isReadOnly: boolean;
  /** A size no state may pass, in pages of `pageBytes`; a means of tests, absent: none but the disk's. */
  readonly pageCountMax?: number;
}

/** The first message of the worker. */
export type Opening =
  | { readonly kind: 'opened'; readonly lastPosition: number }
  | { readonly kind: 'refused'; readonly failure: Failure };

export interface AppendMessage {
  readonly op: 'append';
  readonly seq: number;
  readonly stream: string;
  /** The revision that the first event is to get. */
  readonly next: number;
  readonly atMs: number;
  /** id, type, data, metadata of one event after the other. */
  readonly fields: readonly string[];
  /** Characters in `fields`, near enough to their bytes to bound a transaction. */
  readonly weight: number;
}

export interface StreamPageMessage {
  readonly op: 'stream-page';
  readonly seq: number;
  readonly stream: string;
  readonly from: number;
}

export interface LogPageMessage {
  readonly op: 'log-page';
  readonly seq: number;
  readonly after: number;
  readonly prefixes: readonly string[] | undefined;
}

export interface LastEventMessage {
  readonly op: 'last-event';
  readonly seq: number;
  readonly stream: string;
}

export interface ListStreamsMessage {
  readonly op: 'list-streams';
  readonly seq: number;
  readonly prefix: string;
}

export interface CloseMessage {
  readonly op: 'close';
  readonly seq: number;
}

export type ReadMessage =
  StreamPageMessage | LogPageMessage | LastEventMessage | ListStreamsMessage;
export type RequestMessage = AppendMessage | ReadMessage | CloseMessage;

/** One event as it crosses the thread; `metadata` is empty where it has none. */
export interface Row {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly id: string;
  readonly atMs: number;
  readonly data: string;
  readonly metadata: string;
}

export interface StreamPage {
  readonly rows: readonly Row[];
  /** Revision of the stream's last event at the time of the page; -1: there is no such stream. */
  readonly lastRevision: number;
}

export interface LogPage {
  readonly rows: readonly Row[];
  /** Everything up to here was looked at. */
  readonly scannedTo: number;
  readonly lastPosition: number;
}

export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly revision: number;
      readonly position: number;
      /** It stood there before. */
      readonly isRepeat: boolean;
    }
  /** `actual`: the last revision, -1 where there is no such stream. */
  | { readonly kind: 'conflict'; readonly actual: number };

/** Why something could not be done, as plain data; the store turns it into its error classes. */
export interface Failure {
  readonly kind: 'in-use' | 'too-new' | 'missing' | 'damaged' | 'unavailable' | 'outcome-unknown';
  readonly detail: string;
}

export interface Answer {
  readonly seq: number;
  readonly failure?: Failure;
  /** What the request's kind answers with. */
  readonly value?: AppendOutcome | StreamPage | LogPage | Row | readonly string[] | undefined;
}

/** Answers of one round of the worker, and how far the log is durable. */
export interface AnswerBatch {
  readonly answers: readonly Answer[];
  readonly lastPosition: number;
}
