import { hangsUp } from './feared-work.ts';
import type { FolderJob } from './folder-job.ts';
import { asError } from './pass-context.ts';
import type { PassRun } from './pass-run.ts';
import type { ReadyItem } from './ready-batch.ts';
import { recordFailed } from './record-failed.ts';
import type { Settlements } from './settlements.ts';

/** An item whose every write has ended with its connection. */
export interface Suspect {
  readonly items: readonly ReadyItem[];
  readonly error: unknown;
}

/**
 * Whether it is the item that makes the server end its connections, or the server that takes nothing: the writes of others
 * tell. One suspect at a time is set aside until they have; its folder has not come to its end before.
 */
export class Suspects {
  readonly #run: PassRun;
  readonly #onFailed: (job: FolderJob) => void;
  #waiting: (Suspect & { readonly job: FolderJob }) | undefined;
  readonly #sick = new Set<FolderJob>();

  constructor(run: PassRun, onFailed: (job: FolderJob) => void) {
    this.#run = run;
    this.#onFailed = onFailed;
  }

  /** A second of one folder: it is the folder, which fails. @throws the error where one of another is waiting: the server takes neither. */
  setAside(job: FolderJob, suspect: Suspect): void {
    if (this.#waiting?.job === job) {
      this.#sick.add(job);
      job.fail(hangsUp('target', 'written to'));
      return;
    }
    if (this.#waiting !== undefined) throw asError(suspect.error);
    this.#waiting = { ...suspect, job };
    job.outstanding += 1;
  }

  /** Nothing more is to be written into that folder. */
  isSick(job: FolderJob): boolean {
    return this.#sick.has(job);
  }

  /** A write of other items was answered: it was the item. */
  async othersWritten(): Promise<void> {
    const suspect = this.#waiting;
    if (suspect === undefined) return;
    this.#waiting = undefined;
    await recordFailed(this.#run, suspect.job, suspect);
    suspect.job.outstanding -= 1;
    this.#onFailed(suspect.job);
  }

  /** Nothing is left to be written. @throws the error where this pass has written nothing: the server may take no item. */
  async end(settling: Settlements): Promise<void> {
    await settling.all();
    if (this.#waiting === undefined || this.#run.context.stop.aborted) return;
    if (this.#run.settled.items === 0) throw asError(this.#waiting.error);
    await this.othersWritten();
  }
}
