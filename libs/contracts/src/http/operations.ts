import type { Operation } from './operation.ts';
import { connectionOperations } from './operations/connection-operations.ts';
import { historyOperations } from './operations/history-operations.ts';
import { jobOperations } from './operations/job-operations.ts';
import { pairOperations } from './operations/pair-operations.ts';
import { sessionOperations } from './operations/session-operations.ts';
import { systemOperations } from './operations/system-operations.ts';
import { tenantOperations } from './operations/tenant-operations.ts';

/** Everything that can be asked, by name. */
export const operations = {
  ...sessionOperations,
  ...tenantOperations,
  ...connectionOperations,
  ...jobOperations,
  ...pairOperations,
  ...historyOperations,
  ...systemOperations,
} as const satisfies Record<string, Operation>;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
