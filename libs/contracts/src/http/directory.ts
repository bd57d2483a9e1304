import * as z from 'zod';
import { hostSchema, line, securityNames } from './place-values.ts';
import { listOf, pageOf, pageQuerySchema, searchSchema } from './values.ts';

/** A directory that is read over LDAP, without its password. */
export const directorySchema = z.object({
  host: hostSchema,
  /** Absent: 636 with tls, else 389. */
  port: z.int().min(1).max(65_535).optional(),
  security: z.enum(securityNames).default('tls'),
  /** The distinguished name below which mailboxes stand; absent: the directory's own. */
  baseDn: line(1000).optional(),
  /** Who reads it: a distinguished name, or in Active Directory user@domain or DOMAIN\\user; absent: nobody, as far as it lets them. */
  bindDn: line(1000)
    .refine((value) => /[=@\\]/.test(value), 'is neither a distinguished name nor user@domain')
    .optional(),
  /** PEM of the authority that signed the directory's certificate. */
  ca: z.string().max(20_000).optional(),
  /** SHA-256 fingerprints of the certificate, separated by commas. */
  pin: line(1000).optional(),
});

/** What a mailbox is; `mailbox`: the server does not tell shared and room mailboxes from those of people. */
export const foundKinds = [
  ...(['mailbox', 'user', 'shared', 'room', 'equipment', 'public', 'system'] as const),
] as const;

/** One mailbox as its system's directory tells of it. */
export const foundMailboxSchema = z.object({
  address: z.string(),
  /** May be empty. */
  name: z.string(),
  kind: z.enum(foundKinds),
  /** Its other addresses. */
  aliases: z.array(z.string()),
  /** Stable however it is renamed: the kind of id (objectGUID, entryUUID, dn), a colon, the id. Of directories over LDAP. */
  id: z.string().optional(),
  /** As whom its owner signs in, where the directory says it. */
  account: z.string().optional(),
  hasArchive: z.boolean().optional(),
  /** The units that it stands in, outermost first. */
  path: z.array(z.string()).optional(),
});

/** Why there may be more than was found; the words for people are the answer's `words`. */
export const searchLimits = ['entries', 'server', 'letters', 'questions', 'time'] as const;

export const mailboxSearchQuerySchema = pageQuerySchema.omit({ sort: true }).extend({
  /** A part of a name or address; of Exchange without a directory: what they begin with. */
  q: searchSchema.optional(),
  /** Only these; needs a directory. Without it all that people use. */
  kind: listOf(z.enum(foundKinds).exclude(['mailbox'])).optional(),
  /** The distinguished name of the unit they stand in, or below; needs a directory. */
  unit: line(1000).optional(),
  /** A group by its distinguished name, address or name: its members, through groups in it as well; needs a directory. */
  group: line(1000).optional(),
});

/** By address. The first page is asked for anew, the others are of its answer for a while. */
export const mailboxSearchSchema = pageOf(foundMailboxSchema).extend({
  /** Who answered. */
  source: z.enum(['directory', 'exchange']),
  /** All pages together, as far as the search went. */
  total: z.int(),
  limit: z.enum(searchLimits).optional(),
  /** What the limit means and what to do, in a sentence. */
  words: z.string().optional(),
});

export const placeSearchQuerySchema = z.object({
  what: z.enum(['group', 'unit']).default('group'),
  /** A part of the name. */
  q: searchSchema.optional(),
});

/** Groups or units of a directory, by name. */
export const placeSearchSchema = z.object({
  rows: z.array(
    z.object({
      dn: z.string(),
      name: z.string(),
      address: z.string().optional(),
      path: z.array(z.string()),
    }),
  ),
  limit: z.enum(searchLimits).optional(),
});

/** What to test with; a saved connection's own where it is absent. */
export const directoryTestSchema = z.object({
  directory: directorySchema.optional(),
  password: z.string().max(1000).optional(),
});

export type Directory = z.output<typeof directorySchema>;
export type FoundMailbox = z.output<typeof foundMailboxSchema>;
export type MailboxSearchAnswer = z.output<typeof mailboxSearchSchema>;
export type MailboxSearchQuery = z.output<typeof mailboxSearchQuerySchema>;
export type NamedPlace = z.output<typeof placeSearchSchema>['rows'][number];
export type SearchLimit = (typeof searchLimits)[number];
