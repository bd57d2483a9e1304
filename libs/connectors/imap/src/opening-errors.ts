import { ConnectorError, type ConnectorErrorDetails } from '@mailhaul/connector-contract';
import { cleanServerText, connectionLostError, refusalError } from './errors.ts';
import type { ValidImapSettings } from './imap-settings.ts';

/** The fields of imapflow's and Node's errors that say what went wrong. */
interface OpeningFailure {
  readonly code?: unknown;
  readonly authenticationFailed?: unknown;
  readonly tlsFailed?: unknown;
  readonly serverResponseCode?: unknown;
  readonly responseText?: unknown;
  readonly responseStatus?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
}

/** What failed while a connection was opened, by the codes of Node, TLS and imapflow. */
export function openingError(error: unknown, settings: ValidImapSettings): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const failure = (typeof error === 'object' && error !== null ? error : {}) as OpeningFailure;
  const details = byNode(failure) ?? byTls(failure) ?? byServer(failure, settings);
  if (details instanceof ConnectorError) return details;
  if (details === undefined) {
    return connectionLostError(
      error,
      typeof failure.reason === 'string' ? failure.reason : undefined,
    );
  }
  return new ConnectorError({ ...details, cause: error });
}

type Details = Omit<ConnectorErrorDetails, 'cause'>;

function byNode({ code }: OpeningFailure): Details | undefined {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_NONAME':
    case 'EAI_NODATA':
      return {
        code: 'host-not-found',
        scope: 'connection',
        disposition: 'needsOperator',
        message: 'The name of the server is not known.',
        remedy: 'Check the spelling of the host name and the name servers of this machine.',
      };
    case 'EAI_AGAIN':
      return {
        code: 'host-not-found',
        scope: 'connection',
        disposition: 'retry',
        message: 'The name server gave no answer.',
        remedy: 'Check the network and the name servers of this machine.',
      };
    case 'ECONNREFUSED':
      return {
        code: 'connection-refused',
        scope: 'connection',
        disposition: 'retry',
        message: 'Nothing listens at this host and port.',
        remedy: 'Check host and port, and whether the server runs.',
      };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'CONNECT_TIMEOUT':
    case 'GREETING_TIMEOUT':
    case 'ETIMEOUT':
      return {
        code: 'connection-timeout',
        scope: 'connection',
        disposition: 'retry',
        message: 'The server cannot be reached, or does not greet.',
        remedy: 'Check the port, firewalls between here and there, and whether the port wants TLS.',
      };
    default:
      return undefined;
  }
}

function byTls(failure: OpeningFailure): Details | undefined {
  const code = typeof failure.code === 'string' ? failure.code : '';
  if (certificateCodes.has(code) || code.startsWith('ERR_TLS_CERT')) {
    return {
      code: 'certificate-rejected',
      scope: 'connection',
      disposition: 'needsOperator',
      message: `The certificate of the server is not trusted (${code}).`,
      remedy:
        'Check the host name and the certificate; give the authority that signed it, if it is your own.',
    };
  }
  if (
    code.startsWith('ERR_SSL') ||
    code === 'EPROTO' ||
    code === 'STARTTLS_INJECTION' ||
    failure.tlsFailed === true
  ) {
    return {
      code: code === '' ? 'tls-required' : 'tls-failed',
      scope: 'connection',
      disposition: 'needsOperator',
      message:
        code === ''
          ? 'The server offers no encryption here.'
          : `No encrypted line could be made (${code}).`,
      remedy: 'Check that port and security belong together: 993 tls, 143 starttls.',
    };
  }
  return undefined;
}

function byServer(
  failure: OpeningFailure,
  settings: ValidImapSettings,
): ConnectorError | undefined {
  const text = cleanServerText(
    typeof failure.responseText === 'string' ? failure.responseText : '',
  );
  const responseCode =
    typeof failure.serverResponseCode === 'string' ? failure.serverResponseCode : '';
  const isNo = failure.responseStatus === 'NO' || failure.responseStatus === 'BAD';
  if (isNo || failure.authenticationFailed === true) {
    return refusalError(
      { status: 'NO', code: responseCode.toUpperCase(), codeArguments: '', text },
      'sign-in',
    );
  }
  const message = typeof failure.message === 'string' ? failure.message : '';
  // imapflow 2.10.2: "Login is disabled" (LOGINDISABLED), "No matching authentication method", "No password configured"
  if (/login is disabled/i.test(message)) {
    return settings.security === 'none'
      ? signInError(
          'The server allows signing in only over an encrypted connection.',
          'tls-required',
          '',
        )
      : signInError(
          'The server does not allow signing in with a password.',
          'sign-in-method-missing',
          '',
        );
  }
  if (/no matching authentication method|no password configured/i.test(message)) {
    return signInError('No way of signing in is left.', 'sign-in-method-missing', '');
  }
  return undefined;
}

/** PREAUTH in the clear takes the place of STARTTLS (RFC 9051 §11.1): what is read then may come from anybody. */
export function unencryptedError(): ConnectorError {
  return signInError('The server lets us in without encryption.', 'tls-required', '');
}

function signInError(
  message: string,
  code: 'sign-in-rejected' | 'tls-required' | 'sign-in-method-missing',
  serverText: string,
): ConnectorError {
  const remedies = {
    'sign-in-rejected':
      'Check user name and password; some systems want an application password for IMAP.',
    'tls-required': 'Use security=tls or security=starttls.',
    'sign-in-method-missing':
      'Enable IMAP with a password (PLAIN or LOGIN) for this account at the server.',
  };
  return new ConnectorError({
    code,
    scope: code === 'sign-in-rejected' ? 'mailbox' : 'connection',
    disposition: 'needsOperator',
    message,
    remedy: remedies[code],
    ...(serverText === '' ? {} : { serverText }),
  });
}

const certificateCodes: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'HOSTNAME_MISMATCH',
]);
