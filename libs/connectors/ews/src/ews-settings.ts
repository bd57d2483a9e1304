import type { AddressGuard } from '@mailhaul/connector-contract';
import * as z from 'zod';

const timeoutMs = z.number().int().min(100).max(3_600_000);
const name = z.string().min(1).max(1024);

const defaultPath = '/EWS/Exchange.asmx';

/** How to reach and open one mailbox by Exchange Web Services. */
export const ewsSettingsSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[^\s/@]+$/),
  port: z.number().int().min(1).max(65_535),
  security: z.enum(['tls', 'none']),
  path: z
    .string()
    .regex(/^\/[\w.~!$&'()*+,;=:@%/-]{0,500}$/)
    .default(defaultPath),
  /** Who signs in: `user@domain` or `DOMAIN\user`. */
  user: name,
  password: z.string().max(1024),
  /** Whose mailbox it is, by its SMTP address, where it is not that of the user: opened by impersonation. */
  mailbox: name.optional(),
  /** PEM of certificate authorities to trust instead of the system's. */
  ca: z.string().optional(),
  /** Asked before every connection; without one every address is allowed. */
  addressGuard: z.custom<AddressGuard>((v) => typeof v === 'object' && v !== null).optional(),
  /** From the look-up of the name until the line is made. */
  connectMsMax: timeoutMs.default(30_000),
  /** No byte moves so long while the server owes an answer. */
  silenceMsMax: timeoutMs.default(120_000),
  /** Bytes move, and nothing that was asked for is complete. */
  answerMsMax: timeoutMs.default(900_000),
});

export type EwsSettings = z.input<typeof ewsSettingsSchema>;
export type ValidEwsSettings = z.output<typeof ewsSettingsSchema>;

/** Which mailbox it is: equal for equal mailboxes, whoever signs in for it. Personal. */
export function ewsIdentity({ host, port, user, mailbox }: ValidEwsSettings): string {
  const plainHost = host.toLowerCase().replace(/\.$/, '');
  const address = plainHost.includes(':') ? `[${plainHost}]` : plainHost;
  // Names of mailboxes are one in any case on Exchange.
  return `exchange://${encodeURIComponent((mailbox ?? user).toLowerCase())}@${address}:${port}`;
}
