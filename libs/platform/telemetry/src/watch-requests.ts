import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, type Random, uuid4 } from '@mailhaul/kernel';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

export interface RequestWatch {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly random: Random;
}

/** Asked by machines every few seconds. */
const quietRoutes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/**
 * Middleware for Express: gives each request an id (header `X-Request-Id`; a proxy's is kept), measures it and logs one
 * line when its answer is over. Neither path nor query is kept: they may name people.
 */
export function watchRequests({ logger, metrics, clock, random }: RequestWatch) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const startMs = clock.monotonicMs();
    const requestId = givenId(request) ?? uuid4(random);
    response.setHeader('x-request-id', requestId);
    response.once('close', () => {
      const tookMs = clock.monotonicMs() - startMs;
      const { method = '' } = request;
      const route = routeOf(request);
      // Nobody waited for the answer.
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.observeRequest({ method, route, status, seconds: tookMs / 1000 });
      const level = status >= 500 ? 'error' : quietRoutes.has(route) ? 'debug' : 'info';
      const fields = { requestId, method, route, status, tookMs: Math.round(tookMs) };
      logger[level]('RequestServed', fields);
    });
    next();
  };
}

function givenId({ headers }: IncomingMessage): string | undefined {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : undefined;
}

/** The pattern that Express matched; what matched none is one route, whatever was asked for. */
function routeOf(request: IncomingMessage): string {
  const { route } = request as { route?: { path?: unknown } };
  return typeof route?.path === 'string' ? route.path : 'none';
}
