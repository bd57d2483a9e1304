import type { RecordedEvent } from '@mailhaul/application';
import type { StopCause } from './held-lease.ts';

/** What the log's event means for a pass of the job. */
export function causeByJob(event: RecordedEvent): StopCause | undefined {
  switch (event.type) {
    case 'JobPaused':
    case 'JobDeleted':
      return 'asked';
    case 'WindowClosed':
      return 'outside-schedule';
    default:
      return undefined;
  }
}

/** What the log's event means for the pass of the pair that runs by this lease. */
export function causeByPair(
  { type, data }: RecordedEvent,
  held: { readonly passId: string; readonly lease: number },
): StopCause | undefined {
  switch (type) {
    case 'PairHeld':
    case 'PairLeaving':
      return 'asked';
    case 'PairRemoved':
    case 'PairLeft':
    case 'PairReset':
      return 'lost';
    case 'PassScheduled':
      return data['passId'] === held.passId ? undefined : 'lost';
    case 'LeaseGranted':
      return data['lease'] === held.lease ? undefined : 'lost';
    case 'LeaseExpired':
    case 'LeaseReleased':
    case 'PassDied':
      return data['lease'] === held.lease ? 'lost' : undefined;
    case 'PassCompleted':
    case 'PassFailed':
    case 'PassPaused':
    case 'WatchPostponed':
      return data['passId'] === held.passId ? 'lost' : undefined;
    default:
      return undefined;
  }
}
