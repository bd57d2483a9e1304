import type { AlertFacts } from '@mailhaul/domain';

/** One alert, or what it grew by, at its place in the log. */
export interface ToldNews {
  readonly position: bigint;
  readonly facts: AlertFacts;
  readonly mailboxes: number;
}

/** News of which one line tells. */
export interface NewsLine {
  readonly facts: AlertFacts;
  readonly mailboxes: number;
  readonly items: number;
}

/** News of one tenant and tone that wait to be mailed, in the order of the log. */
export class WaitingNews {
  #told: ToldNews[] = [];
  /** When the first of them was heard of, wall milliseconds. */
  #sinceMs = 0;
  #isCut = false;

  get isEmpty(): boolean {
    return this.#told.length === 0;
  }

  get first(): ToldNews | undefined {
    return this.#told[0];
  }

  get last(): ToldNews | undefined {
    return this.#told.at(-1);
  }

  get sinceMs(): number {
    return this.#sinceMs;
  }

  add(told: ToldNews, nowMs: number): void {
    if (this.isEmpty) this.#sinceMs = nowMs;
    if (this.#told.length < waitingMax) this.#told.push(told);
    else {
      // A mail counts no further; the last place is kept, so that none of them is mailed later.
      this.#told[waitingMax - 1] = told;
      this.#isCut = true;
    }
  }

  /** What was mailed up to there waits no more. */
  drop(upTo: bigint): void {
    this.#told = this.#told.filter(({ position }) => position > upTo);
    this.#isCut &&= !this.isEmpty;
  }

  /** Mailboxes of which the same is to be told are one line. */
  lines(): { readonly lines: readonly NewsLine[]; readonly isCut: boolean } {
    const lines = new Map<string, NewsLine>();
    for (const { facts, mailboxes } of this.#told) {
      const { about, code = '', jobId = '', connectionId = '', counts } = facts;
      const key = [about, code, jobId, connectionId].join(' ');
      const before = lines.get(key);
      lines.set(key, {
        facts: before?.facts ?? facts,
        mailboxes: (before?.mailboxes ?? 0) + mailboxes,
        items: (before?.items ?? 0) + (counts?.['items'] ?? 0),
      });
    }
    return { lines: [...lines.values()], isCut: this.#isCut };
  }
}

const waitingMax = 20_000;
