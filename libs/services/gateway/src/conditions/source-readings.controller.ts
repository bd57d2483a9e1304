import { readSourceSchema, subjects } from '@mailhaul/contracts';
import { uuid4 } from '@mailhaul/kernel';
import { Controller, Inject, type OnModuleDestroy } from '@nestjs/common';
import { MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { GatewayParts } from '../gateway-parts.ts';
import type { Asker } from '../http/call-facts.ts';
import { JobCommands } from '../jobs/job-commands.ts';
import { JobConditions } from './job-conditions.ts';

/** Reads the sources of jobs for the scheduler, before the deltas that their schedules ask for. */
@Controller()
export class SourceReadingsController implements OnModuleDestroy {
  readonly #parts: GatewayParts;
  readonly #jobs: JobCommands;
  readonly #conditions: JobConditions;
  readonly #stop = new AbortController();

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
    this.#jobs = new JobCommands(parts);
    this.#conditions = new JobConditions(parts, this.#jobs);
  }

  /** True once rows have entered and left, or the job was told why they have not. */
  @MessagePattern(subjects.readSource)
  async readSource(@Payload() body: unknown): Promise<true> {
    const asked = readSourceSchema.safeParse(body);
    if (!asked.success) throw new RpcException('the message is not what the subject asks for');
    const { tenant, jobId: id } = asked.data;
    const { random } = this.#parts.options;
    const asker: Asker = {
      caller: { kind: 'service', operatorId: 'scheduler' },
      ...{ commandId: uuid4(random), requestId: uuid4(random), expectedRevision: undefined },
      signal: this.#stop.signal,
    };
    // Of a reading that was cut short.
    await this.#jobs.tellForgottenPairs(asker, { tenant, id });
    await this.#conditions.readAnew(asker, { tenant, id });
    return true;
  }

  onModuleDestroy(): void {
    this.#stop.abort(new Error('the gateway stops'));
  }
}
