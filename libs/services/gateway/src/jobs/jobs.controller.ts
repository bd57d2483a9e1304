import {
  type Job as JobResource,
  type JobHistory,
  jobHistorySchema,
  jobSchema,
  pairSchema,
} from '@mailhaul/contracts';
import { uuid5 } from '@mailhaul/kernel';
import { Controller, Inject } from '@nestjs/common';
import type { Done } from '../commands/commander.ts';
import { defined } from '../commands/defined.ts';
import { savedConnection } from '../connections/search-connection.ts';
import { equal, oneOf } from '../commands/documents.ts';
import { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Call } from '../http/call.ts';
import { Serves, TheCall } from '../http/serves.ts';
import { JobConditions } from '../conditions/job-conditions.ts';
import { JobCommands } from './job-commands.ts';
import { creationOf } from './creation-input.ts';
import { jobSettingsOf, newJobResource } from './job-input.ts';
import { ranksFor } from './job-order.ts';
import { type JobPlace, jobPlaceOf } from './job-place.ts';
import {
  outsideScheduleProblem,
  scheduleOf,
  type ShownJob,
  shownJobSchema,
  withScheduleNow,
} from './job-schedule.ts';

@Controller()
export class JobsController {
  readonly #parts: GatewayParts;
  readonly #jobs: JobCommands;
  readonly #conditions: JobConditions;

  constructor(@Inject(GatewayParts) parts: GatewayParts) {
    this.#parts = parts;
    this.#jobs = new JobCommands(parts);
    this.#conditions = new JobConditions(parts, this.#jobs);
  }

