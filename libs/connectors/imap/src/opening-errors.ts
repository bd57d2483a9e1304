import { ConnectorError, type ConnectorErrorDetails } from '@mailhaul/connector-contract';
import { ProxyFailure, cleanServerText, lookupTimeoutCode } from '@mailhaul/connector-line';
import { connectionLostError, refusalError } from './errors.ts';
import { verdictOf } from './error-verdicts.ts';

/** The fields of imapflow's and Node's errors that say what went wrong. */
interface OpeningFailure {
  readonly code?: unknown;
  readonly authenticationFailed?: unknown;
  readonly tlsFailed?: unknown;
  /** Ours: the handshake went well, and the certificate is not accepted. */
  readonly isUntrusted?: unknown;
  readonly serverResponseCode?: unknown;
  readonly responseText?: unknown;
  readonly responseStatus?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
}

/** What failed while a connection was opened, by the codes of Node, TLS and imapflow. */
export function openingError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (error instanceof ProxyFailure) return proxyError(error);
  const failure = (typeof error === 'object' && error !== null ? error : {}) as OpeningFailure;
  const details = byNode(failure) ?? byTls(failure) ?? byServer(failure);
  if (details instanceof ConnectorError) return details;
  if (details === undefined) {
    return connectionLostError(
      error,
      typeof failure.reason === 'string' ? failure.reason : undefined,
    );
  }
  return new ConnectorError({ ...details, cause: error });
}

function proxyError(failure: ProxyFailure): ConnectorError {
  const disposition = failure.isPassing ? 'retry' : 'needsOperator';
  return new ConnectorError(verdictOf('proxy-failed', { message: failure.message, disposition }));
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
    case lookupTimeoutCode:
      return {
        code: 'host-lookup-timeout',
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
  if (failure.isUntrusted === true) {
    return {
      code: 'certificate-rejected',
      scope: 'connection',
      disposition: 'needsOperator',
      message: `The certificate of the server is not trusted (${code}).`,
      remedy:
        'Check the host name and the certificate. For a server of your own, give the authority that signed it (ca-file=) or, after comparing it there, its SHA-256 fingerprint (pin=).',
    };
  }
  if (
    /^ERR_SSL_.*ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|NO_CERTIFICATE|UNSUPPORTED_CERT)/.test(
      code,
    )
  ) {
    return verdictOf('tls-failed', {
      message: `The server does not accept the client's certificate, or wants one (${code}).`,
      remedy:
        'Give the certificate and key that the server knows (cert-file= and key-file=, or pfx-file=).',
    });
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

function byServer(failure: OpeningFailure): ConnectorError | undefined {
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
