'use client';

import {
  type CallAnswer,
  type CallArguments,
  type CallInput,
  type PlainOperation,
  createClient,
  problemOf,
  unreachableCode,
} from '@mailhaul/api-client';
import { type UseQueryResult, keepPreviousData, useQuery } from '@tanstack/react-query';
import * as z from 'zod';

// The policy of the pages forbids text to become code; zod would try.
z.config({ jitless: true });

let csrf = '';

/** The token that the session was given: sent with each request from now on. */
export function keepCsrfToken(token: string): void {
  csrf = token;
}

const sessionPath = '/api/v1/session';
const signedOutListeners = new Set<() => void>();

/** Calls when an answer says that the session has ended. Returns what ends that. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => void signedOutListeners.delete(listener);
}

export const client = createClient({
  baseUrl: '',
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    // The question who is signed in is its own answer.
    const isOther = !response.url.endsWith(sessionPath);
    if (response.status === 401 && isOther) for (const listener of signedOutListeners) listener();
    return response;
  },
  headers: (): Record<string, string> => (csrf === '' ? {} : { 'x-csrf-token': csrf }),
});

/** What a query is known by: the operation and what it was asked with. */
export type ApiKey = readonly [name: PlainOperation, input: object];

interface ApiOptions {
  readonly enabled?: boolean;
  /** What was shown stays until the new answer is there. */
  readonly keeps?: boolean;
  /** Asks again so often while somebody looks; for what no live frame tells. */
  readonly everyMs?: number;
}

export function useApi<N extends PlainOperation>(
  name: N,
  input: CallInput<N>,
  { enabled = true, keeps = false, everyMs }: ApiOptions = {},
): UseQueryResult<CallAnswer<N>> {
  return useQuery<CallAnswer<N>>({
    queryKey: [name, input] satisfies ApiKey,
    queryFn: ({ signal }) => client.call(name, ...([{ ...input, signal }] as CallArguments<N>)),
    enabled,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
    ...(keeps ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Whether asking again may help: nothing was refused, the line was down. */
export function isWorthRetrying(count: number, error: unknown): boolean {
  return count < 2 && problemOf(error)?.code === unreachableCode;
}

/** For one click; also where the page came over plain HTTP, which has no `randomUUID`. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
