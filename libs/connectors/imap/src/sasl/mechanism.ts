import type { ChannelBinding } from '../tls/channel-binding.ts';

/** Ways to sign in; `LOGIN` is the mechanism, or the command of that name where the server has only that. */
export const saslNames = [
  'PLAIN',
  'LOGIN',
  'CRAM-MD5',
  'SCRAM-SHA-1',
  'SCRAM-SHA-256',
  'SCRAM-SHA-1-PLUS',
  'SCRAM-SHA-256-PLUS',
  'XOAUTH2',
  'OAUTHBEARER',
  'EXTERNAL',
] as const;

export type SaslName = (typeof saslNames)[number];

/** Who signs in, and with what. */
export interface SaslIdentity {
  /** The authentication identity: whose password or token it is. */
  readonly login: string;
  /** The authorization identity: whose mailbox is to be opened; empty: the same. */
  readonly authorize: string;
  /** Password or access token; empty for EXTERNAL. */
  readonly secret: string;
  readonly host: string;
  readonly port: number;
}

/**
 * What SCRAM says of the line below it (RFC 5802 §6): `none`: nothing; `not-offered`: it could be tied to its TLS connection,
 * had the server offered that, which shows the server when somebody took its offer away.
 */
export type LineBinding = ChannelBinding | 'not-offered' | 'none';

/** One sign-in, from the client's side. */
export interface SaslClient {
  /** What it says first, unasked; undefined: the server begins. */
  readonly initial: Buffer | undefined;
  /** The answer to a challenge; undefined gives up (`*`). @throws SaslFailure */
  answer(challenge: Buffer): Promise<Buffer | undefined> | Buffer | undefined;
  /** The server said OK: what it still owes is missed here. @throws SaslFailure */
  finish?(): void;
  /** What the server told beside its refusal. */
  readonly serverReason?: string | undefined;
  /** The server knows this user by this mechanism, or feigns it: its refusal is about the answer. */
  readonly isChallenged?: boolean;
}

/** The server did not keep to the mechanism, or failed to prove that it knows the password. */
export class SaslFailure extends Error {
  override readonly name = 'SaslFailure';
}
