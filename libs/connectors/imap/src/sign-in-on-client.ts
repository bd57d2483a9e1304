import type { OpenContext } from '@mailhaul/connector-contract';
import type { ImapFlow } from 'imapflow';
import type { ValidImapSettings } from './imap-settings.ts';
import type { Line } from './open-socket.ts';
import { openingError } from './opening-errors.ts';
import { SaslFailure } from './sasl/mechanism.ts';
import type { CommandLine, SignInPlan } from './sasl/sign-in.ts';
import { channelBindingOf } from './tls/channel-binding.ts';
import { noWayError, saslFailureError } from './sign-in-errors.ts';

/**
 * imapflow asks ID (twice) and NAMESPACE, a round trip each: we ask them along with our first command. And it knows
 * neither SCRAM nor CRAM-MD5 and waits for a `+` before a password: where it would sign in, we do.
 */
export function takeOverSignIn(
  client: ImapFlow,
  signingIn: (line: CommandLine) => Promise<void>,
): void {
  const inner = client as unknown as CommandLine & {
    run(command: string, ...args: unknown[]): Promise<unknown>;
    throttleWait(delayMs: number): Promise<boolean>;
  };
  // imapflow would wait out a server's wish to wait before it tells of it: we wait where it is shown.
  inner.throttleWait = () => Promise.resolve(false);
  const run = inner.run.bind(client);
  inner.run = async (command, ...args) => {
    if (command === 'ID' || command === 'NAMESPACE') return undefined;
    if (command !== 'AUTHENTICATE') return run(command, ...args);
    await signingIn(inner);
    return true;
  };
}

/** How these settings sign in on a line that is, or is not, encrypted. */
export function signInPlan(
  settings: ValidImapSettings,
  { random }: OpenContext,
  { secret, line: { tls, certificate } }: { readonly secret: string; readonly line: Line },
): SignInPlan {
  const { user, login = user, isAdmin, host, port, security, token, auth } = settings;
  const isToken = token !== undefined;
  return {
    identity: { login, authorize: isAdmin ? user : '', secret, host, port },
    credential: isToken ? 'token' : auth === 'EXTERNAL' ? 'certificate' : 'password',
    forced: auth,
    isEncrypted: tls !== undefined,
    binding: tls && channelBindingOf(tls, certificate),
    random,
    refusal: (error) =>
      error instanceof SaslFailure ? saslFailureError(error) : openingError(error),
    noWay: (offered) => {
      const asked = auth ?? (isToken ? 'a token (OAUTHBEARER, XOAUTH2)' : 'a password');
      return noWayError(offered, { security, asked, isToken });
    },
  };
}
