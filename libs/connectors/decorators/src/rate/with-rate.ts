import { bodySize, type MailConnector, type MailSession } from '@mailhaul/connector-contract';
import { forwardSession } from '../session/forward-session.ts';
import type { ByteRate } from './byte-rate.ts';

/**
 * Reads bodies no faster than the rate, all sessions together: behind each item as long as it costs. What is under way is
 * never cut; a session that is closed or aborted waits no more.
 */
export function withRate<T extends MailConnector>(connector: T, rate: ByteRate): T {
  return {
    ...connector,
    async open(context) {
      const inner = await connector.open(context);
      const ended = new AbortController();
      const signal = AbortSignal.any([ended.signal, context.signal]);
      return ratedSession(inner, { rate, signal, end: (reason) => ended.abort(reason) });
    },
  };
}

interface Rated {
  readonly rate: ByteRate;
  readonly signal: AbortSignal;
  end(reason: Error): void;
}

function ratedSession(inner: MailSession, rated: Rated): MailSession {
  return forwardSession(inner, {
    readItems: (folderId, request) => {
      const ask = () => inner.readItems(folderId, request);
      return ratedIterable(ask, rated, ({ body }) => bodySize(body));
    },
    close: () => {
      rated.end(new Error('the session was closed'));
      return inner.close();
    },
    abort: (reason) => {
      rated.end(reason ?? new Error('the session was aborted'));
      inner.abort(reason);
    },
  });
}

/** What need not wait is asked for inside the call, so that requests go out together as without a rate. */
function ratedIterable<T>(
  ask: () => AsyncIterable<T>,
  { rate, signal }: Rated,
  costOf: (element: T) => number,
): AsyncIterable<T> {
  const begin = () => ask()[Symbol.asyncIterator]();
  let source = rate.isFree ? begin() : undefined;
  let isReturned = false;
  const iterator: AsyncIterator<T> = {
    async next() {
      if (!rate.isFree) await rate.whenFree(signal);
      if (isReturned) return { done: true, value: undefined };
      source ??= begin();
      const result = await source.next();
      if (result.done !== true) rate.spend(costOf(result.value));
      return result;
    },
    async return() {
      isReturned = true;
      await source?.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
