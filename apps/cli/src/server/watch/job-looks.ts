import type { Client } from '@mailhaul/api-client';
import type { Job, Pair, PairStatus } from '@mailhaul/contracts';

/** A job at one moment, and what became of its mailboxes since the look before. */
export interface JobLook {
  readonly job: Job;
  /** Those at work, the longest first; the first hundred. */
  readonly running: readonly Pair[];
  /** Every mailbox whose status is another one than at the look before; none at the first look. */
  readonly turned: readonly Pair[];
}

const runningMax = 100;
const pageRows = 200;
/** Pages of changed mailboxes that one look reads; what is beyond is told by the counts of the job. */
const pagesMax = 10;

export interface LookedAt {
  readonly client: Pick<Client, 'call'>;
  readonly path: { readonly tenant: string; readonly job: string };
  readonly signal: AbortSignal;
}

/** Looks at one job again and again; keeps the status of each mailbox that it saw. */
export class JobLooks {
  readonly #at: LookedAt;
  readonly #seen = new Map<string, PairStatus>();
  /** Mailboxes not changed since then were seen. */
  #seenUntilMs: number | undefined;

  constructor(at: LookedAt) {
    this.#at = at;
  }

  /** Asks once; throws what the client throws. */
  async look(): Promise<JobLook> {
    const { client, path, signal } = this.#at;
    // The job comes first: a mailbox may be further than it says, never the other way round.
    const job = await client.call('readJob', { path, signal });
    const query = { status: 'running', sort: 'startedAt', limit: runningMax };
    const { rows: running } = await client.call('listPairs', { path, query, signal });
    return { job, running, turned: await this.#turned() };
  }

  async #turned(): Promise<readonly Pair[]> {
    const { client, path, signal } = this.#at;
    const sinceMs = this.#seenUntilMs;
    const turned: Pair[] = [];
    let after: string | undefined;
    for (let page = 0; page < pagesMax; page += 1) {
      const query = {
        sort: '-updatedAt',
        limit: pageRows,
        ...(after === undefined ? {} : { after }),
      };
      const { rows, next } = await client.call('listPairs', { path, query, signal });
      for (const pair of rows) {
        if (sinceMs !== undefined && pair.updatedAt < sinceMs) return turned;
        if (sinceMs !== undefined && this.#seen.get(pair.id) !== pair.status) turned.unshift(pair);
        this.#seen.set(pair.id, pair.status);
        this.#seenUntilMs = Math.max(this.#seenUntilMs ?? 0, pair.updatedAt);
      }
      if (next === undefined) break;
      after = next;
    }
    this.#seenUntilMs ??= 0;
    return turned;
  }
}
