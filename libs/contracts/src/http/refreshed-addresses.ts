import * as z from 'zod';
import { pairSelectionSchema } from './pairs.ts';
import { countSchema, idSchema } from './values.ts';

export const pairSides = ['source', 'target'] as const;

/** Which mailboxes are asked for in the directories, and on which sides. */
export const addressRefreshSchema = z.strictObject({
  selection: pairSelectionSchema,
  sides: z
    .array(z.enum(pairSides))
    .min(1)
    .max(2)
    .refine((sides) => new Set(sides).size === sides.length, 'names a side twice')
    .default([...pairSides]),
});

export const sourceRefreshResults = ['refreshed', 'not-changed', 'missing'] as const;
export const targetRefreshResults = [
  'refreshed',
  'not-changed',
  'typed',
  'not-created',
  'missing',
] as const;

const ofSide = <const Results extends readonly [string, ...string[]]>(results: Results) =>
  z.object({
    /** As the pair had it. */
    was: z.string(),
    result: z.enum(results),
    /** With `refreshed`: as the pair has it now. */
    now: z.string().optional(),
    /** Why it was not refreshed, and what to do; absent where nothing is to be done. */
    words: z.string().optional(),
  });

export const refreshedRowSchema = z.object({
  id: idSchema,
  /** Absent: that side was not asked for, or has no mailbox. */
  source: ofSide(sourceRefreshResults).optional(),
  target: ofSide(targetRefreshResults).optional(),
});

export const addressRefreshAnswerSchema = z.object({
  /** How many mailboxes came to which result. Absent: not asked for. */
  source: z.record(z.enum(sourceRefreshResults), countSchema).optional(),
  target: z.record(z.enum(targetRefreshResults), countSchema).optional(),
  /** Of each mailbox, by source address. */
  rows: z.array(refreshedRowSchema),
  /** What is to be known of the answer as a whole: a connection that seems to lead to another directory than the one meant. */
  words: z.array(z.string()),
});

export type PairSideName = (typeof pairSides)[number];
export type SourceRefreshResult = (typeof sourceRefreshResults)[number];
export type TargetRefreshResult = (typeof targetRefreshResults)[number];
export type RefreshedRow = z.output<typeof refreshedRowSchema>;
export type AddressRefresh = z.output<typeof addressRefreshAnswerSchema>;
