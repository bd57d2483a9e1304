import type { PairEvent, PassTotals } from '@mailhaul/domain';

/** The event without what the scheduler never asks: fifty thousand pairs are kept in memory. */
export function forMemory(event: PairEvent): PairEvent {
  switch (event.type) {
    case 'PairAdded':
    case 'PairEdited':
    case 'PassFailed':
    case 'PassPaused':
      return { ...event, sealed: undefined };
    case 'PassCompleted': {
      const { atMs, actor, passId } = event.data;
      return { type: event.type, data: { atMs, actor, passId, totals: noTotals } };
    }
    default:
      return event;
  }
}

const noTotals: PassTotals = {
  migrated: 0,
  excluded: 0,
  failed: 0,
  gone: 0,
  collapsed: 0,
  pending: 0,
  bytesMigrated: 0,
};
