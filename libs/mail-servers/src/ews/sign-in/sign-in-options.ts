import type { TokenIssuer } from '../../tokens/token-issuer.ts';

export type EwsSignInWay = 'basic' | 'ntlm' | 'negotiate' | 'bearer';

/** How clients may sign in; default: Basic alone. */
export interface EwsSignInOptions {
  /** Offered in this order. */
  readonly ways?: readonly EwsSignInWay[];
  /** Whose tokens are taken, with `bearer`. One that was issued to a name without mailbox is an application's: it must impersonate. */
  readonly tokens?: TokenIssuer;
  /** Extended Protection: NTLM must be bound to the TLS line. Bindings that are there are checked in any case. */
  readonly needsBindings?: boolean;
  /** The challenge of NTLM tells the time, as Windows does since 2008. */
  readonly ntlmTimeMs?: number;
  /** Told of each decision. */
  readonly onSignIn?: (decision: EwsSignInDecision) => void;
}

export interface EwsSignInDecision {
  readonly way: EwsSignInWay | 'none';
  readonly step: 'challenged' | 'accepted' | 'refused';
}
