import * as z from 'zod';
import { activitySchema, newsCountSchema, newsSchema } from '../history.ts';
import { countSchema, idSchema, pageOf, pageQuerySchema } from '../values.ts';
import { none, ok, operation, tenant } from './answers.ts';
import type { Operation } from '../operation.ts';

const activityQuery = pageQuerySchema.extend({
  jobId: idSchema.optional(),
  pairId: idSchema.optional(),
  connectionId: idSchema.optional(),
  tone: z.enum(['plain', 'good', 'bad']).optional(),
});
const newsQuery = pageQuerySchema.extend({
  tone: z.enum(['good', 'bad']).optional(),
  isCleared: z.stringbool().optional(),
});

/** What happened, and news. */
export const historyOperations = {
  listActivity: operation({
    method: 'GET',
    path: `${tenant}/activity`,
    tag: 'History',
    summary: 'What happened, the newest first',
    access: 'viewer',
    query: activityQuery,
    answer: ok(pageOf(activitySchema)),
  }),
  listNews: operation({
    method: 'GET',
    path: `${tenant}/news`,
    tag: 'News',
    summary: 'Good and bad news',
    access: 'viewer',
    query: newsQuery,
    answer: ok(pageOf(newsSchema)),
  }),
  countNews: operation({
    method: 'GET',
    path: `${tenant}/news/counts`,
    tag: 'News',
    summary: 'News that nobody has cleared',
    access: 'viewer',
    answer: ok(newsCountSchema),
  }),
  readNews: operation({
    method: 'GET',
    path: `${tenant}/news/{news}`,
    tag: 'News',
    summary: 'One entry',
    access: 'viewer',
    answer: ok(newsSchema),
  }),
  clearNews: operation({
    method: 'POST',
    path: `${tenant}/news/{news}/clear`,
    tag: 'News',
    summary: 'Clear one entry',
    access: 'operator',
    answer: none,
    isKeyed: true,
  }),
  clearAllNews: operation({
    method: 'POST',
    path: `${tenant}/news/clear`,
    tag: 'News',
    summary: 'Clear all entries that there are now',
    access: 'operator',
    body: z.strictObject({ tone: z.enum(['good', 'bad']).optional() }).prefault({}),
    answer: ok(z.object({ cleared: countSchema })),
    isKeyed: true,
  }),
} as const satisfies Record<string, Operation>;
