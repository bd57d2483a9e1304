import { Controller, Inject } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import {
  type HeartbeatAnswer,
  heartbeatSchema,
  subjects,
  type WorkAnswer,
  type WorkersAnswer,
  workAskSchema,
} from '@mailhaul/contracts';
import { Scheduler } from './scheduler.ts';

@Controller()
export class SchedulerController {
  readonly #scheduler: Scheduler;

  constructor(@Inject(Scheduler) scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  @MessagePattern(subjects.workAsk)
  async ask(@Payload() body: unknown): Promise<WorkAnswer> {
    return this.#scheduler.ask(parsed(workAskSchema, body));
  }

  @MessagePattern(subjects.heartbeat)
  heartbeat(@Payload() body: unknown): HeartbeatAnswer {
    return this.#scheduler.heartbeat(parsed(heartbeatSchema, body));
  }

  @MessagePattern(subjects.workers)
  workers(): WorkersAnswer {
    return { workers: [...this.#scheduler.workers()] };
  }

  /** What a scheduler that stands by was told. */
  @EventPattern(subjects.heartbeatHeard)
  heard(@Payload() body: unknown): void {
    const heartbeat = heartbeatSchema.safeParse(body);
    if (heartbeat.success) this.#scheduler.heartbeatHeard(heartbeat.data);
  }
}

function parsed<T>(
  schema: { safeParse(body: unknown): { success: true; data: T } | { success: false } },
  body: unknown,
): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new RpcException('the message is not what the subject asks for');
  return result.data;
}
