import { Controller, Inject } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { makeTargetSchema, subjects } from '@mailhaul/contracts';
import { TargetMaker } from './targets/target-maker.ts';
import { Worker } from './worker.ts';

@Controller()
export class MailboxWorkerController {
  readonly #worker: Worker;
  readonly #maker: TargetMaker;

  constructor(@Inject(Worker) worker: Worker, @Inject(TargetMaker) maker: TargetMaker) {
    this.#worker = worker;
    this.#maker = maker;
  }

  @MessagePattern(subjects.makeTarget)
  async makeTarget(@Payload() body: unknown): Promise<{ readonly isTaken: boolean }> {
    const place = makeTargetSchema.safeParse(body);
    return { isTaken: place.success && (await this.#maker.take(place.data)) };
  }

  @EventPattern(subjects.workOffered)
  workOffered(_body: unknown): void {
    this.#worker.workOffered();
  }
}
