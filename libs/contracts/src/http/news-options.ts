import * as z from 'zod';
import { newsAbouts } from './history.ts';
import { countSchema, instantSchema } from './values.ts';

/** More of them in a tile would be slow to draw, and read by nobody. */
export const newsShownMax = 199;
/** A week. */
export const newsEveryMinutesMax = 10_080;
export const newsRecipientsMax = 20;

// Nothing that ends a header's line, begins another address or is a name, a comment or a route.
const plainAddress = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]*[a-z\d])?$/iu;

export const mailAddressSchema = z
  .string()
  .max(254, 'has 254 characters at most')
  .refine(
    (text) => plainAddress.test(text) && !text.includes('..'),
    'is no e-mail address: give it as name@example.org, without a name around it',
  );

const recipients = z
  .array(mailAddressSchema)
  .max(newsRecipientsMax, `are more than ${newsRecipientsMax}: give the address of a group`);
const kinds = z
  .array(z.enum(newsAbouts))
  .max(newsAbouts.length)
  .refine((list) => new Set(list).size === list.length, 'names a kind twice');
const shown = z.int().min(1, 'is less than 1: hide the kinds instead').max(newsShownMax);
const every = z
  .int()
  .min(1, 'is less than 1: choose no kind to be mailed instead')
  .max(newsEveryMinutesMax, `is more than ${newsEveryMinutesMax}, which is a week`);
const byTone = <T extends z.ZodType>(one: T) => z.strictObject({ good: one, bad: one });

/** What the people of a tenant are told, and who is told by e-mail. */
export const newsOptionsSchema = z.strictObject({
  /** Kinds that tiles and counts leave out; the list of all news has them. */
  hidden: kinds,
  /** In a tile at most. */
  shown: byTone(shown),
  mailed: kinds,
  /** Between two mails of a tone. */
  everyMinutes: byTone(every),
  /** Nobody at all: the address that the system was set up with. */
  to: recipients,
  cc: recipients,
  bcc: recipients,
});

export const lastMailSchema = z.object({
  at: instantSchema,
  news: countSchema,
  /** `doubted`: the mail server gave no word on it; it is not sent again. */
  status: z.enum(['intended', 'sent', 'refused', 'doubted']),
  code: z.string().optional(),
});

export const newsOptionsAnswerSchema = newsOptionsSchema.extend({
  /** False: no mail server is set up (MAILHAUL_SMTP_URL of the notifier). */
  canMail: z.boolean(),
  lastMail: z.object({ good: lastMailSchema.optional(), bad: lastMailSchema.optional() }),
});

export type NewsOptions = z.output<typeof newsOptionsSchema>;
export type NewsOptionsAnswer = z.output<typeof newsOptionsAnswerSchema>;
export type LastMail = z.output<typeof lastMailSchema>;
