import {
  type Pair,
  type PairCommand,
  pairDecider,
  type PairEvent,
  type PairRejection,
  pairStream,
} from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import type { Aggregate } from '../commands/commander.ts';
import { param } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { keyOfSide, type TwoMailboxes } from './mailbox-keys.ts';

export interface PairPlace {
  readonly tenant: string;
  readonly id: string;
}

export function pairPlaceOf(call: Pick<Call, 'tenant' | 'params'>): PairPlace {
  return { tenant: call.tenant, id: param(call, 'pair') };
}

export function pairAggregate({
  tenant,
  id,
}: PairPlace): Aggregate<Pair, PairCommand, PairEvent, PairRejection> {
  return { tenant, stream: pairStream(tenant, id), decider: pairDecider };
}

/**
 * The same for the same row of the same job, so that an import that is repeated finds what it has made. `attempt` counts up
 * where the id is of a pair that has other mailboxes by now.
 */
export function pairIdOf(
  jobId: string,
  row: {
    readonly externalId?: string | undefined;
  } & TwoMailboxes,
  attempt = 0,
): string {
  const { externalId } = row;
  const own =
    externalId === undefined
      ? ['m', keyOfSide(row, 'source'), keyOfSide(row, 'target')]
      : ['e', externalId];
  return uuid5(jobId, JSON.stringify(attempt === 0 ? own : [...own, attempt]));
}
