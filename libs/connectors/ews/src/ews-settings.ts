import type { TokenSource } from '@mailhaul/connector-contract';
import { lineShape, timeoutMsSchema } from '@mailhaul/connector-line';
import * as z from 'zod';

const name = z.string().min(1).max(1024);

const defaultPath = '/EWS/Exchange.asmx';

/** How to reach and open one mailbox by Exchange Web Services. */
export const ewsSettingsSchema = z
  .strictObject({
    ...lineShape,
    security: z.enum(['tls', 'none']),
    path: z
      .string()
      .regex(/^\/[\w.~!$&'()*+,;=:@%/-]{0,500}$/)
      .default(defaultPath),
    /** Who signs in: `user@domain` or `DOMAIN\user`. With a token whose mailbox it is. */
    user: name,
    password: z.string().max(1024).optional(),
    /** Access tokens in place of a password. */
    token: z.custom<TokenSource>((v) => typeof v === 'object' && v !== null).optional(),
    /** Only this way of signing in with a password; default: what the server offers. */
    auth: z.enum(['basic', 'ntlm']).optional(),
    /** Whose mailbox it is, by its SMTP address, where it is not that of the user. */
    mailbox: name.optional(),
    /** How another one's mailbox is opened: in the place of its owner (a role), or by rights on the mailbox itself. */
    access: z.enum(['impersonation', 'delegate']).default('impersonation'),
    /** Which of the mailbox's trees: its own, its archive, or the public folders that it sees. */
    mailboxKind: z.enum(['user', 'shared', 'room', 'archive', 'public']).default('user'),
    /** `host` is the domain of the address: the server is asked for there (Autodiscover), port and path are what comes of it. */
    autodiscover: z.boolean().default(false),
    /** Hosts, with all below them, that Autodiscover may lead to besides the domain's own. */
    autodiscoverHosts: z.array(z.string().min(1).max(253)).max(20).default([]),
    /** From the look-up of the name until the line is made. */
    connectMsMax: timeoutMsSchema.default(30_000),
    /** No byte moves so long while the server owes an answer. */
    silenceMsMax: timeoutMsSchema.default(120_000),
    /** Bytes move, and nothing that was asked for is complete. */
    answerMsMax: timeoutMsSchema.default(900_000),
  })
  .refine(
    ({ password, token }) => (password === undefined) !== (token === undefined),
    'either a password or a token signs in',
  );

export type EwsSettings = z.input<typeof ewsSettingsSchema>;
export type ValidEwsSettings = z.output<typeof ewsSettingsSchema>;

/** Which mailbox it is: equal for equal mailboxes, whoever signs in for it. Personal. */
export function ewsIdentity(settings: ValidEwsSettings): string {
  const { host, port, user, mailbox, mailboxKind } = settings;
  const plainHost = host.toLowerCase().replace(/\.$/, '');
  const address = plainHost.includes(':') ? `[${plainHost}]` : plainHost;
  // Archives and public folders stand beside the mailbox of the same address.
  const tree = mailboxKind === 'archive' || mailboxKind === 'public' ? `/${mailboxKind}` : '';
  // Names of mailboxes are one in any case on Exchange.
  return `exchange://${encodeURIComponent((mailbox ?? user).toLowerCase())}@${address}:${port}${tree}`;
}

/** What a server may repeat of what it was sent, and nobody is to see. */
export function secretsOf({ password, proxy }: ValidEwsSettings): readonly string[] {
  return [password, proxy?.password].filter((secret) => secret !== undefined);
}

/** Whose place the account takes; undefined where it opens its own mailbox, or one by its rights. */
export function impersonatedBy({ access, mailbox }: ValidEwsSettings): string | undefined {
  return access === 'impersonation' ? mailbox : undefined;
}

/** Microsoft's own: all of these end EWS together. */
export function isExchangeOnline({ host }: Pick<ValidEwsSettings, 'host'>): boolean {
  return /(?:^|\.)(?:outlook\.office365\.com|outlook\.office\.com|outlook\.com|office365\.us|partner\.outlook\.cn)$/i.test(
    host.replace(/\.$/, ''),
  );
}
