import type { FieldFilter } from '@mailhaul/application';
import { jobSchema } from '@mailhaul/contracts';
import {
  connectionDecider,
  connectionStream,
  type JobCommand,
  type JobRejection,
  type KnownJob,
} from '@mailhaul/domain';
import { uuid5 } from '@mailhaul/kernel';
import type { Done } from '../commands/commander.ts';
import { equal } from '../commands/documents.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { type Asker, orderOf } from '../http/call-facts.ts';
import { jobAggregate, type JobPlace } from './job-place.ts';

type Wish = JobCommand extends infer C
  ? C extends JobCommand
    ? Omit<C, 'commandId' | 'correlationId' | 'atMs' | 'actor'>
    : never
  : never;

/** What people's wishes for jobs have in common. */
export class JobCommands {
  readonly #parts: GatewayParts;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  /** `part`: of a call that has several commands for the job, which. @throws {ApiProblem} */
  async command(
    call: Asker,
    place: JobPlace,
    wish: Wish & { readonly part?: string },
  ): Promise<Done> {
    const result = await this.attempt(call, place, wish);
    if (result.kind === 'rejected') throw ApiProblem.ofRejection(result);
    return result;
  }

  /** As `command`, but gives back what the domain refuses. @throws {ApiProblem} the revision is another one. */
  attempt(
    call: Asker,
    place: JobPlace,
    wish: Wish & { readonly part?: string },
  ): Promise<JobRejection | (Done & { readonly kind: 'done' })> {
    const { part, ...rest } = wish;
    const order = orderOf(call, this.#parts.options.clock);
    const commandId = part === undefined ? order.commandId : uuid5(order.commandId, part);
    const { expectedRevision } = call;
    const command = { ...order, commandId, ...rest } as JobCommand;
    return this.#parts.commander.attempt({ ...jobAggregate(place), expectedRevision }, command);
  }

  /** The job as the log has it. @throws {ApiProblem} there is none. */
  async known(place: JobPlace): Promise<KnownJob & { readonly status: string }> {
    const { state } = await this.#parts.commander.fold(jobAggregate(place));
    if (state.status === 'unknown' || state.status === 'deleted') throw new ApiProblem('not-found');
    return state;
  }

  /** @throws {ApiProblem} that names the side whose connection is not there. */
  async checkConnections(
    tenant: string,
    sides: { readonly sourceConnectionId: string; readonly targetConnectionId: string },
  ): Promise<void> {
    const names = ['sourceConnectionId', 'targetConnectionId'] as const;
    const faults = await Promise.all(
      names.map(async (place) => {
        const stream = connectionStream(tenant, sides[place]);
        const asked = { tenant, stream, decider: connectionDecider };
        const { status } = (await this.#parts.commander.fold(asked)).state;
        const isThere = status !== 'unknown' && status !== 'deleted';
        return isThere ? [] : [{ place, message: 'there is no such connection' }];
      }),
    );
    if (faults.flat().length > 0) throw new ApiProblem('body-invalid', { faults: faults.flat() });
  }

  /** @throws {ApiProblem} another job of the tenant has the name, or one that differs in upper and lower case only. */
  async checkName({ tenant, id }: JobPlace, name: string): Promise<void> {
    const { commander, documents } = this.#parts;
    await commander.needLists();
    const jobs = documents.each({
      ...{ collection: 'jobs', schema: jobSchema, tenant, defaultSort: 'rank' },
      fields: [equal('name', name)],
    });
    for await (const other of jobs) {
      if (other.id === id) continue;
      const message = 'is the name of another job: choose one that no job of the tenant has';
      throw new ApiProblem('body-invalid', { faults: [{ place: 'name', message }] });
    }
  }

  /**
   * Tells the job of pairs that it was not told of, for what added them was cut short. Read models that are behind tell of
   * fewer pairs, never of more.
   */
  async tellForgottenPairs(call: Asker, place: JobPlace): Promise<void> {
    const { pairCount } = await this.known(place);
    const fields: readonly FieldFilter[] = [{ field: 'jobId', is: 'equal', value: place.id }];
    const { tenant } = place;
    const shown = await this.#parts.options.readStore.count('pairs', { tenant, fields });
    if (shown <= pairCount) return;
    const added = shown - pairCount;
    const wish = { kind: 'ChangePairs', added, edited: 0, removed: 0, part: 'forgotten' } as const;
    await this.command({ ...call, expectedRevision: undefined }, place, wish);
  }
}
