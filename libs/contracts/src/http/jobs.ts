import * as z from 'zod';
import { pairStatusSchema } from './pair-status.ts';
import { countSchema, idSchema, instantSchema, nameSchema, revisionSchema } from './values.ts';

const folderPath = z.string().min(1).max(2000);
const folderPaths = z.array(folderPath).max(1000);

export const jobOptionsSchema = z.object({
  order: z.enum(['oldest-first', 'newest-first']).default('oldest-first'),
  /** A target folder that is not empty: match what is there first, or refuse it. */
  onFilledTarget: z.enum(['match', 'refuse']).default('match'),
  verifies: z.boolean().default(true),
  connectionsPerMailbox: z.int().min(1).max(4).default(4),
  itemBytesMax: z.int().min(1).optional(),
  receivedFrom: instantSchema.optional(),
  receivedBefore: instantSchema.optional(),
  sharedFolders: z.boolean().optional(),
  publicFolders: z.boolean().optional(),
  includeFolders: folderPaths.optional(),
  excludeFolders: folderPaths.optional(),
  takeFolders: folderPaths.optional(),
  folderMap: z.record(folderPath, folderPath).optional(),
});

export const jobInputSchema = z.object({
  name: nameSchema,
  sourceConnectionId: idSchema,
  targetConnectionId: idSchema,
  options: jobOptionsSchema.prefault({}),
});

export const jobStatuses = ['draft', 'running', 'paused', 'finished'] as const;

export const jobSchema = z.object({
  id: idSchema,
  name: z.string(),
  status: z.enum(jobStatuses),
  sourceConnectionId: idSchema,
  targetConnectionId: idSchema,
  options: jobOptionsSchema,
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
  createdAt: instantSchema,
  startedAt: instantSchema.optional(),
  finishedAt: instantSchema.optional(),
  /** Of whoever paused it. */
  pausedBy: z.string().optional(),
  updatedAt: instantSchema,
  revision: revisionSchema,
});

/** Directly before that job; null: to the end. */
export const moveJobSchema = z.object({ before: idSchema.nullable() });

export type JobInput = z.output<typeof jobInputSchema>;
export type JobOptions = z.output<typeof jobOptionsSchema>;
export type Job = z.output<typeof jobSchema>;
export type JobStatus = (typeof jobStatuses)[number];
