import {
  type Connection,
  type ConnectionCommand,
  connectionDecider,
  type ConnectionEvent,
  type ConnectionRejection,
  connectionStream,
} from '@mailhaul/domain';
import type { Aggregate } from '../commands/commander.ts';
import { param } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';

export interface ConnectionPlace {
  readonly tenant: string;
  readonly id: string;
}

export function placeOf(call: Pick<Call, 'tenant' | 'params'>): ConnectionPlace {
  return { tenant: call.tenant, id: param(call, 'connection') };
}

export function connectionAggregate({
  tenant,
  id,
}: ConnectionPlace): Aggregate<
  Connection,
  ConnectionCommand,
  ConnectionEvent,
  ConnectionRejection
> {
  return { tenant, stream: connectionStream(tenant, id), decider: connectionDecider };
}
