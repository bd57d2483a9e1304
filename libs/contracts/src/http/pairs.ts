import * as z from 'zod';
import { mailboxKindSchema } from './connections.ts';
import { folderRootSchema } from './folder-root.ts';
import { folderKinds, foundSchema, kindCountsSchema, unverifiedSchema } from './findings.ts';
import { pairStatusSchema } from './pair-status.ts';
import {
  countSchema,
  idSchema,
  instantSchema,
  listOf,
  pageQuerySchema,
  revisionSchema,
} from './values.ts';

/** A user of the target's directory as it is to be. */
export const plannedTargetSchema = z.object({
  dn: z.string(),
  address: z.string(),
  alias: z.string(),
  name: z.string(),
});

/** An address or whatever else the mail system signs its users in by. */
export const mailboxSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(320, 'has 320 characters at most')
  .refine((value) => !/[\p{Cc}\s]/u.test(value), 'holds a blank or a control character')
  .refine((value) => !/[\p{Cf}\p{Cs}]/u.test(value), 'holds an invisible character: type it anew');

/** Who chose the target mailbox; absent: whoever gave the pair. */
export const matchOrigins = ['typed', 'picked', 'automatic', 'pattern', 'created'] as const;
export const matchOriginSchema = z.enum(matchOrigins);

/** What an OAuth token endpoint gave for one mailbox. */
const refreshTokenSchema = z
  .string()
  .min(1)
  .max(8000, 'has 8000 characters at most')
  .refine((value) => !/[^\x21-\x7e]/u.test(value), 'holds a character that no token has');

/** What a directory knows a mailbox by, whatever it is called: the kind of id, and the id. */
export const mailboxIdSchema = z
  .string()
  .min(1)
  .max(2_100)
  .refine((value) => !/\p{Cc}/u.test(value), 'holds a control character');

export const prioritySchema = z.int().min(1).max(5);

const pairFields = z.object({
  /** The operator's own id of the row: a row imported again with the same id updates the pair. */
  externalId: z.string().trim().min(1).max(200).optional(),
  source: mailboxSchema,
  target: mailboxSchema,
  sourceUser: mailboxSchema.optional(),
  targetUser: mailboxSchema.optional(),
  /** Of Exchange; absent: as the connection says. */
  sourceKind: mailboxKindSchema.optional(),
  targetKind: mailboxKindSchema.optional(),
  /** Target folder below which all of its folders go; absent or empty: each to its own place. */
  folderRoot: folderRootSchema.optional(),
  matchedBy: matchOriginSchema.optional(),
  /** Where a mailbox was taken from a directory. */
  sourceId: mailboxIdSchema.optional(),
  targetId: mailboxIdSchema.optional(),
  sourcePassword: z.string().min(1).max(1000).optional(),
  targetPassword: z.string().min(1).max(1000).optional(),
  /** The mailbox's own refresh token, where its connection signs in with tokens. */
  sourceToken: refreshTokenSchema.optional(),
  targetToken: refreshTokenSchema.optional(),
  priority: prioritySchema.optional(),
});

interface OwnSecrets {
  readonly sourcePassword?: string | undefined;
  readonly sourceToken?: string | undefined;
  readonly targetPassword?: string | undefined;
  readonly targetToken?: string | undefined;
}

/** A side signs in by the one or by the other. */
function checkSecrets({ value, issues }: { value: OwnSecrets; issues: z.core.$ZodRawIssue[] }) {
  for (const side of ['source', 'target'] as const) {
    if (value[`${side}Password`] === undefined || value[`${side}Token`] === undefined) continue;
    issues.push({
      ...{ code: 'custom', input: value, path: [`${side}Token`] },
      message: 'stands beside a password: give the one that the connection signs in with',
    });
  }
}

export const pairInputSchema = pairFields.check(checkSecrets);

/** A pair whose target is chosen later. */
export const newPairSchema = pairFields.partial({ target: true }).check(checkSecrets);

