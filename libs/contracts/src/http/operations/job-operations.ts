import * as z from 'zod';
import { jobInputSchema, jobSchema, jobStatuses, moveJobSchema } from '../jobs.ts';
import { failedCauseSchema, failedItemSchema } from '../pairs.ts';
import { listOf, pageOf, pageQuerySchema } from '../values.ts';
import { csv, job, made, none, ok, operation, taken, tenant } from './answers.ts';
import { failedItemsQuery } from './failed-items-query.ts';
import type { Operation } from '../operation.ts';

/** Jobs and what their pairs add up to. */
export const jobOperations = {
  listJobs: operation({
    method: 'GET',
    path: `${tenant}/jobs`,
    tag: 'Jobs',
    summary: 'Jobs in the order of their turn',
    access: 'viewer',
    query: pageQuerySchema.extend({ status: listOf(z.enum(jobStatuses)).optional() }),
    answer: ok(pageOf(jobSchema)),
  }),
  createJob: operation({
    method: 'POST',
    path: `${tenant}/jobs`,
    tag: 'Jobs',
    summary: 'Make a job',
    access: 'operator',
    body: jobInputSchema,
    answer: made(jobSchema),
    isKeyed: true,
  }),
  readJob: operation({
    method: 'GET',
    path: job,
    tag: 'Jobs',
    summary: 'One job',
    access: 'viewer',
    answer: ok(jobSchema),
  }),
  editJob: operation({
    method: 'PUT',
    path: job,
    tag: 'Jobs',
    summary: 'Change a job; its options hold from each pair’s next pass on',
    access: 'operator',
    body: jobInputSchema,
    answer: ok(jobSchema),
    needsRevision: true,
  }),
  deleteJob: operation({
    method: 'DELETE',
    path: job,
    tag: 'Jobs',
    summary: 'Delete a job that does not run; mail on the target stays',
    access: 'operator',
    answer: none,
    needsRevision: true,
  }),
  moveJob: operation({
    method: 'POST',
    path: `${job}/move`,
    tag: 'Jobs',
    summary: 'Give a job another turn among the tenant’s jobs',
    access: 'operator',
    body: moveJobSchema,
    answer: ok(jobSchema),
    isKeyed: true,
  }),
  startJob: operation({
    method: 'POST',
    path: `${job}/start`,
    tag: 'Jobs',
    summary: 'Start a job, or go on with it',
    access: 'operator',
    answer: taken(jobSchema),
    isKeyed: true,
  }),
  pauseJob: operation({
    method: 'POST',
    path: `${job}/pause`,
    tag: 'Jobs',
    summary: 'Pause a job',
    access: 'operator',
    answer: taken(jobSchema),
    isKeyed: true,
  }),
  requestDelta: operation({
    method: 'POST',
    path: `${job}/delta`,
    tag: 'Jobs',
    summary: 'Copy what is new, was excluded or failed',
    access: 'operator',
    answer: taken(jobSchema),
    isKeyed: true,
  }),
  jobReport: operation({
    method: 'GET',
    path: `${job}/report.csv`,
    tag: 'Reports',
    summary: 'The job’s mailboxes with their figures',
    access: 'viewer',
    answer: csv,
  }),
  listJobFailedItems: operation({
    method: 'GET',
    path: `${job}/failed-items`,
    tag: 'Mailbox pairs',
    summary: 'Failed items of a job',
    access: 'viewer',
    query: failedItemsQuery,
    answer: ok(pageOf(failedItemSchema)),
  }),
  listFailedCauses: operation({
    method: 'GET',
    path: `${job}/failed-items/causes`,
    tag: 'Mailbox pairs',
    summary: 'Failed items of a job by cause',
    access: 'viewer',
    answer: ok(z.array(failedCauseSchema)),
  }),
} as const satisfies Record<string, Operation>;
