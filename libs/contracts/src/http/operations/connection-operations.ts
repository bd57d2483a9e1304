import * as z from 'zod';
import {
  connectionInputSchema,
  connectionSchema,
  connectionStatuses,
  connectionTestSchema,
  connectionTestStepSchema,
} from '../connections.ts';
import { listOf, pageOf, pageQuerySchema } from '../values.ts';
import { connection, made, none, ok, operation, tenant } from './answers.ts';
import type { Operation } from '../operation.ts';

/** Connections and their tests. */
export const connectionOperations = {
  listConnections: operation({
    method: 'GET',
    path: `${tenant}/connections`,
    tag: 'Connections',
    summary: 'Connections',
    access: 'viewer',
    query: pageQuerySchema.extend({ status: listOf(z.enum(connectionStatuses)).optional() }),
    answer: ok(pageOf(connectionSchema)),
  }),
  createConnection: operation({
    method: 'POST',
    path: `${tenant}/connections`,
    tag: 'Connections',
    summary: 'Define a connection',
    access: 'operator',
    body: connectionInputSchema,
    answer: made(connectionSchema),
    isKeyed: true,
  }),
  testNewConnection: operation({
    method: 'POST',
    path: `${tenant}/connections/test`,
    tag: 'Connections',
    summary: 'Try settings step by step before they are saved',
    access: 'operator',
    body: connectionTestSchema,
    answer: { status: 200, schema: connectionTestStepSchema, type: 'application/x-ndjson' },
  }),
  readConnection: operation({
    method: 'GET',
    path: connection,
    tag: 'Connections',
    summary: 'One connection',
    access: 'viewer',
    answer: ok(connectionSchema),
  }),
  editConnection: operation({
    method: 'PUT',
    path: connection,
    tag: 'Connections',
    summary: 'Change a connection; passes that begin from now on use it',
    access: 'operator',
    body: connectionInputSchema,
    answer: ok(connectionSchema),
    needsRevision: true,
  }),
  deleteConnection: operation({
    method: 'DELETE',
    path: connection,
    tag: 'Connections',
    summary: 'Delete a connection that no job uses',
    access: 'operator',
    answer: none,
    needsRevision: true,
  }),
  testConnection: operation({
    method: 'POST',
    path: `${connection}/test`,
    tag: 'Connections',
    summary: 'Try a saved connection step by step',
    access: 'operator',
    body: connectionTestSchema,
    answer: { status: 200, schema: connectionTestStepSchema, type: 'application/x-ndjson' },
  }),
} as const satisfies Record<string, Operation>;
