import type { ConnectorError } from '@mailhaul/connector-contract';
import { errorOf } from '../errors.ts';
import type { OfferedWay } from './challenge.ts';

const namesOfWays: Readonly<Record<OfferedWay, string>> = {
  basic: 'Basic',
  ntlm: 'NTLM',
  negotiate: 'Negotiate',
  bearer: 'OAuth (Bearer)',
};

const passwordRemedy =
  'Check user name and password: user@domain or DOMAIN\\user; a locked account, an expired password or a policy that forbids the way of signing in looks the same.';

export function passwordRejected(words: string): ConnectorError {
  return errorOf('sign-in-rejected', { serverText: words, remedy: passwordRemedy });
}

/** Neither the token in hand nor another one was taken. */
export function tokenRejected(words: string, isFresh: boolean): ConnectorError {
  return errorOf('token-rejected', {
    serverText: words,
    message: isFresh
      ? 'The server rejected the access token, and a fresh one as well.'
      : 'The server rejected the access token, and there is no newer one.',
    remedy:
      'Look at the token by hand: is it for this server (its audience), with EWS.AccessAsUser.All (a user) or full_access_as_app (an application, which also needs mailbox=)?',
  });
}

/** What the server offers and what the connection may do have nothing in common. */
export function noWay(offered: ReadonlySet<OfferedWay>, asked: string): ConnectorError {
  const names = [...offered].map((way) => namesOfWays[way]);
  const offer = names.length === 0 ? 'no way of signing in' : names.join(', ');
  return errorOf('sign-in-method-missing', {
    message: `The server offers ${offer}; this connection signs in with ${asked}.`,
    remedy: remedyFor(offered, asked),
  });
}

function remedyFor(offered: ReadonlySet<OfferedWay>, asked: string): string {
  if (asked.startsWith('a token')) {
    return 'Enable OAuth for EWS (Set-WebServicesVirtualDirectory -OAuthAuthentication $true), or give a password where the server takes one.';
  }
  if (offered.has('bearer') && !offered.has('basic') && !offered.has('ntlm')) {
    return 'This server wants OAuth: give an application or a token (oauth=, token-command=, token-file=) in place of the password.';
  }
  return 'Let it sign in as the server offers (auth= left out), or allow a password at the server: Set-WebServicesVirtualDirectory -BasicAuthentication $true or -WindowsAuthentication $true.';
}

/** NTLM signs in a connection, and this one did not last. */
export function lineWithoutMemory(): ConnectorError {
  return errorOf('sign-in-method-missing', {
    message:
      'The line was closed in the middle of signing in by NTLM, which signs in a connection.',
    remedy:
      'A proxy or balancer before the server ends each connection: let it keep them (and clients at one server), or sign in by Basic (auth=basic) or with a token.',
  });
}
