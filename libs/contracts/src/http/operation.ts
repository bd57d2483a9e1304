import type * as z from 'zod';

/** One thing that can be asked over HTTP; the gateway serves it, clients call it and the OpenAPI document shows it by this. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, parameters in braces. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly access: Access;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Of the request; absent: JSON where there is a body. */
  readonly bodyType?: 'text/csv';
  readonly answer: Answer;
  /** Changes something once: sent again with the same `Idempotency-Key` and body it is answered again and done no more. */
  readonly isKeyed?: true;
  /** Needs `If-Match` with the revision that was on the screen. */
  readonly needsRevision?: true;
}

/** Who may; a role counts in the tenant of the path, a provider's administrator everywhere. */
export type Access =
  /** Anybody. */
  | 'public'
  /** Whoever is signed in, for themselves. */
  | 'self'
  | 'viewer'
  | 'operator'
  | 'provider-admin';

export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  readonly schema?: z.ZodType;
  /** Absent: JSON, or nothing with 204. */
  readonly type?: 'text/csv' | 'application/x-ndjson' | 'text/event-stream' | 'text/plain';
}

/** The scope that an API token needs beside its maker's role. */
export function scopeOf(operation: Operation): 'read' | 'operate' | 'administer' {
  if (operation.access === 'provider-admin') return 'administer';
  return operation.method === 'GET' ? 'read' : 'operate';
}

/** Names of the parameters in an operation's path. */
export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name]) => name as string);
}
