import type { JobEvent, PairEvent, PassFindings, PassTotals } from '@mailhaul/domain';

/** The event without what the scheduler never asks: fifty thousand pairs are kept in memory. */
export function forMemory(event: PairEvent): PairEvent {
  switch (event.type) {
    case 'PairAdded':
    case 'PairEdited':
    case 'PairMatched':
    case 'PairUnmatched':
    case 'AddressRefreshed':
    case 'TargetPlanned':
    case 'TargetRefused':
    case 'PassFailed':
    case 'PassPaused':
      return { ...event, sealed: undefined };
    case 'PassCompleted': {
      const { atMs, actor, passId, findings } = event.data;
      const data = { atMs, actor, passId, totals: noTotals };
      const watchedUntilMs = findings?.watchedUntilMs;
      return watchedUntilMs === undefined
        ? { type: event.type, data }
        : { type: event.type, data: { ...data, findings: { ...noFindings, watchedUntilMs } } };
    }
    default:
      return event;
  }
}

/** As `forMemory`: folder names are the worker's to read, and of its conditions only counts that it has some. */
export function jobForMemory(event: JobEvent): JobEvent {
  if (event.type !== 'ConditionsSet') return { ...event, sealed: undefined } as JobEvent;
  return { ...event, sealed: event.sealed && { conditions: [] } };
}

const noFindings: PassFindings = { investigate: 0, surplusReported: 0, parkedFolders: 0 };
const noTotals: PassTotals = {
  migrated: 0,
  excluded: 0,
  failed: 0,
  gone: 0,
  collapsed: 0,
  pending: 0,
  bytesMigrated: 0,
};
