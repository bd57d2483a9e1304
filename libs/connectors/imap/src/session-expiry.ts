import { ConnectorError } from '@mailhaul/connector-contract';
import { verdictOf } from './error-verdicts.ts';
import { cleanServerText } from '@mailhaul/connector-line';
import { connectionLostError } from './errors.ts';
import { type StatusResponse, statusWords } from './wire/status-response.ts';

/** Codes (RFC 5530) that after the sign-in can only mean that what it was made with counts no longer. */
const expiryCodes: ReadonlySet<string> = new Set(['EXPIRED', 'AUTHENTICATIONFAILED']);

/** A session ends with the access token that opened it: with some servers in the middle of its work. */
export function hasExpired({ code }: StatusResponse): boolean {
  return expiryCodes.has(code.toUpperCase());
}

/** The next connection signs in anew; should the password or token itself be at fault, that sign-in says so. */
export function sessionExpiredError(status: StatusResponse): ConnectorError {
  return new ConnectorError({
    ...verdictOf('connection-lost', {
      message: 'The server ended the session: its sign-in has run out.',
    }),
    serverText: cleanServerText(statusWords(status)),
  });
}

/** Why a line ended: by what the server said with BYE, where it said one. */
export function endedError(bye: StatusResponse | undefined, cause?: Error): ConnectorError {
  if (bye === undefined) return connectionLostError(cause);
  return hasExpired(bye) ? sessionExpiredError(bye) : connectionLostError(cause, statusWords(bye));
}

/** A BYE without a word. */
export const emptyBye: StatusResponse = { status: 'BYE', code: '', codeArguments: '', text: '' };
