import type { Clock } from '@mailhaul/kernel';
import { ApiProblem } from './api-problem.ts';
import type { Call } from './call.ts';
import type { Caller, KnownCaller } from '../identity/caller.ts';

/** @throws {ApiProblem} the operation is public: a bug of the table, answered safely. */
export function knownCaller({ caller }: Pick<Call, 'caller'>): KnownCaller {
  if (caller.kind === 'anybody') throw new ApiProblem('sign-in-needed');
  return caller;
}

/** Whose commands are carried out: those of a request, or of a service that asks over the bus. */
export interface Asker extends Pick<
  Call,
  'commandId' | 'requestId' | 'expectedRevision' | 'signal'
> {
  readonly caller: Caller | { readonly kind: 'service'; readonly operatorId: string };
}

/** What every command of whoever asks carries. */
export function orderOf(
  call: Pick<Asker, 'caller' | 'commandId' | 'requestId'>,
  clock: Pick<Clock, 'wallMs'>,
): {
  readonly commandId: string;
  readonly correlationId: string;
  readonly atMs: number;
  readonly actor: string;
} {
  const { caller, commandId, requestId } = call;
  if (caller.kind === 'anybody') throw new ApiProblem('sign-in-needed');
  const { operatorId } = caller;
  return { commandId, correlationId: requestId, atMs: clock.wallMs(), actor: operatorId };
}

/** Of the path; the table says which there are. */
export function param(call: Pick<Call, 'params'>, name: string): string {
  return call.params[name] ?? '';
}
