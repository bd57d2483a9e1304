import type { IncomingMessage } from 'node:http';
import { isSameText } from '../identity/authenticator.ts';

export interface MetricsRefusal {
  readonly status: 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
  /** What to do, for people. */
  readonly text: string;
}

/** Why whoever asks may not read the metrics; undefined: they may. A token is compared without telling by the time it takes. */
export function refusalOf(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  token: string | undefined,
): MetricsRefusal | undefined {
  if (token === undefined) return isOfThisMachine(request) ? undefined : notFromElsewhere;
  const [, given] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return given !== undefined && isSameText(given, token) ? undefined : withoutToken;
}

const withoutToken: MetricsRefusal = {
  status: 401,
  headers: { 'WWW-Authenticate': 'Bearer realm="metrics"' },
  text: 'Metrics are read with the bearer token of MAILHAUL_METRICS_TOKEN.\n',
};
const notFromElsewhere: MetricsRefusal = {
  status: 403,
  headers: {},
  text: 'Metrics are for this machine alone, until MAILHAUL_METRICS_TOKEN sets a bearer token.\n',
};

/** Headers that proxies add: who asks through one on this machine is somewhere else. */
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;
const loopback = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/i;

function isOfThisMachine({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>) {
  if (proxyHeaders.some((name) => headers[name] !== undefined)) return false;
  return loopback.test(socket.remoteAddress ?? '');
}
