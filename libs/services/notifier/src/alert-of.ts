import type { AlertFacts } from '@mailhaul/domain';

/** What of an event the notifier goes by. */
export interface NotedEvent {
  readonly streamId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Event types that may be news. */
export const notedPrefixes = ['connection-', 'job-', 'pair-'] as const;

/** The news in an event; undefined: it is none, or not of a form that is known. */
export function alertOf({ type, data, streamId }: NotedEvent): AlertFacts | undefined {
  switch (type) {
    case 'JobFinished':
      return { tone: 'good', about: 'job-finished', jobId: streamId };
    case 'ConditionsNotApplied': {
      const about = data['why'] === 'unread' ? 'source-unread' : 'nobody-left';
      return { tone: 'bad', about, jobId: streamId };
    }
    case 'ConnectionBroken':
      return {
        ...{ tone: 'bad', about: 'connection-broken', connectionId: streamId },
        ...codeOf(data['code']),
      };
    case 'PassFailed': {
      const about = data['code'] === 'worker-died' ? 'mailbox-died' : 'mailbox-failed';
      return { tone: 'bad', about, pairId: streamId, ...codeOf(data['code']) };
    }
    case 'TargetRefused':
      return { tone: 'bad', about: 'mailbox-failed', pairId: streamId, ...codeOf(data['code']) };
    case 'PassPaused':
      return isNeed(data)
        ? {
            ...{ tone: 'bad', about: 'mailbox-failed', pairId: streamId },
            ...codeOf(data['reason']),
          }
        : undefined;
    case 'PassCompleted': {
      const { failed } = (data['totals'] ?? {}) as { readonly failed?: unknown };
      return typeof failed === 'number' && failed > 0
        ? { tone: 'bad', about: 'items-failed', pairId: streamId, counts: { items: failed } }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** A pass that stands still until a person does something, and not because a person wanted it so. */
function isNeed(data: Readonly<Record<string, unknown>>): boolean {
  return data['retryAt'] === undefined && data['reason'] !== 'stopped';
}

function codeOf(code: unknown): { readonly code?: string } {
  return typeof code === 'string' ? { code } : {};
}
