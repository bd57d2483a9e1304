import type { MailConnector, MailSession, OpenContext } from '@mailhaul/connector-contract';
import { forwardSession } from '../session/forward-session.ts';
import { RetriedIterable } from './retried-iterable.ts';
import { type RetryPolicy, RetryRun, defaultRetryPolicy, isTransient } from './retry-policy.ts';

/**
 * Tries again what is safe to repeat and passes by itself: opening, listing, folderState, ensureFolder, and reading as
 * long as nothing was given out. Never writeBatch or removeItems. A session that lost its connection stays lost:
 * opening another is for its owner to decide.
 */
export function withRetry(
  connector: MailConnector,
  policy: RetryPolicy = defaultRetryPolicy,
): MailConnector {
  return {
    kind: connector.kind,
    identity: connector.identity,
    async open(context) {
      const run = new RetryRun(policy, context);
      for (;;) {
        try {
          return retriedSession(await connector.open(context), context, policy);
        } catch (error) {
          const isSpare = context.spareRank !== undefined;
          const isOver = !isTransient(error) || (isSpare && error.code === 'too-many-connections');
          if (isOver || !(await run.waitForNext(error, context.signal))) throw error;
        }
      }
    },
  };
}

function retriedSession(
  inner: MailSession,
  context: OpenContext,
  policy: RetryPolicy,
): MailSession {
  const end = new AbortController();
  const signal = AbortSignal.any([context.signal, end.signal]);
  let openIterables = 0;
  /**
   * A repeated request queues behind all others of the session, and nothing moves behind an iterable that its reader
   * has not finished. So there is no second try while another iterable is open: reader and request could wait for
   * each other for ever.
   */
  const mayRepeat = async (error: unknown, run: RetryRun, ownIterables: number) => {
    if (!isTransient(error) || error.scope === 'connection' || error.scope === 'process')
      return false;
    if (openIterables > ownIterables || !(await run.waitForNext(error, signal))) return false;
    return openIterables <= ownIterables;
  };
  const retried = async <T>(call: () => Promise<T>): Promise<T> => {
    const run = new RetryRun(policy, context);
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(await mayRepeat(error, run, 0))) throw error;
      }
    }
  };
  const retriedIterable = <T>(request: () => AsyncIterable<T>): AsyncIterable<T> => {
    const run = new RetryRun(policy, context);
    let isOpen = true;
    openIterables += 1;
    return new RetriedIterable(
      request,
      (error) => mayRepeat(error, run, 1),
      () => {
        if (isOpen) openIterables -= 1;
        isOpen = false;
      },
    );
  };
  return forwardSession(inner, {
    listFolders: () => retried(() => inner.listFolders()),
    folderState: (folderId) => retried(() => inner.folderState(folderId)),
    ensureFolder: (path, options) => retried(() => inner.ensureFolder(path, options)),
    listItems: (folderId, range) => retriedIterable(() => inner.listItems(folderId, range)),
    readItems: (folderId, request) => retriedIterable(() => inner.readItems(folderId, request)),
    close: () => {
      end.abort();
      return inner.close();
    },
    abort: (reason) => {
      end.abort();
      inner.abort(reason);
    },
  });
}
