import * as z from 'zod';

export const liveTopics = [
  'tenants',
  'connections',
  'jobs',
  'pairs',
  'folders',
  'failed-items',
  'activity',
  'news',
] as const;

/** What changed; whoever shows it asks again. `id:` of the frame is the log position up to which this is so. */
export const liveFrameSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('changed'),
    topic: z.enum(liveTopics),
    /** Documents; absent: too many to name. */
    ids: z.array(z.string()).optional(),
    /** Jobs that they belong to. */
    jobIds: z.array(z.string()).optional(),
  }),
  /** Whatever is shown may be old: ask for all of it again. */
  z.object({ kind: z.literal('reset') }),
]);

export type LiveFrame = z.output<typeof liveFrameSchema>;
export type LiveTopic = (typeof liveTopics)[number];
