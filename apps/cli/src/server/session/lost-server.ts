import { ProblemError, unexpectedCode, unreachableCode } from '@mailhaul/api-client';
import { cleanText } from '../../text/clean-text.ts';

/** A call that brought no answer of Mailhaul. */
export interface Loss {
  /** In plain words, to stand behind "cannot be reached:". */
  readonly why: string;
  /** False: the request never left, so it may be sent again whatever it asks for. */
  readonly wasSent: boolean;
  /** Trying again at once would end the same. */
  readonly isHopeless: boolean;
}

/** Undefined: the server did answer, or the error is none of the network. */
export function lossOf(error: unknown): Loss | undefined {
  if (isCutOff(error)) return { why: 'the answer was cut off', wasSent: true, isHopeless: false };
  if (!(error instanceof ProblemError)) return undefined;
  const { code, status } = error.problem;
  if (code === unreachableCode) return lossByCause(error.cause);
  const isGateway = status === 502 || status === 503 || status === 504;
  if (code !== unexpectedCode && status !== 503) return undefined;
  if (!isGateway) return undefined;
  return { why: `it is not there now (HTTP ${status})`, wasSent: true, isHopeless: false };
}

function lossByCause(error: unknown): Loss {
  const code = codeOf(error);
  const known = code === undefined ? undefined : causes[code];
  if (known !== undefined) return { ...usual, ...known };
  if (isBadPort(error))
    return { why: 'its port is one of another service', wasSent: false, isHopeless: true };
  if (isTimeout(error)) return { ...usual, why: 'no answer came in time' };
  const isCertificate = code !== undefined && /CERT|SELF_SIGNED|ISSUER|ERR_TLS/u.test(code);
  if (isCertificate) {
    const why = `its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS=FILE names an authority of your own`;
    return { why, wasSent: false, isHopeless: true };
  }
  return { ...usual, why: cleanText(code ?? 'the connection was lost') };
}

const usual: Loss = { why: '', wasSent: true, isHopeless: false };

const causes: Readonly<Record<string, Partial<Loss> & { readonly why: string }>> = {
  ECONNREFUSED: { why: 'nothing listens there', wasSent: false },
  ENOTFOUND: { why: 'the name of the host is not known', wasSent: false, isHopeless: true },
  EAI_AGAIN: { why: 'the name server gave no answer', wasSent: false },
  ENETUNREACH: { why: 'there is no way to its network', wasSent: false },
  EHOSTUNREACH: { why: 'there is no way to its host', wasSent: false },
  UND_ERR_CONNECT_TIMEOUT: { why: 'no connection came about in time', wasSent: false },
  ECONNRESET: { why: 'the connection was lost' },
  UND_ERR_SOCKET: { why: 'the connection was lost' },
  UND_ERR_HEADERS_TIMEOUT: { why: 'no answer came in time' },
};

/** What fetch throws has the system's own error somewhere behind it. */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0], depth + 1);
  return codeOf(error.cause, depth + 1);
}

/** Fetch asks none of the ports that the Fetch standard lists ("bad port"). */
function isBadPort(error: unknown): boolean {
  return (
    error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port'
  );
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** The body of an answer ended before its end (undici: `terminated`). */
function isCutOff(error: unknown): boolean {
  return error instanceof TypeError && error.message === 'terminated';
}
