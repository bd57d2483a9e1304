import { type Operation, type OperationName, operations } from '@mailhaul/contracts';

export type RequestHeaders = Readonly<Record<string, string>>;

/** The parts of a call, whatever its operation. */
export interface RequestParts {
  readonly path?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** A text where the operation takes one, else what becomes JSON. */
  readonly body?: unknown;
  readonly ifMatch?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal;
}

/** Where an operation is asked: everything below `/api/v1`, what is undefined left out. */
export function urlOf(name: OperationName, parts: RequestParts): string {
  const path = operations[name].path.replaceAll(/\{([a-zA-Z]+)\}/g, (_all, parameter: string) => {
    const value = parts.path?.[parameter];
    if (value === undefined || value === '') throw new TypeError(`${name} needs ${parameter}`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parts.query ?? {})) {
    if (value !== undefined)
      query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return `/api/v1${path}${query.size === 0 ? '' : `?${query.toString()}`}`;
}

export function requestInit(
  name: OperationName,
  parts: RequestParts,
  common: RequestHeaders,
): RequestInit {
  const one: Operation = operations[name];
  const headers = new Headers(common);
  headers.set('accept', `${one.answer.type ?? 'application/json'}, application/problem+json`);
  const { body, ifMatch, idempotencyKey, signal } = parts;
  if (ifMatch !== undefined) headers.set('if-match', `"${ifMatch}"`);
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  if (body !== undefined) headers.set('content-type', one.bodyType ?? 'application/json');
  return {
    method: one.method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' && one.bodyType ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
}
