import * as z from 'zod';
import { pairStatusSchema } from '../pair-status.ts';
import {
  failedItemSchema,
  folderSchema,
  pairActionResultSchema,
  pairActionSchema,
  pairImportResultSchema,
  pairInputSchema,
  pairQuerySchema,
  pairSchema,
} from '../pairs.ts';
import { countSchema, pageOf, pageQuerySchema } from '../values.ts';
import { csv, job, made, ok, operation, pair } from './answers.ts';
import { failedItemsQuery } from './failed-items-query.ts';
import type { Operation } from '../operation.ts';

/** Mailbox pairs. */
export const pairOperations = {
  listPairs: operation({
    method: 'GET',
    path: `${job}/pairs`,
    tag: 'Mailbox pairs',
    summary: 'Mailbox pairs of a job',
    access: 'viewer',
    query: pairQuerySchema,
    answer: ok(pageOf(pairSchema)),
  }),
  countPairs: operation({
    method: 'GET',
    path: `${job}/pairs/counts`,
    tag: 'Mailbox pairs',
    summary: 'Mailbox pairs by status',
    access: 'viewer',
    query: z.object({ q: z.string().max(200).optional() }),
    answer: ok(
      z.object({ all: countSchema, statuses: z.partialRecord(pairStatusSchema, countSchema) }),
    ),
  }),
  addPair: operation({
    method: 'POST',
    path: `${job}/pairs`,
    tag: 'Mailbox pairs',
    summary: 'Add one mailbox pair',
    access: 'operator',
    body: pairInputSchema,
    answer: made(pairSchema),
    isKeyed: true,
  }),
  importPairs: operation({
    method: 'POST',
    path: `${job}/pairs/import`,
    tag: 'Mailbox pairs',
    summary: 'Add and update pairs from CSV: all rows or none',
    access: 'operator',
    query: z.object({ dryRun: z.stringbool().optional() }),
    body: z.string(),
    bodyType: 'text/csv',
    answer: ok(pairImportResultSchema),
    isKeyed: true,
  }),
  actOnPairs: operation({
    method: 'POST',
    path: `${job}/pairs/actions`,
    tag: 'Mailbox pairs',
    summary: 'Do something with many pairs',
    access: 'operator',
    body: pairActionSchema,
    answer: ok(pairActionResultSchema),
    isKeyed: true,
  }),
  readPair: operation({
    method: 'GET',
    path: pair,
    tag: 'Mailbox pairs',
    summary: 'One mailbox pair',
    access: 'viewer',
    answer: ok(pairSchema),
  }),
  editPair: operation({
    method: 'PUT',
    path: pair,
    tag: 'Mailbox pairs',
    summary: 'Change a mailbox pair; other mailboxes begin another history',
    access: 'operator',
    body: pairInputSchema,
    answer: ok(pairSchema),
    needsRevision: true,
  }),
  listFolders: operation({
    method: 'GET',
    path: `${pair}/folders`,
    tag: 'Mailbox pairs',
    summary: 'Folders of a mailbox pair',
    access: 'viewer',
    query: pageQuerySchema,
    answer: ok(pageOf(folderSchema)),
  }),
  listFailedItems: operation({
    method: 'GET',
    path: `${pair}/failed-items`,
    tag: 'Mailbox pairs',
    summary: 'Failed items of a mailbox pair',
    access: 'viewer',
    query: failedItemsQuery.omit({ pairId: true }),
    answer: ok(pageOf(failedItemSchema)),
  }),
  pairLog: operation({
    method: 'GET',
    path: `${pair}/log.csv`,
    tag: 'Reports',
    summary: 'Every item of a mailbox with its outcome',
    access: 'viewer',
    answer: csv,
  }),
  pairReport: operation({
    method: 'GET',
    path: `${pair}/report.csv`,
    tag: 'Reports',
    summary: 'A mailbox’s folders with their figures',
    access: 'viewer',
    answer: csv,
  }),
} as const satisfies Record<string, Operation>;
