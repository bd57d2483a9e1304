import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenIssuer } from './token-issuer.ts';

export interface TokenEndpointOptions {
  readonly issuer: TokenIssuer;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** Refresh token → whose mailbox its access tokens open. */
  readonly refreshTokens: Readonly<Record<string, string>>;
  /** A refresh token counts once; its answer brings the next. Default false. */
  readonly rotates?: boolean;
  /** `expires_in` of the answers, seconds; default: what the issuer says. */
  readonly expiresIn?: number;
}

/** An OAuth 2.0 token endpoint (RFC 6749 §6) on the loopback address. */
export interface TokenEndpoint {
  readonly url: string;
  /** Parameters of each request so far. */
  readonly requests: readonly Readonly<Record<string, string>>[];
  stop(): Promise<void>;
}

const bodyBytesMax = 16_384;

export async function startTokenEndpoint(options: TokenEndpointOptions): Promise<TokenEndpoint> {
  const requests: Record<string, string>[] = [];
  const live = new Map(Object.entries(options.refreshTokens));
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const fields = Object.fromEntries(new URLSearchParams(body));
      requests.push(fields);
      answer(response, options, { fields, live });
    });
  });
  const { port } = await listen(server);
  return {
    url: `http://127.0.0.1:${String(port)}/token`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

interface Asked {
  readonly fields: Readonly<Record<string, string>>;
  readonly live: Map<string, string>;
}

function answer(
  response: ServerResponse,
  options: TokenEndpointOptions,
  { fields, live }: Asked,
): void {
  const { issuer, clientId, clientSecret } = options;
  const refused = (error: string) => {
    send(response, 400, { error, error_description: 'refused by the test endpoint' });
  };
  if (fields['client_id'] !== clientId || fields['client_secret'] !== clientSecret) {
    refused('invalid_client');
    return;
  }
  const given = fields['refresh_token'] ?? '';
  const user = live.get(given);
  if (fields['grant_type'] !== 'refresh_token' || user === undefined) {
    refused('invalid_grant');
    return;
  }
  const next = `${given}'`;
  if (options.rotates === true) {
    live.delete(given);
    live.set(next, user);
  }
  send(response, 200, {
    access_token: issuer.issue(user),
    token_type: 'Bearer',
    expires_in: options.expiresIn ?? Math.round(issuer.lifetimeMs / 1000),
    ...(options.rotates === true ? { refresh_token: next } : {}),
  });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > bodyBytesMax) break;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function listen(server: Server): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve(server.address() as AddressInfo);
    });
  });
}
