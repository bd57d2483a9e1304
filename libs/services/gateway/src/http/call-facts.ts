import type { Clock } from '@mailhaul/kernel';
import { ApiProblem } from './api-problem.ts';
import type { Call } from './call.ts';
import type { KnownCaller } from '../identity/caller.ts';

/** @throws {ApiProblem} the operation is public: a bug of the table, answered safely. */
export function knownCaller({ caller }: Pick<Call, 'caller'>): KnownCaller {
  if (caller.kind === 'anybody') throw new ApiProblem('sign-in-needed');
  return caller;
}

/** What every command of the call carries. */
export function orderOf(
  call: Pick<Call, 'caller' | 'commandId' | 'requestId'>,
  clock: Pick<Clock, 'wallMs'>,
): {
  readonly commandId: string;
  readonly correlationId: string;
  readonly atMs: number;
  readonly actor: string;
} {
  const { operatorId } = knownCaller(call);
  const { commandId, requestId } = call;
  return { commandId, correlationId: requestId, atMs: clock.wallMs(), actor: operatorId };
}

/** Of the path; the table says which there are. */
export function param(call: Pick<Call, 'params'>, name: string): string {
  return call.params[name] ?? '';
}
