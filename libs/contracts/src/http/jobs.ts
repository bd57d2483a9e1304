import * as z from 'zod';
import { checkFilters, filterFields, folderPathSchema, shownPatterns } from './job-filters.ts';
import { creationSettingsSchema } from './creation.ts';
import { pairStatusSchema } from './pair-status.ts';
import { scheduleNowSchema, scheduleSchema } from './schedule.ts';
import { countSchema, idSchema, instantSchema, nameSchema, revisionSchema } from './values.ts';

export const jobOptionsSchema = z.object({
  order: z.enum(['oldest-first', 'newest-first']).default('oldest-first'),
  /** A target folder that is not empty: match what is there first, or refuse it. */
  onFilledTarget: z.enum(['match', 'refuse']).default('match'),
  verifies: z.boolean().default(true),
  connectionsPerMailbox: z.int().min(1).max(4).default(4),
  ...filterFields,
  sharedFolders: z.boolean().optional(),
  publicFolders: z.boolean().optional(),
  folderMap: z.record(folderPathSchema, folderPathSchema).optional(),
});

/** Characters of all folders that a job names: more does not fit into one event. */
const foldersLengthMax = 200_000;

export const jobOptionsInputSchema = jobOptionsSchema
  .check(checkFilters)
  .refine(({ includeFolders, excludeFolders, takeFolders, folderMap }) => {
    const named = JSON.stringify([includeFolders, excludeFolders, takeFolders, folderMap]);
    return named.length <= foldersLengthMax;
  }, `the folders take more than ${foldersLengthMax} characters together`);

/** Unique in the tenant, upper and lower case alike. */
const jobNameSchema = nameSchema.refine(
  (value) => !/[\\/:*?<>|]/u.test(value),
  'holds one of \\ / : * ? < > |, which no name of a job may hold: leave it out',
);

export const jobInputSchema = z.object({
  name: jobNameSchema,
  sourceConnectionId: idSchema,
  targetConnectionId: idSchema,
  options: jobOptionsInputSchema.prefault({}),
});

export const jobStatuses = ['draft', 'running', 'paused', 'finished'] as const;

/** A look at a job's sums; the next one is as of later, not of what came in between alone. */
export const jobPointSchema = z.object({
  at: instantSchema,
  /** Of the job, from then on. */
  status: z.enum(jobStatuses),
  /** Items that have an outcome. */
  done: countSchema,
  pending: countSchema,
  bytesMigrated: countSchema,
  /** Mailboxes of that status then. */
  running: countSchema,
  waiting: countSchema,
});

/** How a job got on, the oldest first; the longer it runs, the further the points are apart. */
export const jobHistorySchema = z.object({ points: z.array(jobPointSchema) });

export const jobSchema = z.object({
  id: idSchema,
  name: z.string(),
  status: z.enum(jobStatuses),
  sourceConnectionId: idSchema,
  targetConnectionId: idSchema,
  options: jobOptionsSchema.extend(shownPatterns),
  rank: z.number(),
  run: countSchema,
  runKind: z.enum(['start', 'delta']),
  /** Pairs by status; what is not named is 0. */
  statuses: z.partialRecord(pairStatusSchema, countSchema),
  pairs: countSchema,
  migrated: countSchema,
  excluded: countSchema,
  failed: countSchema,
  pending: countSchema,
  bytesMigrated: countSchema,
  /** Of the excluded items: how many for which reason (docs/reference/filters.md). */
  excludedFor: z.record(z.string(), countSchema).optional(),
  /** While it runs: over the last two minutes or less; absent until it means something. */
  pace: z
    .object({
      itemsPerSecond: z.number(),
      bytesPerSecond: z.number(),
      /** From when to when it was measured. */
      from: instantSchema,
      to: instantSchema,
    })
    .optional(),
  createdAt: instantSchema,
  startedAt: instantSchema.optional(),
  finishedAt: instantSchema.optional(),
  /** The name of whoever paused it; absent where nobody knows it any more. */
  pausedBy: z.string().optional(),
  /** How target mailboxes are made; absent: none are. */
  creation: creationSettingsSchema.optional(),
  /** How many conditions say whom of the source it takes; absent: its rows are as people give them. */
  conditionCount: countSchema.optional(),
  /** When it may run; absent: at all times. */
  schedule: scheduleSchema.optional(),
  scheduleNow: scheduleNowSchema.optional(),
  updatedAt: instantSchema,
  revision: revisionSchema,
});

/** Directly before that job; null: to the end. */
export const moveJobSchema = z.object({ before: idSchema.nullable() });

export type JobInput = z.output<typeof jobInputSchema>;
export type JobOptions = z.output<typeof jobOptionsSchema>;
export type Job = z.output<typeof jobSchema>;
export type JobStatus = (typeof jobStatuses)[number];
export type JobPoint = z.output<typeof jobPointSchema>;
export type JobHistory = z.output<typeof jobHistorySchema>;
