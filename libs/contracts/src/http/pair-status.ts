import * as z from 'zod';

/** How a pair stands, as people see it; docs/reference/pair-status.md says when it is which. */
export const pairStatuses = [
  'not-matched',
  'not-migrated',
  'ready',
  'queued',
  'waiting',
  'running',
  'paused',
  'needs-you',
  'completed',
  'completed-with-failures',
  'under-watch',
] as const;

export type PairStatus = (typeof pairStatuses)[number];

export const pairStatusSchema = z.enum(pairStatuses);

export const pairStatusLabels: Readonly<Record<PairStatus, string>> = {
  'not-matched': 'Not matched',
  'not-migrated': 'Not migrated',
  ready: 'Ready',
  queued: 'Queued',
  waiting: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  'needs-you': 'Needs you',
  completed: 'Completed',
  'completed-with-failures': 'Completed with failures',
  'under-watch': 'Under watch',
};
