import * as z from 'zod';
import { directorySchema } from './directory.ts';
import { hostSchema, line, securityNames } from './place-values.ts';
import { idSchema, instantSchema, nameSchema, revisionSchema, workerTagSchema } from './values.ts';

export const authNames = [
  'plain',
  'login',
  'cram-md5',
  'scram-sha-1',
  'scram-sha-256',
  'scram-sha-1-plus',
  'scram-sha-256-plus',
  'xoauth2',
  'oauthbearer',
  'basic',
  'ntlm',
  'oauth',
] as const;

/** IMAP, Exchange Web Services of a server of one's own, and of Exchange Online. */
export const connectionKinds = ['imap', 'exchange', 'office365'] as const;

/** What a mailbox of Exchange is; archives and public folders stand beside the mailbox of the same address. */
export const mailboxKinds = ['user', 'shared', 'room', 'archive', 'public'] as const;
export const mailboxKindSchema = z.enum(mailboxKinds);

export const oauthSchema = z.object({
  /** `google`, `microsoft` or the https URL of a token endpoint. */
  endpoint: z.union([z.enum(['google', 'microsoft']), z.url({ protocol: /^https$/ }).max(500)]),
  tenant: line(255).optional(),
  clientId: line().optional(),
  scope: line().optional(),
});

/** Of Exchange alone. */
export const exchangeSchema = z.object({
  /** Where EWS is, if not at `/EWS/Exchange.asmx`. */
  path: z
    .string()
    .regex(/^\/[\w.~!$&'()*+,;=:@%/-]{1,500}$/, 'is not a path that begins with /')
    .optional(),
  /** How one account opens the mailboxes of others: in the owner's place (a role), or by rights on each. */
  access: z.enum(['impersonation', 'delegate']).optional(),
  /** What the mailboxes are, where a pair does not say. */
  kind: mailboxKindSchema.optional(),
  /** The host is a domain that is asked for its server; it may be led to these hosts besides. */
  autodiscover: z.object({ hosts: z.array(z.hostname()).max(20).default([]) }).optional(),
});

/** Everything but the secrets. */
export const connectionSettingsSchema = z.object({
  name: nameSchema,
  kind: z.enum(connectionKinds),
  host: hostSchema,
  port: z.int().min(1).max(65_535).optional(),
  security: z.enum(securityNames).default('tls'),
  /** `mailbox`: each mailbox signs in with a password of its own; `admin`: one account opens all of them. */
  signIn: z.enum(['mailbox', 'admin']),
  adminUser: line().optional(),
  /** How the user is written: {mailbox}, {local}, {domain} stand for the mailbox's; like `{mailbox}*admin`. */
  login: line()
    .refine((value) => !/\{(?!(?:mailbox|local|domain)\})/.test(value), {
      message: 'in braces stands only {mailbox}, {local} or {domain}',
    })
    .optional(),
  auth: z.enum(authNames).optional(),
  /** PEM of the authority that signed the server's certificate. */
  ca: z.string().max(20_000).optional(),
  /** SHA-256 fingerprints of the certificate, separated by commas. */
  pin: line(1000).optional(),
  oauth: oauthSchema.optional(),
  exchange: exchangeSchema.optional(),
  /** Where the mailboxes of this system are looked up. */
  directory: directorySchema.optional(),
  /** Mailboxes worked on at the same time at most. */
  mailboxesMax: z.int().min(1).max(500).optional(),
  bytesPerSecond: z.int().min(1000).optional(),
  operationsPerSecond: z.int().min(1).optional(),
  /** Only workers that were started with this tag work over it, as where nobody else can reach the server. */
  workerTag: workerTagSchema.optional(),
});

/** Go in and never come out again; what is absent stays as it is, null removes it. */
export const connectionSecretsSchema = z.object({
  /** Of the admin account. */
  password: z.string().max(1000).nullish(),
  clientSecret: z.string().max(1000).nullish(),
  refreshToken: z.string().max(10_000).nullish(),
  /** Of whoever reads the directory. */
  directoryPassword: z.string().max(1000).nullish(),
});

export const connectionInputSchema = z.object({
  settings: connectionSettingsSchema,
  secrets: connectionSecretsSchema.default({}),
});

export const connectionStatuses = ['untested', 'working', 'broken'] as const;

export const connectionSchema = connectionSettingsSchema.extend({
  id: idSchema,
  status: z.enum(connectionStatuses),
  /** Why it is broken: a code of the error catalogue. */
  problem: z.string().optional(),
  /** The server's own words. */
  serverText: z.string().optional(),
  /** Names of the secrets that it has. */
  hasSecrets: z.boolean(),
  /** Jobs that use it. */
  usedBy: z.int(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  checkedAt: instantSchema.optional(),
  revision: revisionSchema,
});

/** What to test with: saved settings need only the mailbox. */
export const connectionTestSchema = z.object({
  settings: connectionSettingsSchema.optional(),
  secrets: connectionSecretsSchema.default({}),
  /** A mailbox to sign in to; its password where each mailbox has its own. */
  mailbox: line().optional(),
  /** Where each mailbox signs in by a token: its refresh token. */
  mailboxPassword: z.string().max(8000).optional(),
});

/** One line of the test's answer (newline-delimited JSON), told when the step begins and again when it ends. */
export const connectionTestStepSchema = z.object({
  step: z.string(),
  label: z.string(),
  state: z.enum(['running', 'passed', 'failed', 'warning']),
  /** What was found, line by line. */
  details: z.array(z.string()),
  tookMs: z.number().optional(),
  code: z.string().optional(),
  whatToDo: z.string().optional(),
  serverText: z.string().optional(),
});

export type ConnectionSettings = z.output<typeof connectionSettingsSchema>;
export type ConnectionSecrets = z.output<typeof connectionSecretsSchema>;
export type Connection = z.output<typeof connectionSchema>;
export type ConnectionTestStep = z.output<typeof connectionTestStepSchema>;
