import { systemSchema } from '../history.ts';
import { ok, operation } from './answers.ts';
import type { Operation } from '../operation.ts';

/** The system itself. */
export const systemOperations = {
  readSystem: operation({
    method: 'GET',
    path: '/system',
    tag: 'System',
    summary: 'Version, workers and how fresh the read models are',
    access: 'provider-admin',
    answer: ok(systemSchema),
  }),
  rebuildReadModels: operation({
    method: 'POST',
    path: '/system/rebuild',
    tag: 'System',
    summary: 'Make all read models anew from the log, beside those being served',
    access: 'provider-admin',
    answer: { status: 202 },
    isKeyed: true,
  }),
} as const satisfies Record<string, Operation>;
