import * as z from 'zod';
import { countSchema, idSchema, instantSchema } from './values.ts';

/** What happened, for people: one entry of an event that they would ask about. */
export const activitySchema = z.object({
  id: z.string(),
  at: instantSchema,
  /** The event's type, like `JobStarted`. */
  type: z.string(),
  /** Who: an operator's id, or a service's name. */
  actor: z.string(),
  actorName: z.string().optional(),
  jobId: idSchema.optional(),
  pairId: idSchema.optional(),
  connectionId: idSchema.optional(),
  /** Of the job, mailbox or connection, as it was called then. */
  subject: z.string(),
  /** Sentence case, one line. */
  text: z.string(),
  code: z.string().optional(),
  tone: z.enum(['plain', 'good', 'bad']),
});

/** What news can be about. */
export const newsAbouts = [
  'mailbox-started',
  'mailbox-completed',
  'job-finished',
  'mailbox-failed',
  'mailbox-died',
  'items-failed',
  'connection-broken',
  'source-unread',
  'nobody-left',
] as const;

export const newsSchema = z.object({
  id: idSchema,
  at: instantSchema,
  tone: z.enum(['good', 'bad']),
  about: z.string(),
  title: z.string(),
  detail: z.string(),
  code: z.string().optional(),
  fixedBy: z.string().optional(),
  whatToDo: z.string().optional(),
  jobId: idSchema.optional(),
  pairId: idSchema.optional(),
  connectionId: idSchema.optional(),
  /** Of so many it tells together; absent: of one thing. */
  mailboxes: countSchema.optional(),
  isCleared: z.boolean(),
});

export const newsCountSchema = z.object({ good: countSchema, bad: countSchema });

/** What a person ordered of a worker. */
export const workerOrderSchema = z.object({
  isDraining: z.boolean(),
  /** An operator; absent: they are not known any more. */
  by: z.string().optional(),
  at: instantSchema,
});

export const workerSchema = z.object({
  /** Of its process; where a drained one has not been heard of, its name. */
  id: z.string(),
  slots: countSchema,
  busy: countSchema,
  /** Undefined: it has not been heard of since this process began. */
  seenAt: instantSchema.optional(),
  leases: z.array(z.object({ tenant: z.string(), pairId: idSchema, since: instantSchema })),
  /** What it was started with: where it stands, whom it reaches. */
  tags: z.array(z.string()).optional(),
  /** It takes no passes and gives back those that it has. */
  isDraining: z.boolean().optional(),
  /** By whose order, and since when; absent: nobody ordered it, or they are not known any more. */
  drainedBy: z.string().optional(),
  drainedAt: instantSchema.optional(),
  /** What was ordered of the workers of its name, the newest last. */
  orders: z.array(workerOrderSchema).max(20).optional(),
  /** `MAILHAUL_WORKER_NAME`, or the name of its machine. */
  name: z.string().optional(),
  version: z.string().optional(),
});

export const systemSchema = z.object({
  version: z.string(),
  startedAt: instantSchema,
  projectedPosition: z.string(),
  /** Age of the newest event that the read models do not show yet, milliseconds; 0: none. */
  projectionLagMs: z.number(),
  rebuild: z.object({
    state: z.enum(['idle', 'running', 'failed']),
    eventsDone: countSchema.optional(),
    /** Of the log, 0 to 1. */
    share: z.number().optional(),
  }),
  workers: z.array(workerSchema),
});

export const searchHitSchema = z.object({
  kind: z.enum(['job', 'pair', 'connection']),
  id: idSchema,
  jobId: idSchema.optional(),
  title: z.string(),
  subtitle: z.string(),
});

export type Activity = z.output<typeof activitySchema>;
export type News = z.output<typeof newsSchema>;
export type Worker = z.output<typeof workerSchema>;
export type System = z.output<typeof systemSchema>;
export type SearchHit = z.output<typeof searchHitSchema>;
