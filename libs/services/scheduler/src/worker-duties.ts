import { decodeEvent, type RecordedEvent, type Sealer } from '@mailhaul/application';
import { workerDecider, type WorkerDuty, type WorkerEvent } from '@mailhaul/domain';

/** What people have ordered of workers, by their names, as the log has it. */
export class WorkerDuties {
  readonly #byStream = new Map<string, { duty: WorkerDuty; revision: number }>();
  readonly #byName = new Map<string, WorkerDuty>();

  /** An event of a worker's stream; one that was taken already changes nothing. */
  apply(recorded: RecordedEvent, sealer: Sealer): void {
    const known = this.#byStream.get(recorded.stream);
    if (known !== undefined && recorded.revision <= known.revision) return;
    const event = decodeEvent<WorkerEvent>(recorded, { sealer, upcasters: {} });
    const duty = workerDecider.evolve(known?.duty ?? workerDecider.initial(), event);
    this.#byStream.set(recorded.stream, { duty, revision: recorded.revision });
    this.#byName.set(event.data.worker, duty);
  }

  /** Undefined: nobody has ordered anything of workers of that name. */
  of(worker: string): WorkerDuty | undefined {
    return this.#byName.get(worker);
  }

  isDraining(worker: string): boolean {
    return this.#byName.get(worker)?.isDraining === true;
  }

  /** The names that are drained. */
  drained(): readonly string[] {
    return [...this.#byName].filter(([, { isDraining }]) => isDraining).map(([name]) => name);
  }
}
