import { Controller, Inject } from '@nestjs/common';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { JobCommands } from '../jobs/job-commands.ts';
import { jobPlaceOf } from '../jobs/job-place.ts';
import { planTargets } from './plan-targets.ts';
import { tellInitialPasswords } from './tell-initial-passwords.ts';

/** Target mailboxes that are to be made; who makes them is the mailbox worker. */
@Controller()
export class TargetsController {
  readonly #parts: GatewayParts;
  readonly #jobs: JobCommands;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
    this.#jobs = new JobCommands(parts);
  }

  @Serves('planTargets')
  planTargets(@TheCall() call: Call<'planTargets'>) {
    const place = jobPlaceOf(call);
    // Nobody else gives a mailbox of the tenant the same target meanwhile.
    return this.#parts.turns.run(`pairs of ${place.tenant}`, async () => {
      await this.#parts.commander.needLists();
      const { creation, ...job } = await this.#jobs.known(place);
      if (creation === undefined) throw new ApiProblem('creation-unset');
      const toPlan = { ...job, place, names: creation.names };
      const { answer, position } = await planTargets(call, toPlan, this.#parts);
      await this.#parts.commander.shown(position);
      return answer;
    });
  }

  @Serves('tellInitialPasswords')
  async tellInitialPasswords(@TheCall() call: Call<'tellInitialPasswords'>) {
    const place = jobPlaceOf(call);
    await this.#jobs.known(place);
    const { answer, position } = await tellInitialPasswords(call, place, this.#parts);
    await this.#parts.commander.shown(position);
    return answer;
  }
}
