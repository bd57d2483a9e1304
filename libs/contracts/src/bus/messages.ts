import * as z from 'zod';
import { workerSchema } from '../http/history.ts';
import { liveTopics } from '../http/live.ts';
import { countSchema, idSchema, instantSchema, tenantIdSchema } from '../http/values.ts';

const workerIdSchema = z.string().min(1).max(200);
/** Absent from workers of 0.1.0. */
const workerTagsSchema = z.array(z.string().max(100)).max(100).optional();
const workerNameSchema = z.string().max(300).optional();
/** The command line's tenant and others made before tenants had rules are none of the bus's. */
const leaseSchema = z.object({
  tenant: tenantIdSchema,
  pairId: idSchema,
  passId: idSchema,
  lease: z.int().positive(),
});

export const workAskSchema = z.object({
  workerId: workerIdSchema,
  freeSlots: z.int().min(1).max(500),
  tags: workerTagsSchema,
  /** What people call it; absent from workers of 0.1.0. */
  name: workerNameSchema,
});

/** Over all workers, of a connection whose bytes or commands a second are limited. */
const connectionLeasesSchema = z.object({ connectionId: idSchema, leases: z.int().positive() });

/** What a lease says; everything else the worker reads from the log. */
export const grantedLeaseSchema = leaseSchema.extend({
  jobId: idSchema,
  pass: z.enum(['start', 'delta', 'watch']),
  generation: z.int().positive(),
  untilMs: instantSchema,
  /** Of its job over all workers, this one counted in; absent: nobody limits the job's bytes. */
  jobLeases: z.int().positive().optional(),
  connectionLeases: z.array(connectionLeasesSchema).max(2).optional(),
});

export const workAnswerSchema = z.object({
  leases: z.array(grantedLeaseSchema),
  /** Nothing now: ask again then at the latest, or when work is offered. */
  askAgainMs: z.int().nonnegative(),
  /** This scheduler stands by, for some tenants or all: another one may have work at once. */
  askAnother: z.boolean().optional(),
});

export const heartbeatSchema = z.object({
  workerId: workerIdSchema,
  slots: countSchema,
  leases: z.array(leaseSchema).max(500),
  tags: workerTagsSchema,
  isDraining: z.boolean().optional(),
  name: workerNameSchema,
  /** Of Mailhaul; for people. */
  version: z.string().max(100).optional(),
});

export const heartbeatAnswerSchema = z.object({
  /** Leases that are another worker's or nobody's by now: stop them. */
  lost: z.array(leaseSchema),
  untilMs: instantSchema,
  /** Of jobs of which the worker runs passes and whose bytes are limited: how many run over all workers. */
  jobs: z
    .array(z.object({ tenant: tenantIdSchema, jobId: idSchema, leases: z.int().positive() }))
    .optional(),
  /** The same of connections. */
  connections: z.array(connectionLeasesSchema.extend({ tenant: tenantIdSchema })).optional(),
});

/** What is to be made is in the log; whoever takes it looks there. */
export const makeTargetSchema = z.object({ tenant: tenantIdSchema, pairId: idSchema });
export const makeTargetAnswerSchema = z.object({ isTaken: z.boolean() });

/** Which conditions hold is in the log; whoever reads the source looks there. */
export const readSourceSchema = z.object({ tenant: tenantIdSchema, jobId: idSchema });

export const changedSchema = z.object({
  tenant: z.string(),
  topic: z.enum(liveTopics),
  ids: z.array(z.string()).max(200).optional(),
  jobIds: z.array(z.string()).max(200).optional(),
  /** Of the log, decimal. */
  position: z.string(),
});

export const workersAnswerSchema = z.object({ workers: z.array(workerSchema).max(1000) });

export const reportingStateSchema = z.object({
  position: z.string(),
  lagMs: z.number(),
  /** It has had everything that was in the log, and has lost nothing of it since; else documents may be missing. */
  isCurrent: z.boolean(),
  /** Of what is to be made again, 0 to 1, where documents were lost. */
  share: z.number().min(0).max(1).optional(),
  rebuild: z.object({
    state: z.enum(['idle', 'running', 'failed']),
    eventsDone: countSchema.optional(),
    /** Of the log, 0 to 1. */
    share: z.number().optional(),
  }),
});

export type WorkAsk = z.output<typeof workAskSchema>;
export type GrantedLease = z.output<typeof grantedLeaseSchema>;
export type WorkAnswer = z.output<typeof workAnswerSchema>;
export type Heartbeat = z.output<typeof heartbeatSchema>;
export type HeartbeatAnswer = z.output<typeof heartbeatAnswerSchema>;
export type Changed = z.output<typeof changedSchema>;
export type WorkersAnswer = z.output<typeof workersAnswerSchema>;
export type ReportingState = z.output<typeof reportingStateSchema>;
