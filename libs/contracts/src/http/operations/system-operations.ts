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
  drainWorker: operation({
    method: 'POST',
    path: '/system/workers/{worker}/drain',
    tag: 'System',
    summary:
      'The workers of that name give back their passes and take no more until they are resumed, also when they are started again',
    access: 'provider-admin',
    answer: { status: 202 },
    isKeyed: true,
  }),
  resumeWorker: operation({
    method: 'POST',
    path: '/system/workers/{worker}/resume',
    tag: 'System',
    summary: 'The workers of that name take passes again',
    access: 'provider-admin',
    answer: { status: 202 },
    isKeyed: true,
  }),
} as const satisfies Record<string, Operation>;
