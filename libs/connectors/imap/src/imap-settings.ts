import * as z from 'zod';

const portMax = 65_535;
const timeoutMs = z.number().int().min(100).max(3_600_000);

/** How to reach and open one mailbox over IMAP. */
export const imapSettingsSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[^\s/@]+$/),
  port: z.number().int().min(1).max(portMax),
  /** `tls` from the first byte; `starttls` or refuse; `none`: in the clear. */
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().min(1).max(1024),
  /** The password, or a function that yields it when a connection is opened. */
  password: z.union([
    z.string(),
    z.custom<() => string | Promise<string>>((v) => typeof v === 'function'),
  ]),
  /** Whose mailbox to open with the user's password (RFC 4616 authzid), where the server allows it. */
  authzid: z.string().min(1).max(1024).optional(),
  /** PEM of certificate authorities to trust instead of the system's. */
  ca: z.string().optional(),
  /** From the first packet until signed in. */
  connectMsMax: timeoutMs.default(30_000),
  /** No byte moves so long while the server owes an answer. */
  silenceMsMax: timeoutMs.default(120_000),
  /** Bytes move, and nothing that was asked for is among them. Servers do say "still here" for minutes while they index. */
  answerMsMax: timeoutMs.default(900_000),
});

export type ImapSettings = z.input<typeof imapSettingsSchema>;
export type ValidImapSettings = z.output<typeof imapSettingsSchema>;

/** Which mailbox it is: equal for equal mailboxes. Personal. */
export function imapIdentity(settings: ValidImapSettings): string {
  const host = settings.host.toLowerCase().replace(/\.$/, '');
  const address = host.includes(':') ? `[${host}]` : host;
  const user = encodeURIComponent(settings.authzid ?? settings.user);
  return `imap://${user}@${address}:${settings.port}`;
}