export const pairSchema = z.object({
  id: idSchema,
  jobId: idSchema,
  externalId: z.string().optional(),
  source: z.string(),
  /** Empty: not matched yet. */
  target: z.string(),
  matchedBy: matchOriginSchema.optional(),
  sourceId: z.string().optional(),
  targetId: z.string().optional(),
  /** What is to become of it without a target; absent: nobody said. */
  plan: z.enum(['create', 'enable', 'leave']).optional(),
  /** The user that is to be made or to get a mailbox. */
  planned: plannedTargetSchema.optional(),
  /** Its initial password is kept until somebody reads it. */
  hasInitialPassword: z.boolean().optional(),
  /** The conditions of its job brought it, and may take it out again. */
  byConditions: z.literal(true).optional(),
  /** It leaves its job as soon as its pass is stopped. */
  isLeaving: z.literal(true).optional(),
  sourceUser: z.string().optional(),
  targetUser: z.string().optional(),
  sourceKind: mailboxKindSchema.optional(),
  targetKind: mailboxKindSchema.optional(),
  folderRoot: z.string().optional(),
  /** A password or a token of its own is kept for that side. */
  hasSourcePassword: z.boolean(),
  hasTargetPassword: z.boolean(),
  priority: prioritySchema,
  isHeld: z.boolean(),
  status: pairStatusSchema,
  /** Of a wait or a need: a code of the error catalogue, or a reason of ours. */
  reason: z.string().optional(),
  /** Which side the reason is of. */
  side: z.enum(['source', 'target']).optional(),
  serverText: z.string().optional(),
  /** Until when it waits or is watched. */
  until: instantSchema.optional(),
  /** Of one that is queued, among those of its job: 1 is next. Absent beyond the first hundred. */
  placeInLine: z.int().min(1).optional(),
  pass: z.enum(['start', 'delta']).optional(),
  passCount: countSchema,
  generation: countSchema,
  migrated: countSchema,
  excluded: countSchema,
  failed: countSchema,
  gone: countSchema,
  collapsed: countSchema,
  pending: countSchema,
  /** migrated + excluded + failed + pending. */
  total: countSchema,
  bytesMigrated: countSchema,
  /** Of the excluded items: how many for which reason (docs/reference/filters.md). */
  excludedFor: z.record(z.string(), countSchema).optional(),
  /** Of all that is to be copied; absent where the source does not tell. */
  bytesTotal: countSchema.optional(),
  /** Over the last half minute or so, while it runs. */
  bytesPerSecond: z.number().optional(),
  investigate: countSchema,
  surplusReported: countSchema,
  parkedFolders: countSchema,
  grade: z.string().optional(),
  /** Why the grade is what it is: what the verification found. */
  found: foundSchema.optional(),
  /** Absent: not verified yet. */
  kinds: kindCountsSchema.optional(),
  /** Why a pass that was to be verified has no grade: a code of the error catalogue, or a reason of ours. */
  unverified: unverifiedSchema.optional(),
  workerId: z.string().optional(),
  startedAt: instantSchema.optional(),
  endedAt: instantSchema.optional(),
  updatedAt: instantSchema,
  revision: revisionSchema,
});

export const pairQuerySchema = pageQuerySchema.extend({
  status: listOf(pairStatusSchema).optional(),
  reason: z.string().max(100).optional(),
  priority: z.coerce.number().int().min(1).max(5).optional(),
});

export const pairActions = [
  'start',
  'delta',
  'retry-failed',
  'move-duplicates',
  'unmatch',
  'make-target',
  'leave-out',
  'take-again',
  'hold',
  'release',
  'set-priority',
  'reset',
  'remove',
] as const;

/** Rows that one request names; whoever means more sends several, or a filter. */
export const selectionIdsMax = 5000;

/** Either the rows named, or all that a query finds: a filter that is misspelt is refused, else it would find all. */
export const pairSelectionSchema = z.union([
  z.strictObject({ ids: z.array(idSchema).min(1).max(selectionIdsMax) }),
  z.strictObject({
    matching: z.strictObject({
      q: z.string().max(200).optional(),
      status: z.array(pairStatusSchema).max(10).optional(),
      reason: z.string().max(100).optional(),
      priority: prioritySchema.optional(),
    }),
  }),
]);

export const pairActionSchema = z.strictObject({
  action: z.enum(pairActions),
  /** With `set-priority`. */
  priority: prioritySchema.optional(),
  /** With `reset`: what is on the target is not matched, so it will be there twice. */
  withoutMatching: z.boolean().optional(),
  selection: pairSelectionSchema,
});

export const pairActionResultSchema = z.object({
  done: countSchema,
  /** Rows that were as wished already. */
  unchanged: countSchema,
  refused: z.array(
    z.object({ id: idSchema, source: z.string(), code: z.string(), message: z.string() }),
  ),
  /** Beyond the number of refusals that are listed. */
  refusedMore: countSchema,
});

export const pairImportResultSchema = z.object({
  added: countSchema,
  updated: countSchema,
  unchanged: countSchema,
  /** Of all of these: mailboxes whose folders go below a folder root. */
  belowRoot: countSchema,
});

export const folderSchema = z.object({
  id: z.string(),
  pairId: idSchema,
  path: z.string(),
  /** Empty where it is left out. */
  targetPath: z.string(),
  /** What it is made for, where that is not mail. */
  kind: z.enum(folderKinds).optional(),
  /** Why the folder is not copied: `filter`, or what it is. Absent: it is. */
  leftOut: z.string().optional(),
  migrated: countSchema,
  excluded: countSchema,
  failed: countSchema,
  gone: countSchema,
  collapsed: countSchema,
  pending: countSchema,
  total: countSchema,
});

export const failedItemSchema = z.object({
  id: z.string(),
  pairId: idSchema,
  jobId: idSchema,
  mailbox: z.string(),
  folder: z.string(),
  /** The source's own id in its folder; an IMAP UID. */
  sourceId: countSchema,
  size: countSchema,
  receivedAt: instantSchema.optional(),
  reason: z.string(),
  serverText: z.string().optional(),
  failedAt: instantSchema,
});

/** Failed items of a job by cause. */
export const failedCauseSchema = z.object({
  reason: z.string(),
  items: countSchema,
  cause: z.string(),
  fixedBy: z.string(),
  whatToDo: z.string(),
});

export type PairInput = z.output<typeof pairInputSchema>;
export type Pair = z.output<typeof pairSchema>;
export type NewPair = z.output<typeof newPairSchema>;
export type PairQuery = z.output<typeof pairQuerySchema>;
export type PairAction = (typeof pairActions)[number];
export type PairActionResult = z.output<typeof pairActionResultSchema>;
export type PairSelection = z.output<typeof pairSelectionSchema>;
export type Folder = z.output<typeof folderSchema>;
export type FailedItem = z.output<typeof failedItemSchema>;
export type FailedCause = z.output<typeof failedCauseSchema>;
