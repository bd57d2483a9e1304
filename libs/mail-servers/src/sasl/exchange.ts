import type { Answer } from '../server/behaviour.ts';
import type { Session } from '../server/session.ts';

/** What the server can offer by `AUTH=`. */
export const saslMechanisms = [
  'PLAIN', // RFC 4616
  'LOGIN', // draft-murchison-sasl-login
  'CRAM-MD5', // RFC 2195
  'SCRAM-SHA-1', // RFC 5802
  'SCRAM-SHA-256', // RFC 7677
  'SCRAM-SHA-1-PLUS', // RFC 5802 §6; only where TLS is
  'SCRAM-SHA-256-PLUS',
  'XOAUTH2', // Google's
  'OAUTHBEARER', // RFC 7628
  'EXTERNAL', // RFC 4422 Appendix A
] as const;

export type SaslMechanism = (typeof saslMechanisms)[number];

/** The client gave up with `*` (RFC 3501 §6.2.2). */
export class SaslCancelled extends Error {
  override readonly name = 'SaslCancelled';
}

/** One AUTHENTICATE as a mechanism sees it: decoded bytes both ways. */
export interface SaslExchange {
  readonly session: Session;
  /** The client's first message: sent along (RFC 4959), or asked for with an empty challenge. */
  readonly first: () => Promise<Buffer>;
  /** @throws SaslCancelled, ConnectionEnded */
  readonly ask: (challenge: string) => Promise<Buffer>;
}

/** Who is signed in, or the answer that refuses it. */
export type SaslVerdict =
  { readonly mailbox: string; readonly token?: string } | { readonly refusal: Answer };

/** One exchange of a mechanism. */
export type SaslRun = (exchange: SaslExchange) => Promise<SaslVerdict>;
