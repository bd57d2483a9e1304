import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Operation, OperationName, Operations } from '@mailhaul/contracts';
import type * as z from 'zod';
import type { Caller } from '../identity/caller.ts';

/** A request that was found allowed and well-formed, as its handler gets it. */
export interface Call<Name extends OperationName = OperationName> {
  readonly name: Name;
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
  readonly query: QueryOf<Name>;
  readonly body: BodyOf<Name>;
  /** Of the path; the provider's where the path has none. */
  readonly tenant: string;
  /** Anybody, where the operation is public. */
  readonly caller: Caller;
  /** The same for the same `Idempotency-Key` and body, else minted. A body that is no JSON does not count yet. */
  readonly commandId: string;
  /** Of `If-Match`; there where the operation needs it. */
  readonly expectedRevision: number | undefined;
  readonly requestId: string;
  /** Where the request came from, behind trusted proxies. */
  readonly address: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when the client leaves before the answer is complete. */
  readonly signal: AbortSignal;
}

type QueryOf<Name extends OperationName> = Operations[Name] extends {
  readonly query: infer Query extends z.ZodType;
}
  ? z.output<Query>
  : Readonly<Record<string, never>>;

/** A body that is no JSON is read by its handler from the request. */
type BodyOf<Name extends OperationName> = Operations[Name] extends { readonly bodyType: string }
  ? undefined
  : Operations[Name] extends { readonly body: infer Body extends z.ZodType }
    ? z.output<Body>
    : undefined;

const calls = new WeakMap<IncomingMessage, Call>();

export function keepCall(request: IncomingMessage, call: Call): void {
  calls.set(request, call);
}

export function callOf(request: IncomingMessage): Call | undefined {
  return calls.get(request);
}
