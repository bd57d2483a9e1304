import * as z from 'zod';
import { activitySchema, newsAbouts, newsCountSchema, newsSchema } from '../history.ts';
import { newsOptionsAnswerSchema, newsOptionsSchema } from '../news-options.ts';
import { countSchema, idSchema, listOf, pageOf, pageQuerySchema } from '../values.ts';
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
  about: listOf(z.enum(newsAbouts)).optional(),
  jobId: idSchema.optional(),
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
    query: z.strictObject({ jobId: idSchema.optional(), shown: z.stringbool().optional() }),
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
    body: z
      .strictObject({ tone: z.enum(['good', 'bad']).optional(), jobId: idSchema.optional() })
      .prefault({}),
    answer: ok(z.object({ cleared: countSchema })),
    isKeyed: true,
  }),
  readNewsOptions: operation({
    method: 'GET',
    path: `${tenant}/news-options`,
    tag: 'News',
    summary: 'Which news are shown, and which are mailed to whom and how often',
    access: 'viewer',
    answer: ok(newsOptionsAnswerSchema),
  }),
  setNewsOptions: operation({
    method: 'PUT',
    path: `${tenant}/news-options`,
    tag: 'News',
    summary: 'Choose which news are shown, and which are mailed to whom and how often',
    access: 'operator',
    body: newsOptionsSchema,
    answer: ok(newsOptionsAnswerSchema),
  }),
} as const satisfies Record<string, Operation>;
