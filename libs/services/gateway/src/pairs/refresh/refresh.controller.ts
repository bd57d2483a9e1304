import { Controller, Inject } from '@nestjs/common';
import { GatewayParts } from '../../gateway-parts.ts';
import type { Call } from '../../http/call.ts';
import { Serves, TheCall } from '../../http/serves.ts';
import { JobCommands } from '../../jobs/job-commands.ts';
import { jobPlaceOf } from '../../jobs/job-place.ts';
import { refreshAddresses } from './refresh-addresses.ts';

@Controller()
export class RefreshController {
  readonly #parts: GatewayParts;
  readonly #jobs: JobCommands;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
    this.#jobs = new JobCommands(parts);
  }

  @Serves('refreshAddresses')
  refreshAddresses(@TheCall() call: Call<'refreshAddresses'>) {
    const place = jobPlaceOf(call);
    const { tenant, id: jobId } = place;
    const { turns, commander } = this.#parts;
    // As for all that gives pairs their targets: two could otherwise be given one at the same moment.
    return turns.run(`pairs of ${tenant}`, async () => {
      await commander.needLists();
      const { sourceConnectionId, targetConnectionId } = await this.#jobs.known(place);
      const job = { tenant, jobId, sourceConnectionId, targetConnectionId };
      const { answer, position } = await refreshAddresses(call, { job, parts: this.#parts });
      await commander.shown(position);
      return answer;
    });
  }
}
