import * as z from 'zod';
import { mailboxSchema } from './pairs.ts';
import { line } from './place-values.ts';
import { foundKinds } from './directory.ts';
import {
  countSchema,
  idSchema,
  instantSchema,
  pageOf,
  revisionSchema,
  searchSchema,
} from './values.ts';

const conditionsMax = 50;
/** More of them are a group's or a unit's business. */
const namedMax = 20_000;
/** Bytes of all conditions of a job: more does not fit into one event. */
const conditionsBytesMax = 600_000;

const effect = z.enum(['include', 'exclude']);
const name = line(1000);

/** Whom of the source a job takes; an exclusion wins over every inclusion, in whatever order they stand. */
export const mailboxConditionSchema = z.discriminatedUnion('by', [
  z.strictObject({ effect, by: z.literal('all') }),
  z.strictObject({ effect, by: z.literal('public-folders') }),
  /** By the directory's stable ids. */
  z.strictObject({ effect, by: z.literal('chosen'), ids: z.array(name).min(1).max(namedMax) }),
  /** Its members, through groups in it as well. */
  z.strictObject({ effect, by: z.literal('group'), group: name }),
  /** In it or below. */
  z.strictObject({ effect, by: z.literal('unit'), unit: name }),
  /** Of the address; `*` stands for any letters or none. */
  z.strictObject({ effect, by: z.literal('pattern'), pattern: z.string().trim().min(1).max(320) }),
  z.strictObject({
    effect,
    by: z.literal('list'),
    addresses: z.array(mailboxSchema).min(1).max(namedMax),
  }),
]);

const conditionListSchema = z
  .array(mailboxConditionSchema)
  .max(conditionsMax, `has ${conditionsMax} conditions at most`)
  .refine(
    (conditions) =>
      new TextEncoder().encode(JSON.stringify(conditions)).length <= conditionsBytesMax,
    `takes more than ${conditionsBytesMax} bytes: name fewer mailboxes, or a group`,
  );

export const takenMailboxesSchema = z.strictObject({ conditions: conditionListSchema.min(1) });

/** What conditions do to a mailbox. */
export const conditionFates = ['enters', 'stays', 'leaves'] as const;
export const leavingReasons = ['gone', 'excluded', 'not-included'] as const;

/** Whom conditions would take of a connection's mailboxes; with a job, against the rows it has. */
export const conditionsPreviewSchema = z.strictObject({
  conditions: conditionListSchema,
  jobId: idSchema.optional(),
  /** Rows of these alone. */
  fate: z.enum(conditionFates).optional(),
  /** A part of the name or address. */
  q: searchSchema.optional(),
  limit: z.int().min(1).max(500).default(100),
  /** `next` of the page before. */
  after: z.string().max(2000).optional(),
  /** The source is asked again, and nothing that it told in the last two minutes counts. */
  readAnew: z.boolean().optional(),
});

/** Why nobody may leave now: more would than half of the rows, or the source told of a part of its mailboxes. */
export const heldBackReasons = ['too-many-leave', 'incomplete'] as const;

export const conditionRowSchema = z.object({
  fate: z.enum(conditionFates),
  source: z.string(),
  name: z.string().optional(),
  kind: z.enum(foundKinds).optional(),
  /** Of one that leaves. */
  reason: z.enum(leavingReasons).optional(),
  /** Which condition decided, counted from 0. */
  condition: countSchema.optional(),
  /** The address it has now at the source. */
  renamedTo: z.string().optional(),
  /** By CSV or typed: conditions take it out only where they name it. */
  isByHand: z.literal(true).optional(),
  pairId: idSchema.optional(),
});

/** Those that leave first, then those that enter, then the others; each by address. */
export const conditionsPreviewAnswerSchema = pageOf(conditionRowSchema).extend({
  counts: z.object({ enters: countSchema, stays: countSchema, leaves: countSchema }),
  /** Mailboxes that the source told of. */
  known: countSchema,
  /** When it told. */
  readAt: instantSchema,
  heldBack: z.enum(heldBackReasons).optional(),
  /** What is to be known of the answer as a whole, in sentences. */
  words: z.string().optional(),
});

/** Conditions that are kept with a job: read again at each start. None: its rows are as they were given. */
export const jobConditionsSchema = z.object({
  conditions: z.array(mailboxConditionSchema),
  /** Of the job. */
  revision: revisionSchema,
});

export const changeConditionsSchema = z.strictObject({
  conditions: conditionListSchema,
  /** As many as the preview has shown leaving, where that is more than half of the rows. */
  leavingMax: countSchema.optional(),
});

export const changedConditionsSchema = z.object({
  entered: countSchema,
  left: countSchema,
  /** Of those that left: a worker is at them and stops first. */
  stopping: countSchema,
  stayed: countSchema,
  /** Rows that could not be added, with the reason; the first of them. */
  refused: z.array(z.object({ source: z.string(), message: z.string() })),
  words: z.string().optional(),
});

/** Who enters a job by conditions and who no longer belongs to it. */
export const takenMailboxesAnswerSchema = z.object({
  /** By address; they have no target yet. */
  entering: z.array(z.string()),
  stayingCount: countSchema,
  /** They stay until they are removed. */
  leaving: z.array(z.object({ source: z.string(), reason: z.enum(leavingReasons) })),
  /** What is to be known of the answer as a whole. */
  words: z.string().optional(),
});

export type MailboxConditionInput = z.output<typeof mailboxConditionSchema>;
export type ConditionFate = (typeof conditionFates)[number];
export type ConditionRow = z.output<typeof conditionRowSchema>;
export type ConditionsPreviewInput = z.output<typeof conditionsPreviewSchema>;
export type ConditionsPreviewAnswer = z.output<typeof conditionsPreviewAnswerSchema>;
export type JobConditions = z.output<typeof jobConditionsSchema>;
export type ChangedConditions = z.output<typeof changedConditionsSchema>;
export type HeldBackReason = (typeof heldBackReasons)[number];
export type TakenMailboxes = z.output<typeof takenMailboxesAnswerSchema>;
