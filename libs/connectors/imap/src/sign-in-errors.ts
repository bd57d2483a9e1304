import { ConnectorError, type ConnectorErrorDetails } from '@mailhaul/connector-contract';
import { cleanServerText } from '@mailhaul/connector-line';

/** The line to the server is encrypted, or why not. */
export type LineSecurity = 'tls' | 'starttls' | 'none';

const tokenRemedy =
  'Look at the token by hand: does it belong to this mailbox, with the scope for IMAP, and is IMAP allowed for it?';

/** Neither the token in hand nor a fresh one was taken. */
export function tokenRejectedError(rejection: ConnectorError, isFresh: boolean): ConnectorError {
  return made({
    code: 'token-rejected',
    scope: 'mailbox',
    disposition: 'needsOperator',
    message: isFresh
      ? 'The server rejected the access token, and a fresh one as well.'
      : 'The server rejected the access token, and there is no newer one.',
    remedy: tokenRemedy,
    ...(rejection.serverText === undefined ? {} : { serverText: rejection.serverText }),
    cause: rejection,
  });
}

/** The server, or what the connection says, leaves no way to sign in. */
export function noWayError(
  offered: ReadonlySet<string>,
  wish: { readonly security: LineSecurity; readonly asked: string; readonly isToken: boolean },
): ConnectorError {
  const { security, asked, isToken } = wish;
  const names = [...offered].filter((name) => name !== 'LOGINDISABLED');
  if (names.length === 0 && offered.has('LOGINDISABLED') && security === 'none') {
    return made({
      code: 'tls-required',
      scope: 'connection',
      disposition: 'needsOperator',
      message: 'The server allows signing in only over an encrypted connection (LOGINDISABLED).',
      remedy: 'Use security=tls or security=starttls.',
    });
  }
  const offer =
    names.length === 0
      ? offered.has('LOGINDISABLED')
        ? 'The server disables LOGIN and offers nothing in its place'
        : 'The server offers only LOGIN with a password'
      : `The server offers ${cleanServerText(names.slice(0, 20).join(', ')).slice(0, 200)}`;
  return made({
    code: 'sign-in-method-missing',
    scope: 'connection',
    disposition: 'needsOperator',
    message: `${offer}; this connection signs in with ${asked}.`,
    remedy: isToken
      ? 'Enable OAuth for IMAP at the server, or give a password (an application password) instead of a token.'
      : 'Choose one that the server offers with auth=, give a token where it wants OAuth, or enable passwords for IMAP at the server.',
  });
}

/** Refused with a proof that holds for this TLS connection only: the password, or the connection, is not what the server knows. */
export function boundRefusalError(refusal: ConnectorError): ConnectorError {
  return made({
    code: refusal.code,
    scope: refusal.scope,
    disposition: refusal.disposition,
    message: refusal.message,
    remedy: `${refusal.remedy} The sign-in was tied to the TLS connection: where name and password are right, something on the way opens it; auth=scram-sha-256 signs in without that tie.`,
    ...(refusal.serverText === undefined ? {} : { serverText: refusal.serverText }),
    cause: refusal,
  });
}

/** The server broke the rules of the mechanism: it is faulty, or not the one it claims to be. */
export function saslFailureError(cause: Error): ConnectorError {
  return made({
    code: 'protocol-violation',
    scope: 'connection',
    disposition: 'needsOperator',
    message: `The sign-in was broken off: ${cause.message}.`,
    remedy: 'Make sure that this is your server; if it is, choose another way with auth=plain.',
    cause,
  });
}

function made(details: ConnectorErrorDetails): ConnectorError {
  return new ConnectorError(details);
}
