import {
  type Job,
  type JobCommand,
  jobDecider,
  type JobEvent,
  type JobRejection,
  jobStream,
} from '@mailhaul/domain';
import type { Aggregate } from '../commands/commander.ts';
import { param } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';

export interface JobPlace {
  readonly tenant: string;
  readonly id: string;
}

export function jobPlaceOf(call: Pick<Call, 'tenant' | 'params'>): JobPlace {
  return { tenant: call.tenant, id: param(call, 'job') };
}

export function jobAggregate({
  tenant,
  id,
}: JobPlace): Aggregate<Job, JobCommand, JobEvent, JobRejection> {
  return { tenant, stream: jobStream(tenant, id), decider: jobDecider };
}
