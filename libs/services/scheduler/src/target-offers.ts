import { makeTargetAnswerSchema, subjects } from '@mailhaul/contracts';
import { isTargetOwed } from '@mailhaul/domain';
import type { Board } from './board/board.ts';
import type { PairEntry } from './board/entries.ts';
import type { SchedulerOptions } from './scheduler-options.ts';

/** Asked for at the same time, over all tenants: making users is no race. */
const atOnceMax = 16;
/** A worker that took one and has not begun by then has died of it. */
const askAgainMs = 15_000;
const answerMs = 5_000;

export interface TargetOffersOptions extends Pick<SchedulerOptions, 'bus' | 'clock' | 'onError'> {
  readonly board: Board;
  /** Whether this scheduler decides for the tenant, now. */
  readonly leads: (tenant: string) => boolean;
}

/** Has workers make the target mailboxes that are owed. Asking twice does no harm: the pair's stream says who makes it. */
export class TargetOffers {
  readonly #options: TargetOffersOptions;
  /** Who was asked for: when, monotonic, and after how many makings. */
  readonly #asked = new Map<PairEntry, { readonly atMs: number; readonly count: number }>();

  constructor(options: TargetOffersOptions) {
    this.#options = options;
  }

  /** A bounded number at a time; the next turn goes on. */
  offer(): void {
    const { board, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    for (const [entry, { atMs, count }] of this.#asked) {
      const isBegun = countOf(entry) > count;
      const isLate = nowMs >= atMs + askAgainMs;
      if (isBegun || isLate || !board.planned.has(entry)) this.#asked.delete(entry);
    }
    for (const entry of board.planned) {
      if (this.#asked.size >= atOnceMax) return;
      if (this.#asked.has(entry) || !this.#isDue(entry)) continue;
      this.#asked.set(entry, { atMs: nowMs, count: countOf(entry) });
      void this.#ask(entry);
    }
  }

  #isDue({ state, job, tenant }: PairEntry): boolean {
    if (job === undefined || !this.#options.leads(tenant.id)) return false;
    if (!('making' in state) || !isTargetOwed(state, job.state)) return false;
    const { isAsked, current } = state.making;
    const isClosed = 'closed' in job.state && job.state.closed !== undefined;
    if (isClosed && !isAsked) return false;
    return current === undefined || current.untilMs <= this.#options.clock.wallMs();
  }

  /** Where nobody has room it is asked again at the next turn. */
  async #ask(entry: PairEntry): Promise<void> {
    const { bus, onError } = this.#options;
    try {
      const place = { tenant: entry.tenant.id, pairId: entry.id };
      const answer = await bus.request(subjects.makeTarget, place, answerMs);
      if (!makeTargetAnswerSchema.parse(answer).isTaken) this.#asked.delete(entry);
    } catch (error) {
      onError?.(error, `having the target of ${entry.id} made`);
    }
  }
}

function countOf({ state }: PairEntry): number {
  return 'making' in state ? state.making.count : 0;
}
