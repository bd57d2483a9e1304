import type { BatchLimits, FolderJob, PlannedBatch } from './folder-job.ts';

/** Hands folders to lanes: a folder belongs to one lane, so that its items keep their order of arrival. */
export class WorkFeed {
  readonly #waiting: FolderJob[] = [];
  #isClosed = false;
  #wake: (() => void)[] = [];

  add(job: FolderJob): void {
    this.#waiting.push(job);
    this.#changed();
  }

  /** No more folders will come. */
  close(): void {
    this.#isClosed = true;
    this.#changed();
  }

  take(): FolderJob | 'later' | 'done' {
    return this.#waiting.shift() ?? (this.#isClosed ? 'done' : 'later');
  }

  async changed(): Promise<void> {
    if (this.#isClosed || this.#waiting.length > 0) return;
    await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** One lane's way through the feed: batch after batch, folder after folder, without ever waiting itself. */
export class LanePlanner {
  readonly #feed: WorkFeed;
  readonly #limits: () => BatchLimits;
  readonly #isStopping: () => boolean;
  readonly #onPlanned: (job: FolderJob) => void;
  readonly #onBatch: (batch: PlannedBatch) => void;
  #job: FolderJob | undefined;

  constructor(wiring: {
    feed: WorkFeed;
    limits: () => BatchLimits;
    isStopping: () => boolean;
    /** Called once when a folder has nothing more to plan. */
    onPlanned: (job: FolderJob) => void;
    /** Called for each batch that is given. */
    onBatch: (batch: PlannedBatch) => void;
  }) {
    this.#feed = wiring.feed;
    this.#limits = wiring.limits;
    this.#isStopping = wiring.isStopping;
    this.#onPlanned = wiring.onPlanned;
    this.#onBatch = wiring.onBatch;
  }

  /** Leaves what is not planned yet of its folder to another lane. */
  giveBack(): void {
    if (this.#job !== undefined) this.#feed.add(this.#job);
    this.#job = undefined;
  }

  next(): PlannedBatch | 'later' | 'done' {
    for (;;) {
      if (this.#isStopping()) return 'done';
      if (this.#job === undefined) {
        const job = this.#feed.take();
        if (typeof job === 'string') return job;
        this.#job = job;
      }
      const batch = this.#job.hasFailed ? undefined : this.#job.plan(this.#limits());
      if (batch !== undefined) {
        this.#onBatch(batch);
        return batch;
      }
      if (!this.#job.isPlanned && !this.#job.hasFailed) return 'later';
      this.#onPlanned(this.#job);
      this.#job = undefined;
    }
  }

  changed(): Promise<void> {
    return this.#job === undefined ? this.#feed.changed() : this.#job.changed();
  }
}
