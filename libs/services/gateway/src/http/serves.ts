import type { IncomingMessage } from 'node:http';
import { type Operation, type OperationName, operations } from '@mailhaul/contracts';
import { assert } from '@mailhaul/kernel';
import {
  applyDecorators,
  createParamDecorator,
  Delete,
  type ExecutionContext,
  Get,
  HttpCode,
  Post,
  Put,
  SetMetadata,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { AnswerInterceptor } from './answer.interceptor.ts';
import { callOf } from './call.ts';
import { operationNameKey } from './operation-name.ts';
import { OperationGuard } from './operation.guard.ts';
import { ProblemFilter } from './problem.filter.ts';
import { routerPath } from './route-table.ts';

const methods = { GET: Get, POST: Post, PUT: Put, DELETE: Delete } as const;

/** Makes a controller's method the handler of an operation: route, status, checks and errors follow from the table. */
export function Serves(name: OperationName): MethodDecorator {
  const operation: Operation = operations[name];
  return applyDecorators(
    SetMetadata(operationNameKey, name),
    methods[operation.method](routerPath(operation)),
    HttpCode(operation.answer.status),
    UseGuards(OperationGuard),
    UseInterceptors(AnswerInterceptor),
    UseFilters(ProblemFilter),
  );
}

/** The handler's only parameter. */
export const TheCall = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const call = callOf(context.switchToHttp().getRequest<IncomingMessage>());
  assert(call !== undefined, 'the gate makes the call');
  return call;
});
