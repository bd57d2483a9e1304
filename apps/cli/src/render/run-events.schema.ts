import { z } from 'zod';

// The documented lines of `--json` (docs/reference/json-events.md). The other renderers are fed the same events, so
// that no screen knows more than a program that reads along. Adding a field or an event is no break; removing one is.

const mailbox = z
  .int()
  .nonnegative()
  .describe('Which mailbox: its place in `mailboxes` of `run-started`, from 0.');
const count = z.int().nonnegative();
const instant = z.iso.datetime();

const outcomeCounts = z.object({
  migrated: count,
  excluded: count,
  failed: count,
  gone: count,
  collapsed: count,
});

const problem = z.object({
  code: z.string().describe('A stable name, listed in the error catalogue.'),
  message: z.string(),
  remedy: z.string(),
  fixedBy: z
    .enum(['operator', 'administrator', 'mailbox-owner', 'nobody'])
    .describe('Who can end it; `nobody`: it goes on by itself.'),
  serverText: z.string().nullable().describe("The server's own words, cleaned."),
});

const verification = z.object({
  grade: z.enum(['Perfect', 'Good', 'Investigate', 'Poor']),
  sourceItems: count,
  targetItems: count,
  findings: z.record(z.string(), count).describe('How many of each kind.'),
  kinds: z
    .record(z.string(), z.object({ source: count, target: count }))
    .describe('How many items of each kind on each side.'),
  log: z.string().nullable().describe('CSV file with one row per finding.'),
});

const folderWhy = z.enum([
  'filter',
  'not-included',
  'view',
  'not-mail',
  'sync-log',
  'outbox',
  'chats',
  'shared',
  'public',
]);

const placeWhy = z.enum([
  'folder-map',
  'folder-root',
  'special-use',
  'plain-name',
  'set-apart',
  'spelled',
]);

const folderLeftOut = z.object({
  event: z.literal('folder-left-out'),
  mailbox,
  folder: z.string(),
  why: folderWhy,
  items: count.nullable().describe('Null where the source does not tell.'),
});

const folderPlaced = z.object({
  event: z.literal('folder-placed'),
  mailbox,
  folder: z.string(),
  target: z.string().describe('As people see it at the target.'),
  why: placeWhy,
  isSecondOfUse: z
    .boolean()
    .describe('Another source folder is for the same use and has its place.'),
});

const folderParked = z.object({
  event: z.literal('folder-parked'),
  mailbox,
  folder: z.string(),
  items: count.nullable().describe('Not copied; null where the source does not tell.'),
  error: problem,
});

const folderPlanned = z.object({
  event: z.literal('folder-planned'),
  mailbox,
  folder: z.string(),
  target: z.string(),
  why: placeWhy.nullable().describe('Why it does not keep its name, or null.'),
  isNew: z.boolean().describe('The target has no such folder yet.'),
  items: count.describe('What a pass would copy.'),
  bytes: count,
  excluded: count,
  copiedAlready: count.describe('By earlier passes, as the ledger knows.'),
  tooLarge: count.describe('Of the items, those above the limit that the target tells.'),
});

const mailboxFinished = z.object({
  event: z.literal('mailbox-finished'),
  mailbox,
  end: z.enum(['completed', 'stopped', 'failed', 'superseded', 'not-started', 'planned']),
  pass: outcomeCounts.describe('What this pass did.'),
  totals: outcomeCounts
    .extend({ bytesMigrated: count, pending: count })
    .describe('All passes so far.'),
  failures: z
    .array(z.object({ reason: z.string(), items: count }))
    .describe('Failed items by reason, most first.'),
  exclusions: z.array(z.object({ reason: z.string(), items: count })),
  parkedFolders: count.describe('Folders that could not be opened or made: tried again next time.'),
  watchedUntil: instant
    .nullable()
    .describe('A batch of an interrupted run is looked for until then.'),
  surplusReported: count,
  investigate: count,
  error: problem.nullable(),
  verification: verification.nullable(),
  log: z.string().nullable().describe('CSV file with one row per item outcome.'),
  folderLog: z
    .string()
    .nullable()
    .describe('CSV file with one row per folder that was left out, parked, or has another name.'),
});

