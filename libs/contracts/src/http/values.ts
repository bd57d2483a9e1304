import * as z from 'zod';

/** Made by us: a UUID. */
export const idSchema = z.uuid();
/** Chosen when a tenant is made; stands in URLs and stream names for good. */
export const tenantIdSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'has 1 to 40 characters of a-z, 0-9 and -')
  .refine((value) => value !== 'provider', 'is a reserved name');
/** A worker by its name or by its process's id. */
export const workerRefSchema = z.string().min(1).max(300);
/** Milliseconds since 1970. */
export const instantSchema = z
  .int()
  .nonnegative()
  .max(253_402_300_799_999, 'is after the year 9999');
/** As workers are started with it. */
export const workerTagSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,62}$/, 'has 1 to 63 letters, digits, dots, _ and -');
export const countSchema = z.int().nonnegative();
/** Half a character, and what turns or breaks the line in which a name is shown. */
const disturbing = /[\p{Cs}\u2028-\u202e\u2066-\u2069]/u;
const onlyInvisible = /^[\p{C}\p{Z}]*$/u;

/** What a person types as a name: no control characters, blanks around it are cut. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'has 200 characters at most')
  .refine((value) => !/\p{Cc}/u.test(value), 'holds a control character')
  .refine((value) => !disturbing.test(value), 'holds a character that disturbs the text around it')
  .refine((value) => value === '' || !onlyInvisible.test(value), 'has no visible character');
export const searchSchema = z.string().max(200);
/** Of a stream; the ETag of what it describes. */
export const revisionSchema = z.int().nonnegative();

/** What a page of a list is asked by, beside the list's own filters. */
export const pageQuerySchema = z.object({
  /** Substring, without case. */
  q: searchSchema.optional(),
  /** A field's name, with `-` in front for the largest first. */
  sort: z
    .string()
    .regex(/^-?[a-zA-Z]{1,40}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** `next` of the page before. */
  after: z.string().max(2000).optional(),
});

export type PageQuery = z.output<typeof pageQuerySchema>;

/** Several values of a filter, separated by commas. */
export function listOf<T extends z.ZodType<unknown, string>>(one: T) {
  return z
    .string()
    .max(2000)
    .transform((text) => text.split(','))
    .pipe(z.array(one).max(50));
}

export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({ rows: z.array(row), next: z.string().optional() });
}
