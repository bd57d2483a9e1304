import * as z from 'zod';
import { mailboxKindSchema } from './connections.ts';
import { pairStatusSchema } from './pair-status.ts';
import {
  mailboxIdSchema,
  mailboxSchema,
  matchOriginSchema,
  pairSelectionSchema,
  plannedTargetSchema,
} from './pairs.ts';
import { countSchema, idSchema } from './values.ts';

/** What a request names at most. */
export const matchesMax = 5000;
const skipMax = 10_000_000;
const rulesMax = 10;

export const matchesSchema = z.strictObject({
  matches: z
    .array(
      z.strictObject({
        id: idSchema,
        target: mailboxSchema,
        /** Of the target's directory, where it was found there. */
        targetId: mailboxIdSchema.optional(),
        targetUser: mailboxSchema.optional(),
        targetKind: mailboxKindSchema.optional(),
        matchedBy: matchOriginSchema.default('typed'),
      }),
    )
    .min(1)
    .max(matchesMax)
    .refine(
      (matches) => new Set(matches.map(({ id }) => id)).size === matches.length,
      'names a pair twice',
    ),
});

/**
 * By what a target is found: the directories' stable id, any address, the part before the @, the name; a pattern such as
 * `{localpart}@new.example`; or an expression over the whole source address with its groups as $1, $2.
 */
export const matchRuleSchema = z.union([
  z.strictObject({ by: z.enum(['id', 'address', 'local-part', 'name']) }),
  z.strictObject({ by: z.literal('pattern'), pattern: z.string().trim().min(1).max(320) }),
  z.strictObject({
    by: z.literal('expression'),
    expression: z.string().min(1).max(500),
    target: z.string().trim().min(1).max(320),
  }),
]);

export const usualMatchRules = [
  { by: 'id' },
  { by: 'address' },
  { by: 'local-part' },
  { by: 'name' },
] as const;

export const matchPreviewSchema = z.strictObject({
  /** Absent: all that have no target. */
  selection: pairSelectionSchema.optional(),
  /** So many of them are left out at the beginning: an answer holds the next `matchesMax` alone. */
  skip: z.int().min(0).max(skipMax).default(0),
  /** Tried in this order; the first that finds any says which. */
  rules: z
    .array(matchRuleSchema)
    .min(1)
    .max(rulesMax)
    .default([...usualMatchRules]),
});

export const matchResults = ['matched', 'missing', 'ambiguous', 'conflict', 'unmatched'] as const;

/** One mailbox and what the rules propose for it; nothing is changed yet. */
export const matchRowSchema = z.object({
  id: idSchema,
  source: z.string(),
  /** Of the source's directory. */
  name: z.string().optional(),
  /** What is to become of it so far, and of whom; absent: nobody said. */
  plan: z.enum(['create', 'enable', 'leave']).optional(),
  planned: plannedTargetSchema.optional(),
  /** The target that it has; absent: none. */
  current: z.string().optional(),
  status: pairStatusSchema.optional(),
  /** Of a wait or a need, as in the list of pairs. */
  reason: z.string().optional(),
  /** What the server, or the hook, said of it. */
  serverText: z.string().optional(),
  result: z.enum(matchResults),
  /** With `matched`, `missing` (no such mailbox there) and `conflict` (another pair gets it or has it). */
  target: z.string().optional(),
  /** With `matched` and `conflict`, by the target's directory. */
  targetId: z.string().optional(),
  by: z.enum(['id', 'address', 'local-part', 'name', 'pattern']).optional(),
  confidence: z.enum(['certain', 'likely', 'weak', 'unchecked']).optional(),
  /** With `ambiguous`: some of those that would do. */
  targets: z.array(z.object({ address: z.string(), id: z.string().optional() })).optional(),
  /** Why, in a sentence. */
  words: z.string(),
});

export const matchPreviewAnswerSchema = z.object({
  /** Whom the target's mailboxes were asked of; `none`: nobody, only patterns say anything. */
  directory: z.enum(['directory', 'exchange', 'none']),
  /** What is to be known of the answer as a whole. */
  words: z.string().optional(),
  counts: z.record(z.enum(matchResults), countSchema),
  rows: z.array(matchRowSchema),
  /** Selected, and behind those of this answer: `skip` leads to them. */
  moreCount: countSchema,
});

export type MatchRuleInput = z.output<typeof matchRuleSchema>;
export type MatchRow = z.output<typeof matchRowSchema>;
export type MatchPreview = z.output<typeof matchPreviewAnswerSchema>;
export type MatchResult = (typeof matchResults)[number];
