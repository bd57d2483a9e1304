import type { SaslName } from './mechanism.ts';

/** A mechanism of AUTHENTICATE, or the command LOGIN. */
export type SignInWay = SaslName | 'LOGIN command';

export interface SignInChoice {
  /** What the server's capabilities say after `AUTH=`, and `LOGINDISABLED`, upper case. */
  readonly offered: ReadonlySet<string>;
  readonly isEncrypted: boolean;
  /** A sign-in can be tied to the TLS connection. */
  readonly canBind: boolean;
  readonly credential: 'password' | 'token' | 'certificate';
  /** An admin's name signs in, and the mailbox is named beside it. */
  readonly isAdmin: boolean;
  readonly login: string;
  /** Only this one. */
  readonly forced: SaslName | undefined;
}

/**
 * What to try, best first. On an encrypted line PLAIN stands before CRAM-MD5, which protects nothing there and needs
 * passwords that the server can read; in the clear CRAM-MD5 at least hides the password from who listens.
 */
export function chooseMechanism(choice: SignInChoice): readonly SignInWay[] {
  const { forced } = choice;
  if (forced !== undefined && forced !== 'LOGIN')
    return ways(choice).includes(forced) ? [forced] : [];
  const possible = ways(choice);
  return forced === undefined
    ? possible
    : possible.filter((way) => way === 'LOGIN' || way === 'LOGIN command');
}

function ways(choice: SignInChoice): SignInWay[] {
  const { offered, isEncrypted, canBind, credential, isAdmin, login } = choice;
  const has = (name: SaslName) =>
    offered.has(name) || (name === 'XOAUTH2' && offered.has('XOAUTH'));
  if (credential === 'certificate') return ['EXTERNAL' as const].filter(has);
  if (credential === 'token') return (['OAUTHBEARER', 'XOAUTH2'] as const).filter(has);
  const bound = canBind ? (['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-1-PLUS'] as const).filter(has) : [];
  const strong = [...bound, ...(['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const).filter(has)];
  const plain = (['PLAIN'] as const).filter(has);
  // These say no mailbox beside the name.
  const md5 = isAdmin ? [] : (['CRAM-MD5'] as const).filter(has);
  const command = isAdmin || offered.has('LOGINDISABLED') ? [] : (['LOGIN command'] as const);
  const login2 = isAdmin ? [] : (['LOGIN'] as const).filter(has);
  // Exchange takes DOMAIN\user\mailbox by LOGIN only.
  const weak = /[\\/]/.test(login)
    ? [...command, ...plain, ...login2]
    : [...plain, ...login2, ...command];
  return isEncrypted ? [...strong, ...weak, ...md5] : [...strong, ...md5, ...weak];
}
