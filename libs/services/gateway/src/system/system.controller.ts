import { NoResponder, RequestRefused, RequestTimedOut } from '@mailhaul/application';
import {
  reportingStateSchema,
  subjects,
  type System,
  type Worker,
  workersAnswerSchema,
} from '@mailhaul/contracts';
import { Controller, Inject } from '@nestjs/common';
import { GatewayParts } from '../gateway-parts.ts';
import { param } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { Serves, TheCall } from '../http/serves.ts';

const answerMsMax = 3_000;

@Controller()
export class SystemController {
  readonly #parts: GatewayParts;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
  }

  @Serves('readSystem')
  async readSystem(): Promise<System> {
    const [state, workers] = await Promise.all([this.#reportingState(), this.#workers()]);
    const { version } = this.#parts.options;
    return {
      ...{ version, startedAt: this.#parts.startedAtMs, workers: [...workers] },
      projectedPosition: state.position,
      projectionLagMs: state.lagMs,
      rebuild: state.rebuild,
    };
  }

  @Serves('rebuildReadModels')
  async rebuildReadModels(): Promise<void> {
    await this.#ask(subjects.rebuild);
  }

  @Serves('drainWorker')
  drainWorker(@TheCall() call: Call<'drainWorker'>): Promise<void> {
    return this.#order(param(call, 'worker'), true);
  }

  @Serves('resumeWorker')
  resumeWorker(@TheCall() call: Call<'resumeWorker'>): Promise<void> {
    return this.#order(param(call, 'worker'), false);
  }

  /** Told to the worker and kept nowhere: a worker is a process, and one that is started again is another. */
  async #order(workerId: string, isDraining: boolean): Promise<void> {
    const workers = await this.#workers();
    if (!workers.some(({ id }) => id === workerId)) throw new ApiProblem('worker-unknown');
    this.#parts.options.bus.announce(subjects.workerDrain, { workerId, isDraining });
  }

  async #reportingState() {
    return reportingStateSchema.parse(await this.#ask(subjects.reportingState));
  }

  /** None where no scheduler tells. */
  async #workers(): Promise<readonly Worker[]> {
    try {
      const answer = await this.#parts.options.bus.request(subjects.workers, {}, answerMsMax);
      return workersAnswerSchema.parse(answer).workers;
    } catch (error) {
      if (isSilence(error)) return [];
      throw error;
    }
  }

  /** @throws {ApiProblem} nobody answers. */
  async #ask(subject: string): Promise<unknown> {
    try {
      return await this.#parts.options.bus.request(subject, {}, answerMsMax);
    } catch (error) {
      if (error instanceof RequestRefused) {
        throw new ApiProblem('reporting-silent', { detail: error.message });
      }
      if (isSilence(error)) throw new ApiProblem('reporting-silent');
      throw error;
    }
  }
}

function isSilence(error: unknown): boolean {
  return (
    error instanceof NoResponder ||
    error instanceof RequestTimedOut ||
    error instanceof RequestRefused
  );
}
