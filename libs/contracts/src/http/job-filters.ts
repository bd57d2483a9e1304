import * as z from 'zod';
import { instantSchema } from './values.ts';

/** Kinds of items that a job can be told to take. */
export const itemKindChoices = [
  'mail',
  'calendar',
  'contacts',
  'tasks',
  'notes',
  'journal',
  'posts',
  'other',
] as const;
const readStates = ['read', 'unread'] as const;
const flagStates = ['flagged', 'unflagged'] as const;

/** Behind `#` in a folder pattern: the mailbox's folder of that use, whatever it is called. Case does not matter. */
export const wellKnownFolderNames = [
  ...['Inbox', 'SentItems', 'Drafts', 'DeletedItems', 'JunkEmail', 'Archive', 'Outbox'],
  ...['Calendar', 'Contacts', 'Tasks', 'Notes', 'Journal'],
  ...['AllMail', 'Flagged', 'Important', 'Chats', 'SyncIssues'],
  ...['Sent', 'Trash', 'Junk'],
] as const;
const wellKnown: ReadonlySet<string> = new Set(
  wellKnownFolderNames.map((name) => name.toLowerCase()),
);

export const folderPathSchema = z
  .string()
  .min(1)
  .max(2000)
  .refine((value) => !/[\0\r\n\p{Cs}]/u.test(value), 'holds a character that no folder has');

/** A path with `*` for any characters, or one that begins with `#Inbox` and the like (docs/reference/filters.md). */
const folderPatternSchema = folderPathSchema.refine(
  (value) => {
    const [, name] = /^#([a-z]+)#?(?:[/*]|$)/iu.exec(value) ?? [];
    return !value.startsWith('#') || wellKnown.has(name?.toLowerCase() ?? '');
  },
  `names no well-known folder: they are #${wellKnownFolderNames.join(', #')}; write \\# for a name that begins with #`,
);

const folderPatterns = z.array(folderPatternSchema).max(1000);
const daysSchema = z.int().min(1, 'is less than 1 day').max(36_500, 'is more than 36500 days');

/** What a job leaves out, as part of its options; absent: nothing for that reason. */
export const filterFields = {
  itemBytesMin: z.int().min(1).optional(),
  itemBytesMax: z.int().min(1).optional(),
  receivedFrom: instantSchema.optional(),
  receivedBefore: instantSchema.optional(),
  /** Received in the last so many days, counted back from when each pass begins. */
  ageDaysMax: daysSchema.optional(),
  /** Received longer ago than so many days, counted in the same way. */
  ageDaysMin: daysSchema.optional(),
  itemKinds: z
    .array(z.enum(itemKindChoices))
    .min(1, 'is empty: no item would be taken')
    .refine((kinds) => new Set(kinds).size === kinds.length, 'names a kind twice')
    .optional(),
  /** Of mail and posts. */
  readState: z.enum(readStates).optional(),
  flagState: z.enum(flagStates).optional(),
  includeFolders: folderPatterns.optional(),
  excludeFolders: folderPatterns.optional(),
  takeFolders: folderPatterns.optional(),
};

const shownPatternsOf = z.array(z.string()).optional();

/** Of jobs that are there: what was written when fewer patterns had a meaning is shown as it is. */
export const shownPatterns = {
  includeFolders: shownPatternsOf,
  excludeFolders: shownPatternsOf,
  takeFolders: shownPatternsOf,
};

type Filters = z.output<z.ZodObject<typeof filterFields>>;

/** Refuses filters that no item passes, at the field that is to be changed. */
export function checkFilters(context: z.core.ParsePayload<Filters>): void {
  const { itemBytesMin, itemBytesMax, receivedFrom, receivedBefore } = context.value;
  const { ageDaysMin, ageDaysMax } = context.value;
  const refuse = (field: keyof Filters, message: string) => {
    context.issues.push({ code: 'custom', path: [field], message, input: context.value[field] });
  };
  if (receivedFrom !== undefined && receivedBefore !== undefined && receivedFrom >= receivedBefore)
    refuse('receivedBefore', 'is not after receivedFrom: no item would be taken');
  if (itemBytesMin !== undefined && itemBytesMax !== undefined && itemBytesMin > itemBytesMax)
    refuse('itemBytesMax', 'is less than itemBytesMin: no item would be taken');
  if (ageDaysMin !== undefined && ageDaysMax !== undefined && ageDaysMin >= ageDaysMax)
    refuse('ageDaysMax', 'is not more than ageDaysMin: no item would be taken');
  if (ageDaysMax !== undefined && receivedFrom !== undefined)
    refuse('ageDaysMax', 'stands beside receivedFrom: give one of the two');
  if (ageDaysMin !== undefined && receivedBefore !== undefined)
    refuse('ageDaysMin', 'stands beside receivedBefore: give one of the two');
}
