import * as z from 'zod';
import type { ConnectionParameters } from './connection-parameters.ts';

export type Security = 'tls' | 'starttls' | 'none';

/** One mailbox at one server: IMAP, or Exchange Web Services. */
export interface ConnectionSettings {
  readonly scheme: 'imap' | 'exchange';
  /** A name in ASCII, an IPv4 address or an IPv6 address without brackets; lower case. */
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly user: string;
  /** Of Exchange, where it is not the usual one. */
  readonly path?: string;
  /** A secret. Absent where the URL has none: it comes from elsewhere. */
  readonly password?: string;
  /** What stands behind the `?`; names files and variables of secrets, never the secrets. */
  readonly parameters: ConnectionParameters;
}

const credentialLengthMax = 1024;

/** NUL, CR and LF cannot be sent in LOGIN; other control characters are in no credential that anybody meant. */
function isCleanCredential(text: string): boolean {
  return [...text].every((character) => character >= ' ' && character !== '\u007f');
}

function credential(what: string) {
  return z
    .string()
    .max(credentialLengthMax, `the ${what} is longer than ${credentialLengthMax} characters`)
    .refine(isCleanCredential, `the ${what} holds control characters`);
}

/** What the parts of a URL must be. Each message is shown to people, after "the connection URL: "; none holds a value. */
export const connectionSettingsSchema = z.object({
  scheme: z.enum(['imap', 'exchange']),
  security: z.enum(['tls', 'starttls', 'none'], 'security is not tls, starttls or none'),
  host: z.union([z.ipv4(), z.ipv6(), z.hostname()], 'the host is not a host name or IP address'),
  port: z
    .int('the port is not a number')
    .min(1, 'the port is not between 1 and 65535')
    .max(65535, 'the port is not between 1 and 65535'),
  user: credential('user name').min(1, 'there is no user name before the host'),
  password: credential('password').exactOptional(),
  path: z
    .string()
    .regex(/^\/[\w.~!$&'()*+,;=:@%/-]{1,500}$/, 'the path holds characters that no path has')
    .exactOptional(),
});
