import { lineShape, timeoutMsSchema } from '@mailhaul/connector-line';
import * as z from 'zod';

const nameCharsMax = 1024;
const controls = /\p{Cc}/u;
const text = z
  .string()
  .min(1)
  .max(nameCharsMax)
  .refine((value) => !controls.test(value));

/** How to reach and read one directory. */
export const directorySettingsSchema = z
  .strictObject({
    ...lineShape,
    /** `tls`: encrypted from the first byte (LDAPS); `starttls`: RFC 4511 §4.14. */
    security: z.enum(['tls', 'starttls', 'none']),
    /** The distinguished name below which is searched; empty: what the server names as its first (default) naming context. */
    baseDn: z.string().max(nameCharsMax).default(''),
    /** Who signs in: a distinguished name, or with Active Directory `user@domain` or `DOMAIN\user`. Absent: nobody. */
    bindDn: text.regex(/[=@\\]/, 'is neither a distinguished name nor user@domain').optional(),
    /** Never empty: a bind with a name and no password is taken for an anonymous one by many servers (RFC 4513 §5.1.2). */
    password: z.string().min(1).max(nameCharsMax).optional(),
    /** From the look-up of the name until the line is made and encrypted. */
    connectMsMax: timeoutMsSchema.default(30_000),
    /** For each question; the server is told as well. */
    answerMsMax: timeoutMsSchema.default(60_000),
  })
  .refine(
    ({ bindDn, password }) => (bindDn === undefined) === (password === undefined),
    'a name and its password go together',
  );

export type DirectorySettings = z.input<typeof directorySettingsSchema>;
export type ValidDirectorySettings = z.output<typeof directorySettingsSchema>;

/** LDAP's own ports (RFC 4516 §2; IANA `ldaps`). */
export function defaultPort(security: ValidDirectorySettings['security']): number {
  return security === 'tls' ? 636 : 389;
}

/** What a server may repeat of what it was sent, and nobody is to see. */
export function secretsOf({ password, proxy }: ValidDirectorySettings): readonly string[] {
  return [password, proxy?.password].filter((secret) => secret !== undefined);
}
