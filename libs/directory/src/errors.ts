import { ConnectorError, type ErrorCode, errorCatalogue } from '@mailhaul/connector-contract';
import { ProxyFailure, cleanServerText, lookupTimeoutCode } from '@mailhaul/connector-line';
import { ResultCodeError } from 'ldapts';

type ErrorFacts = Partial<
  Pick<ConnectorError, 'disposition' | 'message' | 'remedy' | 'serverText' | 'cause'>
>;

/** An error of the directory as a whole, with what the catalogue says of its code unless the facts say otherwise. */
export function errorOf(code: ErrorCode, facts: ErrorFacts = {}): ConnectorError {
  const entry = errorCatalogue[code];
  const words = facts.serverText === undefined ? '' : cleanServerText(facts.serverText);
  return new ConnectorError({
    code,
    scope: 'connection',
    disposition: facts.disposition ?? entry.disposition,
    message: facts.message ?? entry.cause,
    remedy: facts.remedy ?? remedies[code] ?? entry.whatToDo,
    ...(words === '' ? {} : { serverText: words }),
    ...(facts.cause === undefined ? {} : { cause: facts.cause }),
  });
}

export function answerTooLarge(): ConnectorError {
  return errorOf('answer-too-large');
}

export function protocolViolation(what: string): ConnectorError {
  return errorOf('protocol-violation', { message: `The answer breaks the protocol: ${what}.` });
}

/** What the catalogue says in terms of mail. */
const remedies: Partial<Record<ErrorCode, string>> = {
  'tls-failed': 'Check that port and security belong together: 636 tls, 389 starttls.',
  'tls-required':
    'Use TLS (port 636) or STARTTLS (port 389): this directory lets nobody sign in without.',
  'certificate-rejected':
    'Check the host name and the certificate. For a directory of your own, give the authority that signed it or, after comparing it there, its SHA-256 fingerprint.',
  'sign-in-rejected':
    'Check the name and its password. The name is a distinguished name (cn=reader,dc=example,dc=org); Active Directory takes user@domain and DOMAIN\\user as well.',
  'permission-denied':
    'Let the account read the entries below the search base: name, mail and proxyAddresses among their attributes.',
  'answer-too-large':
    'Search for less: name a smaller search base, or a text. If it comes again, report it with the name of the server.',
};

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

/** RFC 4511 appendix A. What is not here is `directory-refused`. */
const resultCodes: Readonly<Record<number, ErrorCode>> = {
  3: 'server-busy',
  8: 'tls-required',
  10: 'directory-base-missing',
  13: 'tls-required',
  32: 'directory-base-missing',
  34: 'directory-base-missing',
  48: 'sign-in-rejected',
  49: 'sign-in-rejected',
  50: 'permission-denied',
  51: 'server-busy',
  52: 'server-busy',
};

/** What went wrong with the line or in an answer, in the terms of the contract. */
export function directoryError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (error instanceof ProxyFailure) {
    const disposition = error.isPassing ? 'retry' : 'needsOperator';
    return errorOf('proxy-failed', { message: error.message, disposition });
  }
  if (error instanceof ResultCodeError) return refusal(error);
  const { code, isUntrusted } = (error ?? {}) as { code?: unknown; isUntrusted?: unknown };
  const name = typeof code === 'string' ? code : '';
  const words = error instanceof Error ? error.message : '';
  const facts = { cause: error, ...(words === '' ? {} : { serverText: words }) };
  if (isUntrusted === true) return errorOf('certificate-rejected', facts);
  if (name.startsWith('ERR_SSL_')) return errorOf('tls-failed', facts);
  const known = networkCodes[name];
  return known === undefined ? errorOf('connection-lost', { cause: error }) : errorOf(known, facts);
}

function refusal(error: ResultCodeError): ConnectorError {
  const { code: number, message } = error;
  const code = resultCodes[number] ?? 'directory-refused';
  // The library writes the number behind the server's words.
  const serverText = message.replace(/ Code: 0x[0-9a-f]+$/, '');
  const account = /\bdata (?<why>[0-9a-f]{3,4})\b/.exec(serverText)?.groups?.['why'];
  const remedy = code === 'sign-in-rejected' ? accountRemedies[account ?? ''] : undefined;
  return errorOf(code, { serverText, cause: error, ...(remedy === undefined ? {} : { remedy }) });
}

/** Page "LDAP Error Codes": what Active Directory says in the diagnostic message of a refused bind (Win32 codes, hexadecimal). */
const accountRemedies: Readonly<Record<string, string>> = {
  '525': 'There is no such account: check the name, with its domain.',
  '532': 'The password has expired: set a new one for the account.',
  '533': 'The account is disabled: enable it, or name another.',
  '701': 'The account has expired: extend it, or name another.',
  '773': 'The account must change its password before it may sign in: do that, or clear the flag.',
  '775': 'The account is locked: unlock it, and wait before trying again.',
};
