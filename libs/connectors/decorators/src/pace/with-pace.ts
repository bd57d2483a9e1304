import {
  type MailConnector,
  type MailSession,
  type WriteResult,
  bodySize,
} from '@mailhaul/connector-contract';
import { forwardSession } from '../session/forward-session.ts';
import type { PaceGovernor } from './pace-governor.ts';
import { type PaceListener, PacedCalls, notSent } from './paced-calls.ts';

export interface PaceSettings extends PaceListener {
  /** The one of this tenant and endpoint, shared by all connectors to it. */
  readonly governor: PaceGovernor;
}

/**
 * Sends operations no faster than the endpoint bears: a number of sessions at work that adapts, the server's own
 * wishes, and budgets. Only what was not sent yet is held back; what is under way is never cut. What one mailbox is
 * told holds that mailbox, what the endpoint says holds all of its.
 */
export function withPace(connector: MailConnector, settings: PaceSettings): MailConnector {
  const place = {
    governor: settings.governor,
    lane: settings.governor.newLane(),
    listener: settings,
  };
  return {
    kind: connector.kind,
    identity: connector.identity,
    async open(context) {
      const { spareRank } = context;
      if (spareRank !== undefined) settings.governor.refuseSpare(spareRank);
      const opening = new PacedCalls(place);
      const onAbort = () => {
        opening.cancelAll(asError(context.signal.reason));
      };
      context.signal.addEventListener('abort', onAbort, { once: true });
      try {
        const onSlowDown = () => {
          settings.governor.slowedDown(place.lane);
          context.onSlowDown?.();
        };
        const inner = await opening.call(() => connector.open({ ...context, onSlowDown }));
        const { sessionsAtWorkMax } = inner.capabilities;
        if (sessionsAtWorkMax !== undefined) place.lane.cap(sessionsAtWorkMax);
        const calls = new PacedCalls(place);
        const end = (reason: Error) => {
          context.signal.removeEventListener('abort', onSessionAbort);
          calls.cancelAll(reason);
        };
        const onSessionAbort = () => {
          end(asError(context.signal.reason));
        };
        context.signal.addEventListener('abort', onSessionAbort);
        return pacedSession(inner, { calls, end, governor: settings.governor });
      } catch (error) {
        if (spareRank !== undefined) settings.governor.spareFailed(spareRank, error);
        throw error;
      } finally {
        context.signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

interface SessionPace {
  readonly calls: PacedCalls;
  readonly governor: PaceGovernor;
  /** Refuses what was not sent yet. */
  end(reason: Error): void;
}

function pacedSession(inner: MailSession, pace: SessionPace): MailSession {
  const { calls, governor } = pace;
  const moveItems = inner.moveItems?.bind(inner);
  return forwardSession(inner, {
    listFolders: () => calls.call(() => inner.listFolders()),
    folderState: (folderId) => calls.call(() => inner.folderState(folderId)),
    ensureFolder: (path, options) => calls.call(() => inner.ensureFolder(path, options)),
    listItems: (folderId, range) => calls.iterable(() => inner.listItems(folderId, range)),
    readItems: (folderId, request) =>
      calls.iterable(
        () => inner.readItems(folderId, request),
        (item) => {
          governor.spendBytes(bodySize(item.body));
        },
      ),
    writeBatch: (folderId, items, gate) =>
      calls.call(() => {
        governor.spendBytes(items.reduce((sum, item) => sum + bodySize(item.body), 0));
        return inner.writeBatch(folderId, items, gate);
      }, refusalOf),
    removeItems: (folderId, request) => calls.call(() => inner.removeItems(folderId, request)),
    ...(moveItems === undefined
      ? {}
      : { moveItems: (id, request) => calls.call(() => moveItems(id, request)) }),
    close: async () => {
      await calls.allSent();
      pace.end(notSent());
      await inner.close();
    },
    abort: (reason) => {
      pace.end(reason ?? notSent());
      inner.abort(reason);
    },
  });
}

function refusalOf(result: WriteResult): unknown {
  if (result.kind === 'batch-refused') return result.error;
  return result.outcomes.find((outcome) => outcome.kind === 'refused')?.error;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
