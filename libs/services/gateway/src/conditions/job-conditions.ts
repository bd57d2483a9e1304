import type { ChangedConditions } from '@mailhaul/contracts';
import { type JobCommand, jobDecider, type MailboxCondition } from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';
import { savedConnection } from '../connections/search-connection.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import { type Asker, orderOf } from '../http/call-facts.ts';
import type { Call } from '../http/call.ts';
import type { JobCommands } from '../jobs/job-commands.ts';
import { jobAggregate, type JobPlace } from '../jobs/job-place.ts';
import { PairSaver } from '../pairs/pair-saver.ts';
import { applyChange, type Applied, planChange, type PlannedChange } from './apply-conditions.ts';
import { wordsOf } from './preview-page.ts';
import { SourceReader, type SourceMailboxes } from './read-source.ts';

/** Keeps a job's rows as its conditions say. */
export class JobConditions {
  readonly #parts: GatewayParts;
  readonly #jobs: JobCommands;
  readonly #source: SourceReader;
  readonly #saver: PairSaver;

  constructor(parts: GatewayParts, jobs: JobCommands) {
    this.#parts = parts;
    this.#jobs = jobs;
    this.#source = new SourceReader(parts);
    this.#saver = new PairSaver(parts);
  }

  /** Other conditions, and the rows accordingly. @throws {ApiProblem} the source cannot be read, or too many would leave. */
  async change(call: Call<'changeConditions'>, job: JobPlace): Promise<ChangedConditions> {
    const { conditions, leavingMax } = call.body;
    const { sourceConnectionId } = await this.#jobs.known(job);
    const set = { kind: 'SetConditions', conditions } as const;
    if (conditions.length === 0) {
      const { position } = await this.#jobs.command(call, job, set);
      await this.#parts.commander.shown(position);
      const stayed = (await this.#jobs.known(job)).pairCount;
      return { entered: 0, left: 0, stopping: 0, stayed, refused: [] };
    }
    // Directories take seconds: nobody else waits for that.
    const source = await this.#read(call, job, { sourceConnectionId, conditions });
    return this.#inTurn(job.tenant, async () => {
      const plan = await planChange(this.#parts, job, { conditions, source, leavingMax });
      if (plan.held === 'too-many-leave') throw tooManyLeave(plan);
      await this.#jobs.command(call, job, set);
      const { position: _at, ...done } = await this.#carriedOut(call, job, plan);
      const { left } = done;
      const stayed = plan.staying.length + plan.leaving.length - left;
      const words = wordsOf(plan.held, plan.limit);
      return { ...done, refused: [...done.refused], stayed, ...defined({ words }) };
    });
  }

  /**
   * Before a job starts or a delta is asked for, and after it was edited: its source is read anew. What cannot be done is told as a fact of the job, and
   * keeps it from nothing.
   */
  async readAnew(call: Asker, job: JobPlace): Promise<void> {
    const { conditions, sourceConnectionId } = await this.#jobs.known(job);
    if (conditions === undefined) return;
    let source: SourceMailboxes;
    try {
      source = await this.#read(call, job, { sourceConnectionId, conditions });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      const { detail = error.entry.title, faults = [] } = error.parts;
      const words = [detail, ...faults.map(({ place, message }) => `${place}: ${message}`)];
      await this.#tell(call, job, { why: 'unread', words: words.join(' ').slice(0, wordsMax) });
      return;
    }
    await this.#inTurn(job.tenant, async () => {
      const plan = await planChange(this.#parts, job, { conditions, source });
      if (plan.held !== undefined) {
        const { leaving, rowCount: rows } = plan;
        await this.#tell(call, job, { why: plan.held, leaving: leaving.length, rows });
      }
      await this.#carriedOut(call, job, plan);
    });
  }

  /** Whether a start would be refused whatever the source tells: then it need not be asked. */
  async refuses(
    call: Asker,
    job: JobPlace,
    wish:
      | Pick<Extract<JobCommand, { kind: 'StartJob' }>, 'kind' | 'outsideWindow'>
      | { kind: 'RequestDelta' },
  ): Promise<boolean> {
    const { state } = await this.#parts.commander.fold(jobAggregate(job));
    const command = { ...orderOf(call, this.#parts.options.clock), ...wish } as JobCommand;
    const decided = jobDecider.decide(state, command);
    if (!('kind' in decided)) return false;
    return decided.reason !== 'JobHasNoPairs' && decided.reason !== 'NothingToStart';
  }

  async #read(
    { signal }: Pick<Asker, 'signal'>,
    { tenant }: JobPlace,
    by: { readonly sourceConnectionId: string; readonly conditions: readonly MailboxCondition[] },
  ): Promise<SourceMailboxes> {
    const { sourceConnectionId: id, conditions } = by;
    const saved = await savedConnection(this.#parts, { tenant, id });
    return this.#source.read({ saved, conditions, signal });
  }

  async #carriedOut(call: Asker, job: JobPlace, plan: PlannedChange): Promise<Applied> {
    const by = { job, parts: this.#parts, saver: this.#saver };
    const applied = await applyChange(call, plan, by);
    const { entered: added, left: removed } = applied;
    let { position } = applied;
    if (added + removed > 0) {
      const wish = { kind: 'ChangePairs', added, edited: 0, removed, part: 'conditions' } as const;
      ({ position } = await this.#jobs.command(withoutRevision(call), job, wish));
    }
    await this.#parts.commander.shown(position);
    return { ...applied, position };
  }

  async #tell(
    call: Asker,
    job: JobPlace,
    told: {
      readonly why: 'unread' | 'incomplete' | 'too-many-leave';
      readonly leaving?: number;
      readonly rows?: number;
      readonly words?: string;
    },
  ): Promise<void> {
    const wish = { kind: 'TellConditionsNotApplied', ...told, part: 'not-applied' } as const;
    await this.#jobs.command(withoutRevision(call), job, wish);
  }

  #inTurn<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return this.#parts.turns.run(`pairs of ${tenant}`, async () => {
      await this.#parts.commander.needLists();
      return work();
    });
  }
}

/** Of a directory's words. */
const wordsMax = 1000;

/** The revision that was on the screen was that of the first command. */
function withoutRevision<C extends Asker>(call: C): C {
  return { ...call, expectedRevision: undefined };
}

function tooManyLeave({ leaving, rowCount }: PlannedChange): ApiProblem {
  const count = leaving.length.toLocaleString('en');
  const detail = `${count} of ${rowCount.toLocaleString('en')} mailboxes that conditions brought would leave: more than half.`;
  const message = `send it again with ${leaving.length} to have them leave`;
  return new ApiProblem('too-many-leave', { detail, faults: [{ place: 'leavingMax', message }] });
}
