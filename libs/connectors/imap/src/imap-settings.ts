import type { TokenSource } from '@mailhaul/connector-contract';
import { lineShape, timeoutMsSchema } from '@mailhaul/connector-line';
import * as z from 'zod';
import { saslNames } from './sasl/mechanism.ts';

const name = z.string().min(1).max(1024);

/** How to reach and open one mailbox over IMAP. */
export const imapSettingsSchema = z
  .strictObject({
    ...lineShape,
    /** `tls` from the first byte; `starttls` or refuse; `none`: in the clear. */
    security: z.enum(['tls', 'starttls', 'none']),
    /** Whose mailbox it is. */
    user: name,
    /** The name that signs in, where it is not the mailbox's own: `ann*admin`, or an admin's. */
    login: name.optional(),
    /** `login` is an admin who opens `user`'s mailbox: SASL's authorization identity (RFC 4422 §3.4.1). */
    isAdmin: z.boolean().default(false),
    /** The password, or a function that yields it when a connection is opened. */
    password: z
      .union([z.string(), z.custom<() => string | Promise<string>>((v) => typeof v === 'function')])
      .optional(),
    /** Access tokens in place of a password. */
    token: z.custom<TokenSource>((v) => typeof v === 'object' && v !== null).optional(),
    /** Only this way of signing in; default: the strongest that the server offers. */
    auth: z.enum(saslNames).optional(),
    /** From the first packet until signed in. */
    connectMsMax: timeoutMsSchema.default(30_000),
    /** No byte moves so long while the server owes an answer. */
    silenceMsMax: timeoutMsSchema.default(120_000),
    /** Bytes move, and nothing that was asked for is among them. Servers do say "still here" for minutes while they index. */
    answerMsMax: timeoutMsSchema.default(900_000),
  })
  .refine(
    ({ password, token, auth }) =>
      Number(password !== undefined) + Number(token !== undefined) ===
      (auth === 'EXTERNAL' ? 0 : 1),
    'either a password or a token signs in, or with EXTERNAL neither',
  );

export type ImapSettings = z.input<typeof imapSettingsSchema>;
export type ValidImapSettings = z.output<typeof imapSettingsSchema>;

/** Which mailbox it is: equal for equal mailboxes, whoever signs in for it. Personal. */
export function imapIdentity(settings: ValidImapSettings): string {
  const plainHost = settings.host.toLowerCase().replace(/\.$/, '');
  const address = plainHost.includes(':') ? `[${plainHost}]` : plainHost;
  return `imap://${encodeURIComponent(settings.user)}@${address}:${settings.port}`;
}
