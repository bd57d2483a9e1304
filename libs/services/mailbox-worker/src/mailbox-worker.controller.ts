import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { subjects, workerDrainSchema } from '@mailhaul/contracts';
import { Worker } from './worker.ts';

@Controller()
export class MailboxWorkerController {
  readonly #worker: Worker;

  constructor(@Inject(Worker) worker: Worker) {
    this.#worker = worker;
  }

  @EventPattern(subjects.workOffered)
  workOffered(_body: unknown): void {
    this.#worker.workOffered();
  }

  @EventPattern(subjects.workerDrain)
  drain(@Payload() body: unknown): void {
    const order = workerDrainSchema.safeParse(body);
    if (order.success) this.#worker.drain(order.data);
  }
}
