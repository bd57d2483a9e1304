import * as z from 'zod';
import { mailboxSchema, pairSelectionSchema, plannedTargetSchema } from './pairs.ts';
import { countSchema, idSchema } from './values.ts';

const passwordClasses = ['lower', 'upper', 'digits', 'symbols'] as const;
const text = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .refine((value) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(value), 'holds a character that is not seen');

/** How target mailboxes of a job are made; docs/how-to/create-target-mailboxes.md. */
export const creationSettingsSchema = z.strictObject({
  /** Behind the @ of their addresses. */
  domain: text
    .max(253)
    .regex(/^[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u, 'is no domain, like new.example'),
  /** Distinguished name of the organisational unit in which users are made. */
  unit: text
    .max(1024)
    .regex(/^[a-z][a-z0-9-]*\s*=/i, 'is no distinguished name, like ou=People,dc=new,dc=example'),
  /** What people read: `{displayname}`, `{first}`, `{last}`, `{localpart}`, `{domain}`. */
  name: text.max(200).default('{displayname}'),
  /** Before the @, and the short name to sign in with: the same placeholders. */
  alias: text.max(200).default('{localpart}'),
  password: z
    .strictObject({
      length: z.int().min(8).max(64).default(16),
      /** Each password holds one of each at least. */
      classes: z
        .array(z.enum(passwordClasses))
        .min(1, 'names no class: give lower, upper, digits or symbols')
        .max(4)
        .refine((classes) => new Set(classes).size === classes.length, 'names a class twice')
        .default([...passwordClasses]),
      /** At the first sign-in, where the directory knows of that. */
      mustChange: z.boolean().default(true),
    })
    .prefault({}),
  /** A file in the folder of hooks of the workers; absent: the directory alone. */
  hook: z
    .string()
    .max(100)
    .regex(
      /^[a-z0-9][a-z0-9_.-]*$/i,
      'is no file name of letters, digits, dots, dashes and underscores: a path is not taken',
    )
    .optional(),
  hookSeconds: z.int().min(1).max(600).default(60),
});

export const setCreationSchema = z.strictObject({
  /** Null: none any more, nothing is made for the job. */
  creation: creationSettingsSchema.nullable(),
});

/** Make users with mailboxes for these rows, or give users that are there a mailbox. */
export const planTargetsSchema = z
  .strictObject({
    plan: z.enum(['create', 'enable']),
    selection: pairSelectionSchema,
    /** With `enable` of one row: whose short name or address it is; absent: the alias and address by the settings. */
    user: mailboxSchema.optional(),
  })
  .refine(
    ({ plan, user, selection }) =>
      user === undefined || (plan === 'enable' && 'ids' in selection && selection.ids.length === 1),
    { path: ['user'], message: 'goes with enable and one id alone' },
  );

export const planRowSchema = z.object({
  id: idSchema,
  source: z.string(),
  /** `conflict`: it is not planned, and `words` say what is in the way. */
  result: z.enum(['planned', 'conflict']),
  planned: plannedTargetSchema.optional(),
  words: z.string(),
});

export const planAnswerSchema = z.object({
  plannedCount: countSchema,
  conflictCount: countSchema,
  rows: z.array(planRowSchema),
  /** Selected, and beyond what one request plans. */
  moreCount: countSchema,
});

export const initialPasswordsSchema = z.strictObject({ selection: pairSelectionSchema });

/** Each is told once: ask the customer to change it. */
export const initialPasswordsAnswerSchema = z.object({
  rows: z.array(
    z.object({ id: idSchema, source: z.string(), target: z.string(), password: z.string() }),
  ),
  /** Of the selected: none was set, it was told already, or the mailbox is not made yet. */
  withoutCount: countSchema,
});

export type CreationInput = z.output<typeof creationSettingsSchema>;
export type PlanAnswer = z.output<typeof planAnswerSchema>;
export type PlanRow = z.output<typeof planRowSchema>;
export type InitialPasswords = z.output<typeof initialPasswordsAnswerSchema>;
