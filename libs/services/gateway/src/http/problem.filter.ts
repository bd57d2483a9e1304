import type { IncomingMessage, ServerResponse } from 'node:http';
import { StoreUnavailable } from '@mailhaul/application';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import { requestIdOf } from './api-middleware.ts';
import { ApiProblem, problemOf } from './api-problem.ts';
import { callOf } from './call.ts';
import { sendProblem } from './send-problem.ts';

/** Tells every failure as a problem; of one that nobody expected the answer has the request id and nothing else. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Gateway');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<IncomingMessage>();
    const response = http.getResponse<ServerResponse>();
    const requestId = requestIdOf(request);
    const problem = problemOf(error);
    const operation = callOf(request)?.name;
    if (problem === undefined || problem.entry.status >= 500) {
      this.#logger.error({ event: 'request-failed', requestId, operation, ...tracesOf(error) });
    }
    sendProblem(response, problem ?? new ApiProblem('internal'), requestId);
  }
}

/** Where it happened, without its message: that may hold what a person sent. */
export function tracesOf(error: unknown): {
  readonly error: string;
  readonly words?: string;
  readonly at: readonly string[];
} {
  if (!(error instanceof Error)) return { error: typeof error, at: [] };
  // What a store says of itself holds nothing that a person sent.
  const words = error instanceof StoreUnavailable ? { words: error.message } : {};
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, ...words, at: frames.slice(0, 8).map((frame) => frame.trim()) };
}
