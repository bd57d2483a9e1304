import type { AddressGuard, TokenSource } from '@mailhaul/connector-contract';
import * as z from 'zod';
import { saslNames } from './sasl/mechanism.ts';

const portMax = 65_535;
const timeoutMs = z.number().int().min(100).max(3_600_000);
const name = z.string().min(1).max(1024);
const host = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[^\s/@]+$/);
const port = z.number().int().min(1).max(portMax);

const clientCertificate = z.union([
  z.strictObject({ cert: z.string(), key: z.string(), passphrase: z.string().optional() }),
  z.strictObject({ pfx: z.instanceof(Uint8Array), passphrase: z.string().optional() }),
]);

const proxySchema = z.strictObject({
  kind: z.enum(['socks4', 'socks5', 'http']),
  host,
  port,
  user: name.optional(),
  password: z.string().max(1024).optional(),
});

/** How to reach and open one mailbox over IMAP. */
export const imapSettingsSchema = z
  .strictObject({
    host,
    port,
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
    /** PEM of certificate authorities to trust instead of the system's. */
    ca: z.string().optional(),
    /** SHA-256 of the server's certificate (`AB:CD:…`): one of these is trusted, and nothing else. */
    pins: z
      .array(z.string().regex(/^[0-9A-F]{2}(?::[0-9A-F]{2}){31}$/))
      .max(8)
      .default([]),
    clientCertificate: clientCertificate.optional(),
    proxy: proxySchema.optional(),
    /** Asked before every connection, to the proxy as well; without one every address is allowed. */
    addressGuard: z.custom<AddressGuard>((v) => typeof v === 'object' && v !== null).optional(),
    /** From the first packet until signed in. */
    connectMsMax: timeoutMs.default(30_000),
    /** For the answer of the name servers. */
    lookupMsMax: timeoutMs.default(10_000),
    /** No byte moves so long while the server owes an answer. */
    silenceMsMax: timeoutMs.default(120_000),
    /** Bytes move, and nothing that was asked for is among them. Servers do say "still here" for minutes while they index. */
    answerMsMax: timeoutMs.default(900_000),
  })
  .refine(
    ({ password, token, auth }) =>
      Number(password !== undefined) + Number(token !== undefined) ===
      (auth === 'EXTERNAL' ? 0 : 1),
    'either a password or a token signs in, or with EXTERNAL neither',
  );

export type ImapSettings = z.input<typeof imapSettingsSchema>;
export type ValidImapSettings = z.output<typeof imapSettingsSchema>;
export type ProxySettings = z.output<typeof proxySchema>;

/** Which mailbox it is: equal for equal mailboxes, whoever signs in for it. Personal. */
export function imapIdentity(settings: ValidImapSettings): string {
  const plainHost = settings.host.toLowerCase().replace(/\.$/, '');
  const address = plainHost.includes(':') ? `[${plainHost}]` : plainHost;
  return `imap://${encodeURIComponent(settings.user)}@${address}:${settings.port}`;
}
