import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
  Agent as PlainAgent,
  request as plainRequest,
} from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { pipeline } from 'node:stream';

export interface Forwarding {
  /** Of the gateway; a path in it goes before every path. */
  readonly url: string;
  /** PEM of the authorities that its certificate may be of; absent: those of the system. */
  readonly ca?: string;
}

export interface Forwarder {
  forward(request: IncomingMessage, response: ServerResponse): void;
  /** What the gateway says of itself and of what it needs, in its own words. @throws Error it does not answer */
  readiness(): Promise<Readiness>;
  close(): void;
}

export interface Readiness {
  readonly isReady: boolean;
  /** JSON. */
  readonly text: string;
}

const connectionsMax = 1_000;
/** The gateway gives its own checks three seconds. */
const readyMsMax = 5_000;
const readyCharactersMax = 16 * 1024;

/** Of one connection alone (RFC 9110, 7.6.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/**
 * Hands requests on to the gateway and its answers back, byte for byte as they come: nothing of a live stream waits. Who asks is added
 * to X-Forwarded-For. Whichever side breaks off, the other is broken off too.
 */
export function forwarderTo({ url, ca }: Forwarding): Forwarder {
  const gateway = new URL(url);
  const isTls = gateway.protocol === 'https:';
  const settings = {
    keepAlive: true,
    maxSockets: connectionsMax,
    ...(ca === undefined ? {} : { ca }),
  };
  const agent = isTls ? new TlsAgent(settings) : new PlainAgent(settings);
  const prefix = gateway.pathname.replace(/\/$/, '');
  const send = (path: string, method: string, headers: OutgoingHttpHeaders): ClientRequest =>
    (isTls ? tlsRequest : plainRequest)({
      ...{ agent, method, headers, path: `${prefix}${path}`, setDefaultHeaders: false },
      ...{ protocol: gateway.protocol, hostname: bare(gateway.hostname), port: gateway.port },
    });
  return {
    forward: (request, response) => {
      const onward = send(request.url ?? '/', request.method ?? 'GET', onwardHeaders(request));
      onward.on('response', (answer) => giveBack(answer, response));
      onward.on('error', () => tellAbsent(response));
      response.on('close', () => onward.destroy());
      pipeline(request, onward, () => undefined);
    },
    readiness: () =>
      new Promise((resolve, reject) => {
        const asking = send('/readyz', 'GET', { host: gateway.host });
        asking.setTimeout(readyMsMax, () => asking.destroy(new Error('it does not answer')));
        asking.on('error', reject);
        asking.on('response', (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (piece: string) => {
            text += piece;
            if (text.length > readyCharactersMax) answer.destroy(new Error('it says too much'));
          });
          answer.on('error', reject);
          answer.on('end', () => resolve({ isReady: answer.statusCode === 200, text }));
        });
        asking.end();
      }),
    close: () => agent.destroy(),
  };
}

function onwardHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const before = request.headers['x-forwarded-for'] ?? [];
  const chain = [before, request.socket.remoteAddress ?? []].flat();
  const headers = endToEnd(request.headers);
  // A body of unknown length stays one.
  if ('transfer-encoding' in request.headers) headers['transfer-encoding'] = 'chunked';
  return { ...headers, 'x-forwarded-for': chain.join(', ') };
}

function giveBack(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
  // A live stream has headers long before it has a line.
  response.flushHeaders();
  pipeline(answer, response, () => undefined);
}

function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(',');
  const dropped = new Set([...hopByHop, ...named.map((name) => name.trim())]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}

/** In the API's own form of a problem (RFC 9457). */
function tellAbsent(response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(502, { 'Content-Type': 'application/problem+json', 'Retry-After': '2' });
  response.end(JSON.stringify(absent));
}

const absent = {
  type: 'about:blank',
  title: 'The gateway does not answer',
  status: 502,
  detail:
    'The console is there, the service behind it is not. It is asked again with the next request.',
};

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
