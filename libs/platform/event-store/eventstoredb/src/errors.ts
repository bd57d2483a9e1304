import {
  AccessDeniedError,
  ErrorType,
  TimeoutError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { ExpectedRevision } from '@mailhaul/application';

/** What the error of an append says of it. */
export type AppendVerdict =
  | { readonly kind: 'conflict'; readonly actual: ExpectedRevision }
  /** Certainly not written, and would not be if sent again. */
  | { readonly kind: 'refused'; readonly words: string }
  /** It may be written: the same ids at the same revision tell. */
  | { readonly kind: 'unknown'; readonly words: string };

const refusals: ReadonlySet<string> = new Set<string>([
  ErrorType.ACCESS_DENIED,
  ErrorType.STREAM_DELETED,
  ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
  ErrorType.INVALID_ARGUMENT,
]);

const missing: ReadonlySet<string> = new Set<string>([
  ErrorType.STREAM_NOT_FOUND,
  ErrorType.STREAM_DELETED,
]);

/** gRPC status 16: who asks is not known (https://grpc.io/docs/guides/status-codes/). */
const unauthenticated = 16;

/** Anything that is not plainly a refusal leaves open whether it was written: a lost connection rejects what arrived. */
export function appendVerdict(error: unknown): AppendVerdict {
  if (error instanceof WrongExpectedVersionError) {
    const { actualVersion } = error;
    const actual = typeof actualVersion === 'bigint' ? Number(actualVersion) : 'no-stream';
    return { kind: 'conflict', actual };
  }
  const words = wordsOf(error);
  const isRefused = refusals.has(typeOf(error)) || codeOf(error) === unauthenticated;
  return { kind: isRefused ? 'refused' : 'unknown', words };
}

/** The stream was never written to, or is deleted: it has no events. */
export function isMissingStream(error: unknown): boolean {
  return missing.has(typeOf(error));
}

/** A read that would fail again. */
export function isRefusedRead(error: unknown): boolean {
  return error instanceof AccessDeniedError || codeOf(error) === unauthenticated;
}

/** The server ended a subscription because its reader was slow: part of normal work. */
export function isSlowReader(error: unknown): boolean {
  return error instanceof TimeoutError;
}

/** Never the event's data: the client's messages name streams and addresses only. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an error without a name';
  return error.message === '' ? typeOf(error) || error.name : error.message;
}

function typeOf(error: unknown): string {
  return error instanceof Error && 'type' in error && typeof error.type === 'string'
    ? error.type
    : '';
}

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number'
    ? error.code
    : undefined;
}