  @Serves('listJobs')
  async listJobs(@TheCall() { tenant, query }: Call<'listJobs'>) {
    const page = await this.#parts.documents.list({
      ...{ collection: 'jobs', schema: shownJobSchema, tenant, defaultSort: 'rank', page: query },
      fields: [oneOf('status', query.status)],
    });
    return { ...page, rows: page.rows.map((job) => this.#named(job)) };
  }

  @Serves('createJob')
  createJob(@TheCall() call: Call<'createJob'>): Promise<JobResource> {
    const { tenant, body } = call;
    const place = { tenant, id: uuid5(call.commandId, 'job') };
    return this.#alone(tenant, async () => {
      await this.#jobs.checkConnections(tenant, body);
      await this.#jobs.checkName(place, body.name);
      const rank = (await this.#lastRank(tenant)) + 1;
      const wish = { kind: 'CreateJob', rank, ...jobSettingsOf(body) } as const;
      const done = await this.#jobs.command(call, place, wish);
      const nowMs = this.#parts.options.clock.wallMs();
      const { id } = place;
      const made = newJobResource(body, { id, rank, nowMs, revision: done.revision });
      return (await this.#shown(place, done)) ?? made;
    });
  }

  @Serves('readJob')
  readJob(@TheCall() call: Call<'readJob'>): Promise<JobResource> {
    return this.#need(jobPlaceOf(call));
  }

  @Serves('readJobHistory')
  async readJobHistory(@TheCall() call: Call<'readJobHistory'>): Promise<JobHistory> {
    const place = jobPlaceOf(call);
    await this.#need(place);
    const { documents } = this.#parts;
    return (await documents.get(jobHistorySchema, 'job-history', place)) ?? { points: [] };
  }

  @Serves('editJob')
  async editJob(@TheCall() call: Call<'editJob'>): Promise<JobResource> {
    const place = jobPlaceOf(call);
    const done = await this.#alone(place.tenant, async () => {
      const { details } = await this.#jobs.known(place);
      await this.#jobs.checkConnections(place.tenant, call.body);
      const { name } = call.body;
      if (name !== details?.name) await this.#jobs.checkName(place, name);
      const wish = { kind: 'EditJob', ...jobSettingsOf(call.body) } as const;
      return this.#jobs.command(call, place, wish);
    });
    await this.#conditions.readAnew(call, place);
    return this.#answer(place, done);
  }

  @Serves('deleteJob')
  deleteJob(@TheCall() call: Call<'deleteJob'>): Promise<void> {
    // No pair is added to it meanwhile: nobody would ever see it, or remove its passwords.
    return this.#parts.turns.run(`pairs of ${call.tenant}`, () => this.#delete(call));
  }

  @Serves('moveJob')
  moveJob(@TheCall() call: Call<'moveJob'>): Promise<JobResource> {
    const place = jobPlaceOf(call);
    const { tenant, id } = place;
    const { before } = call.body;
    return this.#parts.turns.run(`jobs of ${tenant}`, async () => {
      await this.#jobs.known(place);
      const { documents } = this.#parts;
      const jobs = await Array.fromAsync(
        documents.each({ collection: 'jobs', schema: jobSchema, tenant, defaultSort: 'rank' }),
      );
      if (before !== null && !jobs.some((job) => job.id === before)) {
        const faults = [{ place: 'before', message: 'there is no such job' }];
        throw new ApiProblem('body-invalid', { faults });
      }
      if (before === id) return this.#need(place);
      let done: Done | undefined;
      for (const { id: other, rank } of ranksFor(jobs, id, before)) {
        const part = other === id ? {} : { part: other };
        const wish = { kind: 'MoveJob', rank, ...part } as const;
        done = await this.#jobs.command(call, { tenant, id: other }, wish);
      }
      return done === undefined ? this.#need(place) : this.#answer(place, done);
    });
  }

  @Serves('startJob')
  async startJob(@TheCall() call: Call<'startJob'>): Promise<JobResource> {
    await this.#jobs.tellForgottenPairs(call, jobPlaceOf(call));
    return this.#run(call, 'StartJob');
  }

  @Serves('pauseJob')
  async pauseJob(@TheCall() call: Call<'pauseJob'>): Promise<JobResource> {
    const place = jobPlaceOf(call);
    return this.#answer(place, await this.#jobs.command(call, place, { kind: 'PauseJob' }));
  }

  @Serves('requestDelta')
  requestDelta(@TheCall() call: Call<'requestDelta'>): Promise<JobResource> {
    return this.#run(call, 'RequestDelta');
  }

  @Serves('setJobSchedule')
  async setJobSchedule(@TheCall() call: Call<'setJobSchedule'>): Promise<JobResource> {
    const place = jobPlaceOf(call);
    await this.#jobs.known(place);
    const { schedule } = call.body;
    const wish = { kind: 'SetSchedule', ...defined({ schedule: scheduleOf(schedule) }) } as const;
    return this.#answer(place, await this.#jobs.command(call, place, wish));
  }

  @Serves('setCreation')
  async setCreation(@TheCall() call: Call<'setCreation'>): Promise<JobResource> {
    const place = jobPlaceOf(call);
    const { targetConnectionId } = await this.#jobs.known(place);
    const target = await savedConnection(this.#parts, {
      ...{ tenant: place.tenant, id: targetConnectionId },
    });
    const creation = creationOf(call.body.creation, target.details);
    const wish = { kind: 'SetCreation', ...defined({ creation }) } as const;
    return this.#answer(place, await this.#jobs.command(call, place, wish));
  }

  /** Outside the schedule only as the person says; where nothing is said, it is told when it opens. */
  async #run(
    call: Call<'startJob'> | Call<'requestDelta'>,
    kind: 'StartJob' | 'RequestDelta',
  ): Promise<JobResource> {
    const place = jobPlaceOf(call);
    const wish = { kind, ...defined({ outsideWindow: call.body?.outsideWindow }) };
    if (!(await this.#conditions.refuses(call, place, wish))) {
      await this.#conditions.readAnew(call, place);
    }
    const result = await this.#jobs.attempt(call, place, wish);
    if (result.kind === 'done') return this.#answer(place, result);
    if (result.reason !== 'OutsideSchedule') throw ApiProblem.ofRejection(result);
    const { schedule } = await this.#jobs.known(place);
    throw outsideScheduleProblem(result, schedule?.zone);
  }

  async #delete(call: Call<'deleteJob'>): Promise<void> {
    const { commander, documents, options } = this.#parts;
    const place = jobPlaceOf(call);
    const { tenant, id } = place;
    await this.#jobs.known(place);
    await commander.needLists();
    const pairs = await Array.fromAsync(
      documents.each({
        ...{ collection: 'pairs', schema: pairSchema, tenant, defaultSort: 'source' },
        fields: [equal('jobId', id)],
      }),
    );
    const { position } = await this.#jobs.command(call, place, { kind: 'DeleteJob' });
    const withSecrets = pairs.filter((one) => one.hasSourcePassword || one.hasTargetPassword);
    await options.secrets.removeAll(
      tenant,
      withSecrets.map((pair) => `pair.${pair.id}`),
    );
    await commander.shown(position);
  }

  /** A connection is not deleted while a job is being given it, and no two jobs are given one name. */
  #alone<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return this.#parts.turns.run(`connections of ${tenant}`, work);
  }

  async #lastRank(tenant: string): Promise<number> {
    const { rows } = await this.#parts.documents.list({
      ...{ collection: 'jobs', schema: jobSchema, tenant, defaultSort: '-rank' },
      page: { limit: 1 },
    });
    return rows[0]?.rank ?? 0;
  }

  async #shown(place: JobPlace, { position }: Done): Promise<JobResource | undefined> {
    await this.#parts.commander.shown(position);
    const job = await this.#parts.documents.get(shownJobSchema, 'jobs', place);
    return job && this.#named(job);
  }

  async #need(place: JobPlace): Promise<JobResource> {
    return this.#named(await this.#parts.documents.need(shownJobSchema, 'jobs', place));
  }

  /** People are named when they are shown: the log has their ids alone. */
  #named(shown: ShownJob): JobResource {
    const job = withScheduleNow(shown, this.#parts.options.clock.wallMs());
    const { pausedBy, ...rest } = job;
    if (pausedBy === undefined) return job;
    const name = this.#parts.operators.get(pausedBy)?.operator.details?.name;
    return name === undefined ? rest : { ...rest, pausedBy: name };
  }

  async #answer(place: JobPlace, done: Done): Promise<JobResource> {
    const shown = await this.#shown(place, done);
    if (shown === undefined) throw new ApiProblem('unavailable');
    return shown;
  }
}