export const runEventSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('run-started'),
    version: z.string(),
    command: z.enum(['migrate', 'verify', 'demo']),
    state: z.string().nullable().describe('The state folder.'),
    isDryRun: z.boolean(),
    mailboxes: z.array(z.object({ source: z.string(), target: z.string() })),
  }),
  z.object({ event: z.literal('mailbox-started'), mailbox }),
  z.object({
    event: z.literal('phase'),
    mailbox,
    phase: z.enum(['connecting', 'recovering', 'listing', 'copying', 'finishing', 'verifying']),
  }),
  z.object({
    event: z.literal('planned'),
    mailbox,
    items: count,
    bytes: count.nullable(),
    folders: count,
  }),
  folderPlanned,
  folderLeftOut,
  folderPlaced,
  folderParked,
  z.object({ event: z.literal('folder-started'), mailbox, folder: z.string(), items: count }),
  z.object({ event: z.literal('folder-finished'), mailbox, folder: z.string() }),
  z.object({
    event: z.literal('settled'),
    mailbox,
    folder: z.string(),
    counts: outcomeCounts.describe(
      'Durable outcomes since the last such line of this mailbox and folder.',
    ),
    bytes: count,
  }),
  z.object({
    event: z.literal('keywords-left-out'),
    mailbox,
    folder: z.string(),
    items: count.describe('Written without keywords that the target does not take.'),
    keywords: z.array(z.string()),
  }),
  z.object({
    event: z.literal('quota-short'),
    mailbox,
    neededBytes: count.describe('Still to copy.'),
    freeBytes: count.describe('Room at the target, by its own word.'),
  }),
  z.object({
    event: z.literal('duplicates-moved'),
    mailbox,
    folder: z.string(),
    items: count.describe('Copies that may be there twice.'),
    to: z.string().describe('The folder of the target that they are in now.'),
  }),
  z.object({
    event: z.literal('duplicates-kept'),
    mailbox,
    folder: z.string(),
    items: count.describe('They stay where they are, and reported.'),
    why: z.enum(['cannot-be-moved', 'refused', 'may-be-the-only']),
  }),
  z.object({
    event: z.literal('waiting'),
    mailbox,
    reason: z.string(),
    until: instant.nullable(),
  }),
  z.object({ event: z.literal('resumed'), mailbox }),
  z.object({
    event: z.literal('connection-lost'),
    mailbox,
    side: z.enum(['source', 'target']),
    code: z.string(),
  }),
  z.object({ event: z.literal('verifying'), mailbox, foldersDone: count, folders: count }),
  mailboxFinished,
  z.object({ event: z.literal('notice'), level: z.enum(['info', 'warning']), message: z.string() }),
  z.object({
    event: z.literal('error'),
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
  }),
  z.object({ event: z.literal('run-finished'), exitCode: z.int(), resumable: z.boolean() }),
]);

/** One line of `--json`. */
export const jsonLineSchema = z.intersection(
  z.object({
    at: instant.describe('When, UTC.'),
    v: z.literal(1).describe('Version of this format.'),
  }),
  runEventSchema,
);

export type RunEvent = z.infer<typeof runEventSchema>;
export type FolderPlanned = z.infer<typeof folderPlanned>;
export type FolderLeftOutEvent = z.infer<typeof folderLeftOut>;
export type FolderParkedEvent = z.infer<typeof folderParked>;
/** What is to be known of a folder beside its items. */
export type FolderNote = FolderLeftOutEvent | FolderParkedEvent | z.infer<typeof folderPlaced>;
export type MailboxFinished = z.infer<typeof mailboxFinished>;
export type OutcomeName = keyof z.infer<typeof outcomeCounts>;
