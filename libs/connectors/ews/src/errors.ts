import { ConnectorError, type ErrorCode, errorCatalogue } from '@mailhaul/connector-contract';

const serverTextCharsMax = 500;
/** A wish to wait beyond this is no wish that anybody meant. */
const retryAfterMsMax = 24 * 3_600_000;

export interface ErrorFacts extends Partial<
  Pick<ConnectorError, 'scope' | 'disposition' | 'serverText' | 'cause'>
> {
  /** One sentence; default: the catalogue's cause. */
  readonly message?: string;
  readonly retryAfterMs?: number | undefined;
  /** Default: what the catalogue says. */
  readonly remedy?: string;
}

/** An error with what the catalogue says of its code, unless the facts say otherwise. */
export function errorOf(code: ErrorCode, facts: ErrorFacts = {}): ConnectorError {
  const entry = errorCatalogue[code];
  const { scope, disposition, message, serverText, retryAfterMs, cause } = facts;
  const words = serverText === undefined ? '' : cleanServerText(serverText);
  const isWaiting = retryAfterMs !== undefined && retryAfterMs >= 0;
  return new ConnectorError({
    code,
    scope: scope ?? entry.scope,
    disposition: isWaiting ? 'retryAfter' : (disposition ?? withoutTime(entry.disposition)),
    message: message ?? entry.cause,
    remedy: facts.remedy ?? entry.whatToDo,
    ...(words === '' ? {} : { serverText: words }),
    ...(isWaiting ? { retryAfterMs: Math.min(retryAfterMs, retryAfterMsMax) } : {}),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Without a time from the server it is simply tried again. */
function withoutTime(disposition: ConnectorError['disposition']): ConnectorError['disposition'] {
  return disposition === 'retryAfter' ? 'retry' : disposition;
}

/** The server's words without control characters, at most 500 of them. */
export function cleanServerText(text: string): string {
  const clean = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return clean.trim().slice(0, serverTextCharsMax);
}

/** The line ended; the session with it. */
export function connectionLost(cause?: unknown): ConnectorError {
  return errorOf('connection-lost', { cause });
}

export function writeAborted(cause: unknown): ConnectorError {
  return errorOf('write-aborted', { cause });
}

export function protocolViolation(what: string): ConnectorError {
  return errorOf('protocol-violation', { message: `The answer breaks the protocol: ${what}.` });
}

const networkCodes: Readonly<Record<string, ErrorCode>> = {
  ENOTFOUND: 'host-not-found',
  EAI_AGAIN: 'host-lookup-timeout',
  ECONNREFUSED: 'connection-refused',
  ETIMEDOUT: 'connection-timeout',
  EHOSTUNREACH: 'connection-timeout',
  ENETUNREACH: 'connection-timeout',
  EPROTO: 'tls-failed',
};

/** Codes of Node for certificates that are not trusted (OpenSSL's verify errors). */
const untrusted = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/;

/** What went wrong on the line, in the terms of the contract. */
export function lineError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { code } = (error ?? {}) as { readonly code?: unknown };
  const name = typeof code === 'string' ? code : '';
  const words = error instanceof Error ? error.message : '';
  const facts = { cause: error, ...(words === '' ? {} : { serverText: words }) };
  if (untrusted.test(name)) return errorOf('certificate-rejected', facts);
  if (name.startsWith('ERR_SSL_')) return errorOf('tls-failed', facts);
  const known = networkCodes[name];
  return known === undefined ? connectionLost(error) : errorOf(known, facts);
}
