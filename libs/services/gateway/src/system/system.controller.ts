import { NoResponder, RequestRefused, RequestTimedOut } from '@mailhaul/application';
import {
  reportingStateSchema,
  subjects,
  type System,
  type Worker,
  workersAnswerSchema,
} from '@mailhaul/contracts';
import { providerTenant, type WorkerCommand, workerDecider, workerStream } from '@mailhaul/domain';
import { Controller, Inject } from '@nestjs/common';
import { GatewayParts } from '../gateway-parts.ts';
import { orderOf, param } from '../http/call-facts.ts';
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
      ...{
        version,
        startedAt: this.#parts.startedAtMs,
        workers: workers.map((one) => this.#named(one)),
      },
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
    return this.#order(call, 'DrainWorker');
  }

  @Serves('resumeWorker')
  resumeWorker(@TheCall() call: Call<'resumeWorker'>): Promise<void> {
    return this.#order(call, 'ResumeWorker');
  }

  /** Of all workers of its name, those to come as well: they obey it by the log. */
  async #order(
    call: Call<'drainWorker'> | Call<'resumeWorker'>,
    kind: WorkerCommand['kind'],
  ): Promise<void> {
    const wanted = param(call, 'worker');
    const workers = await this.#workers();
    const found = workers.find(({ id, name }) => id === wanted || name === wanted);
    if (found === undefined) throw new ApiProblem('worker-unknown');
    const { id, name: worker = id } = found;
    const stream = workerStream(worker);
    const order = orderOf(call, this.#parts.options.clock);
    await this.#parts.commander.command(
      { tenant: providerTenant, stream, decider: workerDecider },
      { kind, worker, ...order },
    );
  }

  /** People are named when they are shown: the log has their ids alone. */
  #named({ drainedBy, orders, ...worker }: Worker): Worker {
    const name = this.#nameOf(drainedBy);
    return {
      ...worker,
      ...(name === undefined ? {} : { drainedBy: name }),
      ...(orders === undefined
        ? {}
        : {
            orders: orders.map(({ by, ...order }) => {
              const called = this.#nameOf(by);
              return called === undefined ? order : { ...order, by: called };
            }),
          }),
    };
  }

  #nameOf(operatorId: string | undefined): string | undefined {
    return this.#parts.operators.get(operatorId ?? '')?.operator.details?.name;
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
