import { ConnectorError, type ErrorCode, errorCatalogue } from '@mailhaul/connector-contract';
import { ProxyFailure, cleanServerText, lookupTimeoutCode } from '@mailhaul/connector-line';

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
    disposition: isWaiting ? 'retryAfter' : (disposition ?? entry.disposition),
    message: message ?? entry.cause,
    remedy: facts.remedy ?? entry.whatToDo,
    ...(words === '' ? {} : { serverText: words }),
    ...(isWaiting ? { retryAfterMs: Math.min(retryAfterMs, retryAfterMsMax) } : {}),
    ...(cause === undefined ? {} : { cause }),
  });
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
  EAI_NONAME: 'host-not-found',
  EAI_NODATA: 'host-not-found',
  EAI_AGAIN: 'host-lookup-timeout',
  [lookupTimeoutCode]: 'host-lookup-timeout',
  ECONNREFUSED: 'connection-refused',
  ETIMEDOUT: 'connection-timeout',
  EHOSTUNREACH: 'connection-timeout',
  ENETUNREACH: 'connection-timeout',
  EPROTO: 'tls-failed',
};

/** The server wants another certificate of ours, or one at all. */
const clientRefused =
  /^ERR_SSL_.*ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|NO_CERTIFICATE|UNSUPPORTED_CERT)/;

/** What went wrong on the line, in the terms of the contract. */
export function lineError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (error instanceof ProxyFailure) {
    const disposition = error.isPassing ? 'retry' : 'needsOperator';
    return errorOf('proxy-failed', { message: error.message, disposition });
  }
  const { code, isUntrusted } = (error ?? {}) as { code?: unknown; isUntrusted?: unknown };
  const name = typeof code === 'string' ? code : '';
  const words = error instanceof Error ? error.message : '';
  const facts = { cause: error, ...(words === '' ? {} : { serverText: words }) };
  if (isUntrusted === true)
    return errorOf('certificate-rejected', { ...facts, remedy: trustRemedy });
  if (clientRefused.test(name)) {
    return errorOf('tls-failed', {
      ...facts,
      message: `The server does not accept the client's certificate, or wants one (${name}).`,
      remedy:
        'Give the certificate and key that the server knows (cert-file= and key-file=, or pfx-file=).',
    });
  }
  if (name.startsWith('ERR_SSL_')) return errorOf('tls-failed', { ...facts, remedy: tlsRemedy });
  const known = networkCodes[name];
  return known === undefined ? connectionLost(error) : errorOf(known, facts);
}

const trustRemedy =
  'Check the host name and the certificate. For a server of your own, give the authority that signed it (ca-file=) or, after comparing it there, its SHA-256 fingerprint (pin=).';
const tlsRemedy = 'Check that port and security belong together: 443 tls, 80 none.';
