import type { ServerResponse } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject } from '@nestjs/common';
import { type ExpressRequest, OperationGate } from './operation-gate.ts';
import { operationNameOf } from './operation-name.ts';

/** Lets through what the gate admits. */
export class OperationGuard implements CanActivate {
  readonly #gate: OperationGate;

  constructor(@Inject(OperationGate) gate: OperationGate) {
    this.#gate = gate;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const name = operationNameOf(context.getHandler());
    await this.#gate.admit(
      name,
      http.getRequest<ExpressRequest>(),
      http.getResponse<ServerResponse>(),
    );
    return true;
  }
}
