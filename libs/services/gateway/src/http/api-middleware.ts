import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Random, uuid4 } from '@mailhaul/kernel';
import helmet from 'helmet';
import { ApiProblem } from './api-problem.ts';
import { apiRoot, methodsAt } from './route-table.ts';
import { sendProblem } from './send-problem.ts';

type Request = IncomingMessage & { readonly originalUrl: string };
type Next = (error?: unknown) => void;
export type Middleware = (request: Request, response: ServerResponse, next: Next) => void;

const requestIds = new WeakMap<IncomingMessage, string>();

export function requestIdOf(request: IncomingMessage): string {
  return requestIds.get(request) ?? 'unknown';
}

/** Before every path below /api: a request id, safe headers, and an end for what is not there. */
export function apiMiddleware(by: {
  readonly random: Random;
  readonly isHttps: boolean;
}): Middleware[] {
  const harden = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: by.isHttps,
    referrerPolicy: { policy: 'no-referrer' },
  });
  const mark: Middleware = (request, response, next) => {
    // The app may have named it already, for its own line in the log.
    const named = response.getHeader('X-Request-Id');
    const requestId = typeof named === 'string' ? named : uuid4(by.random);
    requestIds.set(request, requestId);
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('Cache-Control', 'no-store');
    next();
  };
  return [mark, harden, refuseUnknown];
}

const refuseUnknown: Middleware = (request, response, next) => {
  const problem = problemAt(request);
  if (problem === undefined) next();
  else sendProblem(response, problem, requestIdOf(request));
};

const urlLengthMax = 16_000;
const documentPaths = /^\/api\/(?:openapi\.json|docs(?:\/[a-z0-9.-]*)?)$/;

function problemAt({ originalUrl, method = 'GET' }: Request): ApiProblem | undefined {
  const [path = ''] = originalUrl.split('?', 1);
  if (documentPaths.test(path)) return undefined;
  if (!path.startsWith(`${apiRoot}/`) || originalUrl.length > urlLengthMax || !isDecodable(path)) {
    return new ApiProblem('path-unknown');
  }
  const methods = methodsAt(path.slice(apiRoot.length));
  if (methods.length === 0) return new ApiProblem('path-unknown');
  if (methods.includes(method)) return undefined;
  return new ApiProblem('method-unknown', { headers: { Allow: methods.join(', ') } });
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
