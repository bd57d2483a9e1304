import { Controller, Inject } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { type ReportingState, subjects } from '@mailhaul/contracts';
import { Reporting } from './reporting.ts';

@Controller()
export class ReportingController {
  readonly #reporting: Reporting;

  constructor(@Inject(Reporting) reporting: Reporting) {
    this.#reporting = reporting;
  }

  @MessagePattern(subjects.rebuild)
  rebuild(): ReportingState {
    this.#reporting.rebuild();
    return this.#reporting.state();
  }

  @MessagePattern(subjects.reportingState)
  state(): ReportingState {
    this.#reporting.lookForLoss();
    return this.#reporting.state();
  }
}
