import type { OperationName, Operations, Problem } from '@mailhaul/contracts';
import type * as z from 'zod';

/** Names in braces of a path. */
type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** A part of the input that an operation does not have must be absent. */
type Part<Key extends string, Value> = [Value] extends [never]
  ? { readonly [K in Key]?: never }
  : undefined extends Value
    ? { readonly [K in Key]?: Value }
    : { readonly [K in Key]: Value };

type PathOf<O> = O extends { path: infer P extends string }
  ? [ParameterOf<P>] extends [never]
    ? never
    : Readonly<Record<ParameterOf<P>, string>>
  : never;
type QueryOf<O> = O extends { query: infer Q extends z.ZodObject } ? Loose<z.input<Q>> : never;
type BodyOf<O> = O extends { body: infer B extends z.ZodType } ? z.input<B> : never;
/** A query of nothing but optional fields may be left out. */
type Loose<Q> = Record<string, never> extends Q ? Q | undefined : Q;

/** What an operation is called with. */
export type CallInput<N extends OperationName> = Part<'path', PathOf<Operations[N]>> &
  Part<'query', QueryOf<Operations[N]>> &
  Part<'body', BodyOf<Operations[N]>> &
  Part<'ifMatch', Operations[N] extends { needsRevision: true } ? number : never> &
  Part<'idempotencyKey', Operations[N] extends { isKeyed: true } ? string | undefined : never> & {
    readonly signal?: AbortSignal;
  };

/** Absent where an operation needs nothing. */
export type CallArguments<N extends OperationName> =
  Record<string, never> extends CallInput<N> ? [input?: CallInput<N>] : [input: CallInput<N>];

type AnswerOf<O> = O extends { answer: infer A } ? A : never;
type SchemaOf<A> = A extends { schema: infer S extends z.ZodType } ? z.output<S> : undefined;

/** What an operation is answered with: the parsed JSON, a CSV's text, or nothing. */
export type CallAnswer<N extends OperationName> =
  AnswerOf<Operations[N]> extends { type: 'text/csv' } ? string : SchemaOf<AnswerOf<Operations[N]>>;

type NamesWith<Type extends string> = {
  [N in OperationName]: AnswerOf<Operations[N]> extends { type: Type } ? N : never;
}[OperationName];

/** Operations that answer with one JSON value a line. */
export type LineOperation = NamesWith<'application/x-ndjson'>;
/** Operations that answer with server-sent events. */
export type EventOperation = NamesWith<'text/event-stream'>;
/** Operations that answer with a file. */
export type FileOperation = NamesWith<'text/csv'>;
/** Operations that answer once. */
export type PlainOperation = Exclude<OperationName, LineOperation | EventOperation>;

export type StreamedRow<N extends LineOperation | EventOperation> = SchemaOf<
  AnswerOf<Operations[N]>
>;

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
