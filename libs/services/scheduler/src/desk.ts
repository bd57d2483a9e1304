import type { Sealer } from '@mailhaul/application';
import {
  type JobCommand,
  jobDecider,
  jobStream,
  type PairCommand,
  pairDecider,
  pairStream,
} from '@mailhaul/domain';
import { uuid4 } from '@mailhaul/kernel';
import { appendDecided, type DecidedAppend } from './append-decided.ts';
import type { Board } from './board/board.ts';
import type { JobEntry, PairEntry } from './board/entries.ts';
import type { SchedulerOptions } from './scheduler-options.ts';

/** What a command says by itself; its id, time and actor are added here. */
type Wish<Command> = Command extends unknown
  ? Omit<Command, 'commandId' | 'atMs' | 'actor'>
  : never;

export interface DeskOptions extends Pick<
  SchedulerOptions,
  'store' | 'clock' | 'random' | 'onError'
> {
  readonly board: Board;
  readonly sealerOf: (tenant: string) => Promise<Sealer>;
  /** Whether this scheduler decides for the tenant, now. */
  readonly leads: (tenant: string) => boolean;
}

/**
 * Appends what the scheduler decides, on the board's fold and at its revision, one append at a time for each stream. What was
 * read back is on the board when a call resolves.
 */
export class Desk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** True: it is so now, by us. False: refused, overtaken, unheard, or not ours to decide any more; nothing more is done about it. */
  async tellPair(entry: PairEntry, wish: Wish<PairCommand>): Promise<boolean> {
    if (entry.isBusy) return false;
    const command = { ...wish, ...this.#identity() } as PairCommand;
    const decision = pairDecider.decide(entry.state, command);
    if ('kind' in decision || decision.length === 0) return false;
    entry.isBusy = true;
    try {
      const { revision, tenant } = entry;
      const stream = pairStream(tenant.id, entry.id);
      const { commandId } = command;
      return await this.#append(tenant.id, { stream, revision, events: decision, commandId });
    } finally {
      entry.isBusy = false;
    }
  }

  /** As `tellPair`. */
  async tellJob(job: JobEntry, wish: Wish<JobCommand>): Promise<boolean> {
    if (job.isBusy) return false;
    const command = { ...wish, ...this.#identity() } as JobCommand;
    const decision = jobDecider.decide(job.state, command);
    if ('kind' in decision || decision.length === 0) return false;
    job.isBusy = true;
    try {
      const { revision, tenant } = job;
      const stream = jobStream(tenant.id, job.id);
      const { commandId } = command;
      return await this.#append(tenant.id, { stream, revision, events: decision, commandId });
    } finally {
      job.isBusy = false;
    }
  }

  async #append(tenant: string, decided: DecidedAppend): Promise<boolean> {
    const { store, board, sealerOf, leads, onError } = this.#options;
    try {
      const sealer = await sealerOf(tenant);
      if (!leads(tenant)) return false;
      const { isOurs, news } = await appendDecided({ store, sealer }, decided);
      for (const event of news) board.apply(event, sealer);
      return isOurs;
    } catch (error) {
      onError?.(error, `appending to ${decided.stream}`);
      return false;
    }
  }

  #identity() {
    const { clock, random } = this.#options;
    return { commandId: uuid4(random), atMs: Math.floor(clock.wallMs()), actor: 'scheduler' };
  }
}
