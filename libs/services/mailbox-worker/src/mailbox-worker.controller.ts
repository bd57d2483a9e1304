import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { subjects } from '@mailhaul/contracts';
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
}
