import type { ServerResponse } from 'node:http';
import { type ApiProblem, bodyOf } from './api-problem.ts';

/** Answers with it; where an answer has begun already, that one is cut off, so that nobody takes it for whole. */
export function sendProblem(
  response: ServerResponse,
  problem: ApiProblem,
  requestId: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { entry, parts } = problem;
  response.removeHeader('ETag');
  for (const [name, value] of Object.entries(parts.headers ?? {})) response.setHeader(name, value);
  response.statusCode = entry.status;
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.end(JSON.stringify(bodyOf(problem, requestId)));
}
