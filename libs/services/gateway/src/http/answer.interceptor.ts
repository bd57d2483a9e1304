import type { ServerResponse } from 'node:http';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { type Observable, map } from 'rxjs';

/** Gives what has a revision its ETag. */
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const response = context.switchToHttp().getResponse<ServerResponse>();
    return next.handle().pipe(
      map((answer: unknown) => {
        const revision = revisionIn(answer);
        if (revision !== undefined && !response.headersSent) {
          response.setHeader('ETag', `"${revision}"`);
        }
        return answer;
      }),
    );
  }
}

function revisionIn(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('revision' in answer)) return undefined;
  return typeof answer.revision === 'number' ? answer.revision : undefined;
}
