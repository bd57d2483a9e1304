import * as z from 'zod';
import { mailboxSchema } from './pairs.ts';
import { line } from './place-values.ts';
import { countSchema } from './values.ts';

const conditionsMax = 50;
const namedMax = 5000;

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

export const takenMailboxesSchema = z.strictObject({
  conditions: z.array(mailboxConditionSchema).min(1).max(conditionsMax),
});

/** Who enters a job by conditions and who no longer belongs to it. */
export const takenMailboxesAnswerSchema = z.object({
  /** By address; they have no target yet. */
  entering: z.array(z.string()),
  stayingCount: countSchema,
  /** They stay until they are removed. */
  leaving: z.array(
    z.object({ source: z.string(), reason: z.enum(['gone', 'excluded', 'not-included']) }),
  ),
  /** What is to be known of the answer as a whole. */
  words: z.string().optional(),
});

export type MailboxConditionInput = z.output<typeof mailboxConditionSchema>;
export type TakenMailboxes = z.output<typeof takenMailboxesAnswerSchema>;
