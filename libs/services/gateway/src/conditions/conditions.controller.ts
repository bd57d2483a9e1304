import type {
  ChangedConditions,
  ConditionsPreviewAnswer,
  JobConditions as JobConditionsAnswer,
  MailboxConditionInput,
  TakenMailboxes,
} from '@mailhaul/contracts';
import type { MailboxCondition } from '@mailhaul/domain';
import { Controller, Inject } from '@nestjs/common';
import { placeOf } from '../connections/connection-place.ts';
import { savedConnection } from '../connections/search-connection.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { JobCommands } from '../jobs/job-commands.ts';
import { jobAggregate, jobPlaceOf } from '../jobs/job-place.ts';
import { PairSaver } from '../pairs/pair-saver.ts';
import { takeMailboxes } from './take-mailboxes.ts';
import { JobConditions } from './job-conditions.ts';
import { previewPage } from './preview-page.ts';
import { SourceReader } from './read-source.ts';

/** Whom of its source a job takes. */
@Controller()
export class ConditionsController {
  readonly #parts: GatewayParts;
  readonly #jobs: JobCommands;
  readonly #source: SourceReader;
  readonly #saver: PairSaver;
  readonly #conditions: JobConditions;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
    this.#jobs = new JobCommands(parts);
    this.#source = new SourceReader(parts);
    this.#saver = new PairSaver(parts);
    this.#conditions = new JobConditions(parts, this.#jobs);
  }

  @Serves('readConditions')
  async readConditions(@TheCall() call: Call<'readConditions'>): Promise<JobConditionsAnswer> {
    const { state, revision } = await this.#parts.commander.fold(jobAggregate(jobPlaceOf(call)));
    if (state.status === 'unknown' || state.status === 'deleted') throw new ApiProblem('not-found');
    return { conditions: [...(state.conditions ?? [])].map(shownCondition), revision };
  }

  @Serves('changeConditions')
  changeConditions(@TheCall() call: Call<'changeConditions'>): Promise<ChangedConditions> {
    return this.#conditions.change(call, jobPlaceOf(call));
  }

  @Serves('takeMailboxes')
  takeMailboxes(@TheCall() call: Call<'takeMailboxes'>): Promise<TakenMailboxes> {
    const job = jobPlaceOf(call);
    const { commander, turns } = this.#parts;
    return turns.run(`pairs of ${job.tenant}`, async () => {
      await commander.needLists();
      const { sourceConnectionId } = await this.#jobs.known(job);
      const of = { job, sourceConnectionId, parts: this.#parts };
      const by = { ...of, saver: this.#saver, source: this.#source };
      const { answer, added, position } = await takeMailboxes(call, by);
      if (added === 0) return answer;
      const wish = { kind: 'ChangePairs', added, edited: 0, removed: 0, part: 'job' } as const;
      const told = await this.#jobs.command(call, job, wish);
      await commander.shown(told.position > position ? told.position : position);
      return answer;
    });
  }

  @Serves('previewConditions')
  async previewConditions(
    @TheCall() call: Call<'previewConditions'>,
  ): Promise<ConditionsPreviewAnswer> {
    const { tenant, body, signal } = call;
    const { conditions, jobId, readAnew } = body;
    if (jobId !== undefined) await this.#jobs.known({ tenant, id: jobId });
    const place = placeOf(call);
    const saved = await savedConnection(this.#parts, place);
    const keptUnder = `${tenant} ${place.id}`;
    const asked = { saved, conditions, signal, keptUnder };
    const source = await this.#source.read({ ...asked, readAnew });
    const { commander, documents, options } = this.#parts;
    await commander.needLists();
    return previewPage(body, source, { documents, tenant, clock: options.clock });
  }
}

function shownCondition(condition: MailboxCondition): MailboxConditionInput {
  switch (condition.by) {
    case 'chosen':
      return { ...condition, ids: [...condition.ids] };
    case 'list':
      return { ...condition, addresses: [...condition.addresses] };
    default:
      return condition;
  }
}
